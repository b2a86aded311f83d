/**
 * validate_argument_spec: checks variables against a role's argument spec. It stands in front of
 * every role that has `meta/argument_specs.yml`; people rarely write it themselves.
 */
import { Dict, isList, toName, typeName, type Value } from '../base/index.ts';
import { defineControl, type ControlScope } from './contract.ts';

/** The spec of one option, as far as it decides whether a value fits. */
interface OptionSpec {
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  readonly choices: readonly Value[];
  readonly elements: string | undefined;
  readonly options: Dict | undefined;
}

function textAt(dict: Dict, key: string): string | undefined {
  const value = dict.get(key);
  return value === undefined || value === null ? undefined : toName(value);
}

function readOption(value: Value): OptionSpec {
  const dict = value instanceof Dict ? value : new Dict();
  const choices = dict.get('choices') ?? null;
  const options = dict.get('options');
  return {
    type: textAt(dict, 'type') ?? 'str',
    isRequired: dict.get('required') === true,
    hasDefault: dict.get('default') !== undefined,
    choices: isList(choices) ? choices : [],
    elements: textAt(dict, 'elements'),
    options: options instanceof Dict ? options : undefined,
  };
}

const NUMBER = /^\s*[+-]?\d+(\.\d+)?\s*$/;
const BOOLEAN = /^(y|yes|n|no|on|off|true|false|t|f|0|1)$/i;

/** Which values each type takes. Source: Ansible 2.14, «Argument spec», and observed coercions. */
const FITS: Readonly<Record<string, (value: Value) => boolean>> = {
  int: (value) =>
    typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)),
  float: (value) =>
    ['int', 'float'].includes(typeName(value)) || (typeof value === 'string' && NUMBER.test(value)),
  bool: (value) => typeof value === 'boolean' || BOOLEAN.test(toName(value)),
  list: (value) => isList(value) || ['str', 'int', 'float'].includes(typeName(value)),
  dict: (value) => value instanceof Dict || (typeof value === 'string' && /[={]/.test(value)),
  str: () => true,
  path: (value) => !(value instanceof Dict),
  raw: () => true,
};

function describeMismatch(name: string, value: Value, spec: OptionSpec): string | undefined {
  if (value === null) return undefined;
  const fits = FITS[spec.type];
  if (fits?.(value) === false) {
    return `argument '${name}' is of type ${describeType(value)} and we were unable to convert to ${spec.type}: ${describeType(value)} cannot be converted to ${spec.type === 'bool' ? 'a bool' : spec.type === 'int' ? 'an int' : `a ${spec.type}`}`;
  }
  if (spec.choices.length === 0) return undefined;
  const values = isList(value) && spec.type === 'list' ? value : [value];
  const allowed = spec.choices.map(toName);
  const wrong = values.filter((one) => !allowed.includes(toName(one)));
  if (wrong.length === 0) return undefined;
  return `value of ${name} must be one of: ${allowed.join(', ')}, got: ${wrong.map(toName).join(', ')}`;
}

function describeType(value: Value): string {
  return `<class '${typeName(value)}'>`;
}

type Lookup = (name: string) => Value | undefined;

function checkOptions(options: Dict, lookup: Lookup, inside: string): readonly string[] {
  const errors: string[] = [];
  const missing: string[] = [];
  for (const [key, raw] of options) {
    const name = toName(key);
    const spec = readOption(raw);
    const value = lookup(name);
    if (value === undefined) {
      if (spec.isRequired && !spec.hasDefault) missing.push(name);
      continue;
    }
    const mismatch = describeMismatch(name, value, spec);
    if (mismatch !== undefined) errors.push(`${mismatch}${inside}`);
    else errors.push(...checkNested(name, value, spec));
  }
  const text = `missing required arguments: ${missing.sort().join(', ')}${inside}`;
  return missing.length > 0 ? [text, ...errors] : errors;
}

function checkNested(name: string, value: Value, { options }: OptionSpec): readonly string[] {
  if (options === undefined) return [];
  const values = isList(value) ? value : [value];
  return values.flatMap((one) =>
    one instanceof Dict ? checkOptions(options, (key) => one.get(key), ` found in ${name}`) : [],
  );
}

function lookupIn(provided: Value | undefined, scope: ControlScope): Lookup {
  return (name) => {
    const given = provided instanceof Dict ? provided.get(name) : undefined;
    return given ?? scope.variable(name);
  };
}

export default defineControl({
  name: 'validate_argument_spec',
  collection: 'ansible.builtin',
  summary: 'Checks variables against an argument spec.',
  notes: ['Runs by itself before a role that has `meta/argument_specs.yml`.'],
  params: {
    properties: {
      argument_spec: { type: 'value', description: 'The options, as in `argument_specs.yml`.' },
      provided_arguments: {
        type: 'value',
        description: 'Values to check; variables of the same names where one is missing.',
      },
      validate_args_context: {
        type: 'value',
        description: 'Whose arguments they are; comes back in the result.',
      },
    },
    required: ['argument_spec'],
  },
  returns: {
    argument_errors: {
      type: 'array',
      items: { type: 'string', description: 'One sentence.' },
      description: 'What does not fit.',
    },
    argument_spec_data: { type: 'object', description: 'The spec, where something does not fit.' },
    msg: { type: 'string', description: 'Says how it went.' },
    validate_args_context: { type: 'object', description: 'What was given as such.' },
  },
  examples: [
    '- validate_argument_spec:\n    argument_spec:\n      kubelet_version:\n        type: str\n        required: true\n',
  ],
  decide(params, scope) {
    const options = params.argument_spec;
    if (!(options instanceof Dict)) {
      return { returns: {}, failure: 'Incorrect type for argument_spec, expected dict' };
    }
    const context = params.validate_args_context ?? new Dict();
    const errors = checkOptions(options, lookupIn(params.provided_arguments, scope), '');
    if (errors.length > 0) {
      const failure = `Validation of arguments failed:\n${errors.join('\n')}`;
      const told = { argument_errors: [...errors], argument_spec_data: options };
      return { returns: { ...told, validate_args_context: context }, failure };
    }
    const msg = 'The arg spec validation passed';
    return { returns: { msg, validate_args_context: context } };
  },
});
