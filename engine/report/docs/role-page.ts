/** The page of one role, docs/roles/NAME.md, from its meta/argument_specs.yml. */
import { Dict, isList, type Value } from '../../base/index.ts';
import { renderPythonJson } from '../python-json.ts';
import { GENERATED, joinPage, renderTable } from './markdown.ts';

function toText(value: Value | undefined): string {
  if (isList(value ?? null)) return toLines(value).join(' ');
  return typeof value === 'string' ? value.trim() : '';
}

/** Descriptions may be a text or a list of paragraphs. */
function toLines(value: Value | undefined): readonly string[] {
  if (value !== undefined && isList(value)) return value.map((line) => toText(line));
  return typeof value === 'string' ? [value.trim()] : [];
}

function toDict(value: Value | undefined): Dict {
  return value instanceof Dict ? value : new Dict();
}

function describeOption(name: string, option: Dict): readonly string[] {
  const choices = option.get('choices');
  const elements = toText(option.get('elements'));
  const type = toText(option.get('type')) || 'str';
  const kind = elements === '' ? type : `${type} of ${elements}`;
  const values = choices === undefined ? kind : `${kind}: ${renderPythonJson(choices)}`;
  const fallback = option.get('default');
  const mark = option.get('required') === true ? ' **required**' : '';
  return [
    `\`${name}\`${mark}`,
    values,
    fallback === undefined ? '' : `\`${renderPythonJson(fallback)}\``,
    toText(option.get('description')),
  ];
}

function toOptionRows(options: Dict, prefix: string): readonly (readonly string[])[] {
  return [...options].flatMap(([key, value]) => {
    const name = `${prefix}${toText(key)}`;
    const option = toDict(value);
    const nested = toOptionRows(toDict(option.get('options')), `${name}.`);
    return [describeOption(name, option), ...nested];
  });
}

function renderEntryPoint(name: string, spec: Dict): readonly string[] {
  const rows = toOptionRows(toDict(spec.get('options')), '');
  return [
    '',
    `## Entry point \`${name}\``,
    '',
    toText(spec.get('short_description')),
    ...toLines(spec.get('description')).flatMap((line) => ['', line]),
    '',
    ...(rows.length === 0
      ? ['It has no parameters.']
      : renderTable(['parameter', 'type', 'default', 'meaning'], rows)),
  ];
}

/**
 * Renders the page of a role.
 * @param specs what meta/argument_specs.yml holds
 */
export function renderRolePage(role: string, specs: Value): string {
  const entries = [...toDict(toDict(specs).get('argument_specs'))];
  return joinPage([
    GENERATED,
    '',
    `# Role ${role}`,
    ...entries.flatMap(([name, spec]) => renderEntryPoint(toText(name), toDict(spec))),
  ]);
}
