/** The page of one module, docs/modules/NAME.md, and the list of all of them. Text in, text out. */
import { toNotes, toParamRows, type ActionDoc, type ParamRow } from './action-doc.ts';
import { GENERATED, joinPage, renderTable } from './markdown.ts';

function describeName({ name, aliases, isRequired }: ParamRow): string {
  const others = aliases.map((alias) => `\`${alias}\``).join(', ');
  return `\`${name}\`${isRequired ? ' **required**' : ''}${others === '' ? '' : ` (also ${others})`}`;
}

function describeValues({ type, choices, defaultText }: ParamRow): string {
  const parts = [choices.length > 0 ? choices.map((choice) => `\`${choice}\``).join(', ') : type];
  if (defaultText !== undefined) parts.push(`default \`${defaultText}\``);
  return parts.join('; ');
}

function renderRows(heading: string, rows: readonly ParamRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [describeName(row), describeValues(row), row.description]);
  return ['', `## ${heading}`, '', ...renderTable(['name', 'values', 'meaning'], cells)];
}

/** Renders the Markdown page of a module. */
export function renderModulePage(doc: ActionDoc): string {
  const notes = toNotes(doc).map((note) => `- ${note}`);
  const examples = doc.examples.flatMap((example) => ['', '```yaml', example.trimEnd(), '```']);
  return joinPage([
    GENERATED,
    '',
    `# ${doc.name}`,
    '',
    doc.summary,
    '',
    `Full name: \`${doc.collection}.${doc.name}\`.`,
    ...renderRows('Parameters', toParamRows(doc.params.properties, doc.params.required)),
    ...(notes.length === 0 ? [] : ['', '## Notes', '', ...notes]),
    ...(examples.length === 0 ? [] : ['', '## Examples', ...examples]),
    ...renderRows('Returns', toParamRows(doc.returns)),
  ]);
}

/** Renders the list of all modules, by name. */
export function renderModuleList(docs: readonly ActionDoc[]): string {
  const sorted = docs.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const rows = sorted.map(({ name, collection, summary }) => {
    return [`[${name}](${name}.md)`, collection, summary];
  });
  const table = renderTable(['module', 'collection', 'what it does'], rows);
  return joinPage([GENERATED, '', '# Modules', '', ...table]);
}
