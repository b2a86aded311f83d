/**
 * What documentation needs to know of a module or control task: the declarative part of its
 * definition, which is the only statement of its parameters.
 */
import type { ParamRule, ParamSchema, ParamsSchema } from '../../schema/index.ts';

/** The part of a module's or control's definition that is documented. */
export interface ActionDoc {
  readonly name: string;
  readonly collection: string;
  readonly summary: string;
  readonly notes?: readonly string[];
  readonly params: ParamsSchema;
  readonly returns: Readonly<Record<string, ParamSchema>>;
  readonly examples: readonly string[];
  readonly freeForm?: string;
  readonly supportsCheckMode?: boolean;
}

/** One parameter, ready to be laid out. Nested ones are named `parent.child`. */
export interface ParamRow {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: string;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  readonly defaultText: string | undefined;
  readonly description: string;
}

/** Names a type as playbook authors know it: `list of string`, `any`. */
export function describeType(schema: ParamSchema): string {
  if (schema.type === 'array') {
    return schema.items === undefined ? 'list' : `list of ${describeType(schema.items)}`;
  }
  if (schema.type === 'object') return 'mapping';
  if (schema.type === 'value') return 'any';
  return schema['x-coerce'] === 'path' ? 'path' : schema.type;
}

function describeDefault(value: ParamSchema['default']): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function toRow(name: string, schema: ParamSchema, isRequired: boolean): ParamRow {
  const notes = [
    schema.description,
    ...(schema['x-since'] === undefined ? [] : [`Since ${schema['x-since']}.`]),
    ...(schema['x-secret'] === true ? ['Never shown.'] : []),
  ];
  return {
    name,
    aliases: schema['x-aliases'] ?? [],
    type: describeType(schema),
    isRequired,
    choices: (schema.enum ?? []).map(String),
    defaultText: describeDefault(schema.default),
    description: notes.join(' '),
  };
}

/** Lists parameters in the order they are declared, nested ones behind their parent. */
export function toParamRows(
  properties: Readonly<Record<string, ParamSchema>>,
  required: readonly string[] = [],
  prefix = '',
): readonly ParamRow[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const row = toRow(`${prefix}${name}`, schema, required.includes(name));
    const nested = schema.properties === undefined ? schema.items : schema;
    const rows =
      nested?.properties === undefined
        ? []
        : toParamRows(nested.properties, nested.required, `${prefix}${name}.`);
    return [row, ...rows];
  });
}

function quoteNames(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** Writes a rule between parameters as a sentence. */
export function describeRule(rule: ParamRule): string {
  switch (rule.rule) {
    case 'mutually-exclusive':
      return `At most one of ${quoteNames(rule.names)}.`;
    case 'required-together':
      return `${quoteNames(rule.names)} only together.`;
    case 'required-one-of':
      return `At least one of ${quoteNames(rule.names)}.`;
    case 'required-if':
      return `With \`${rule.name}: ${String(rule.equals)}\`, ${quoteNames(rule.then)} must be given.`;
    case 'required-by':
      return `With \`${rule.name}\`, ${quoteNames(rule.then)} must be given.`;
  }
}

/** Collects what is worth knowing beside the parameters: notes, rules, free form, check mode. */
export function toNotes(doc: ActionDoc): readonly string[] {
  return [
    ...(doc.notes ?? []),
    ...(doc.params.rules ?? []).map(describeRule),
    ...(doc.freeForm === undefined ? [] : [`\`${doc.name}: TEXT\` sets \`${doc.freeForm}\`.`]),
    ...(doc.params.openEnded === true ? ['Takes any further names.'] : []),
    ...(doc.supportsCheckMode === false ? ['Skipped with `--check`.'] : []),
  ];
}
