/** What `kplay doc NAME` prints: a module's documentation for a terminal of 80 columns. */
import { wrapText } from '../wrap-text.ts';
import { toNotes, toParamRows, type ActionDoc, type ParamRow } from './action-doc.ts';

const WIDTH = 80;

function indent(text: string, by: number): readonly string[] {
  return wrapText(text, WIDTH - by).map((line) => ' '.repeat(by) + line);
}

function describeRow(row: ParamRow): readonly string[] {
  const facts = [
    row.choices.length > 0 ? `one of ${row.choices.join(', ')}` : row.type,
    ...(row.isRequired ? ['required'] : []),
    ...(row.defaultText === undefined ? [] : [`default ${row.defaultText}`]),
    ...(row.aliases.length === 0 ? [] : [`also ${row.aliases.join(', ')}`]),
  ];
  return [`  ${row.name}`, ...indent(facts.join('; '), 6), ...indent(row.description, 6)];
}

function describeRows(heading: string, rows: readonly ParamRow[]): readonly string[] {
  return rows.length === 0 ? [] : ['', heading, ...rows.flatMap(describeRow)];
}

/**
 * Describes a module for the terminal.
 * @returns lines of at most 80 columns (examples stay as they are), with a newline at the end
 */
export function describeModule(doc: ActionDoc): string {
  const notes = toNotes(doc).flatMap((note) => {
    const [first = '', ...rest] = wrapText(note.replaceAll('`', ''), WIDTH - 4);
    return [`  - ${first}`, ...rest.map((line) => `    ${line}`)];
  });
  const examples = doc.examples.flatMap((example) => {
    return [
      '',
      ...example
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`.trimEnd()),
    ];
  });
  const lines = [
    `${doc.name}  (${doc.collection}.${doc.name})`,
    '',
    ...indent(doc.summary, 0),
    ...describeRows('PARAMETERS', toParamRows(doc.params.properties, doc.params.required)),
    ...(notes.length === 0 ? [] : ['', 'NOTES', ...notes]),
    ...(examples.length === 0 ? [] : ['', 'EXAMPLES', ...examples.slice(1)]),
    ...describeRows('RETURNS', toParamRows(doc.returns)),
  ];
  return `${lines.join('\n')}\n`;
}
