/** A module's declaration in the other forms of `ansible-doc`: a task to start from, and JSON. */
import { Dict, type Value } from '../../base/index.ts';
import { renderPythonJson } from '../python-json.ts';
import { toNotes, toParamRows, type ActionDoc, type ParamRow } from './action-doc.ts';

const COMMENT_COLUMN = 30;

function describeRow(row: ParamRow): string {
  const mark = row.isRequired ? '(required) ' : '';
  const line = `    ${row.name}:`.padEnd(COMMENT_COLUMN);
  return `${line} # ${mark}${row.description.replaceAll('\n', ' ')}`;
}

/** Writes a task with every parameter (`ansible-doc --snippet`). */
export function renderSnippet(doc: ActionDoc): string {
  const { properties, required } = doc.params;
  const rows = toParamRows(properties, required).filter(({ name }) => !name.includes('.'));
  const head = [`- name: ${doc.summary}`, `  ${doc.collection}.${doc.name}:`];
  return `${[...head, ...rows.map(describeRow)].join('\n')}\n`;
}

function toOption(row: ParamRow): Value {
  return Dict.of({
    description: [row.description],
    required: row.isRequired,
    type: row.type,
    ...(row.aliases.length > 0 ? { aliases: row.aliases } : {}),
    ...(row.choices.length > 0 ? { choices: row.choices } : {}),
    ...(row.defaultText === undefined ? {} : { default: row.defaultText }),
  });
}

function toOptions(rows: readonly ParamRow[]): Value {
  return new Dict(rows.map((row) => [row.name, toOption(row)] as const));
}

function toDocument(doc: ActionDoc): Value {
  const { properties, required } = doc.params;
  return Dict.of({
    doc: Dict.of({
      collection: doc.collection,
      module: doc.name,
      notes: toNotes(doc),
      options: toOptions(toParamRows(properties, required)),
      short_description: doc.summary,
    }),
    examples: doc.examples.join('\n'),
    return: toOptions(toParamRows(doc.returns)),
  });
}

/** Writes modules as JSON by name (`ansible-doc --json`). */
export function renderModulesJson(docs: readonly ActionDoc[]): string {
  const documents = docs.map((doc) => [doc.name, toDocument(doc)] as const);
  return `${renderPythonJson(new Dict(documents), { indent: 4 })}\n`;
}
