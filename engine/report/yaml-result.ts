/**
 * Writes a result's data as YAML in blocks, one key a line: for `callback_result_format = yaml`, and
 * as community.general's callback `yaml` has it. Layout is that of PyYAML.
 */
import { Dict, toValue, type Plain, type Value } from '../base/index.ts';
import { dumpYaml } from '../template/index.ts';
import { comparePythonText, toItems } from './python-json.ts';

/** How results are laid out. */
export interface YamlForm {
  /** Spaces per level. */
  readonly step: number;
  /** Spaces before everything. */
  readonly margin: number;
  /** Texts of several lines are to be read, not to be exact; lines that stand twice are omitted. */
  readonly isLossy: boolean;
  /** `changed=true` and the like stand on the first line (community.general). */
  readonly hasHead: boolean;
}

/** community.general's `yaml`. */
export const COMMUNITY_FORM: YamlForm = { step: 2, margin: 2, isLossy: true, hasHead: true };

interface Layout {
  readonly form: YamlForm;
  readonly mask: (text: string) => string;
}

const BREAKS = /[\n\x85\u2028\u2029]/;
const SPECIAL = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\ufeff/gu;
const TAB_STOP = 8;

function expandTabs(line: string): string {
  let text = '';
  for (const character of line) {
    text += character === '\t' ? ' '.repeat(TAB_STOP - (text.length % TAB_STOP)) : character;
  }
  return text;
}

/** What is left of a text that is only to be read: PyYAML writes the rest as a block. */
function tidy(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map(expandTabs)
    .join('\n')
    .replaceAll(SPECIAL, '')
    .replaceAll(/ +(?=[\n\x85\u2028\u2029])/g, '');
}

/** Whether PyYAML would write a text as a block. Source: its analyze_scalar. */
function allowsBlock(text: string): boolean {
  return !/ $| [\n\x85\u2028\u2029]/.test(text) && text.search(SPECIAL) === -1;
}

function renderBlock(text: string, indent: string, { step }: YamlForm): string {
  const hint = /^[ \n]/.test(text) ? String(step) : '';
  const end = text.endsWith('\n') ? (/^\n$|\n\n$/.test(text) ? '+' : '') : '-';
  const lines = text.replace(/\n$/, '').split('\n');
  const body = lines.map((line) => (line === '' ? '' : `${indent}${' '.repeat(step)}${line}`));
  return `|${hint}${end}\n${body.join('\n')}`;
}

function renderScalar(value: Value, indent: string, { form, mask }: Layout): string {
  const text = typeof value === 'string' ? mask(value) : value;
  if (typeof text === 'string' && BREAKS.test(text)) {
    const shown = form.isLossy ? tidy(text) : text;
    if (allowsBlock(shown)) return renderBlock(shown, indent, form);
  }
  // A scalar alone is a document of its own, which `...` ends.
  return dumpYaml(text).replace(/\n(?:\.\.\.\n)?$/, '');
}

/** True for a mapping or a list that has something in it, which stands on lines of its own. */
function isNested(value: Value): boolean {
  return value instanceof Dict ? value.size > 0 : (toItems(value)?.length ?? 0) > 0;
}

/** The lines of a mapping or a list, all of them indented. */
function renderLines(value: Value, indent: string, layout: Layout): string {
  if (!(value instanceof Dict)) {
    return (toItems(value) ?? []).map((item) => renderItem(item, indent, layout)).join('\n');
  }
  const inner = indent + ' '.repeat(layout.form.step);
  return [...value]
    .map(([key, entry]) => [renderScalar(key, indent, layout), entry] as const)
    .sort(([left], [right]) => comparePythonText(left, right))
    .map(([key, entry]) => {
      if (!isNested(entry)) return `${indent}${key}: ${renderFlat(entry, indent, layout)}`;
      // A list stands below its key, not farther in.
      const place = entry instanceof Dict ? inner : indent;
      return `${indent}${key}:\n${renderLines(entry, place, layout)}`;
    })
    .join('\n');
}

function renderItem(item: Value, indent: string, layout: Layout): string {
  const inner = indent + ' '.repeat(layout.form.step);
  if (!isNested(item)) return `${indent}- ${renderFlat(item, indent, layout)}`;
  return `${indent}${'-'.padEnd(layout.form.step)}${renderLines(item, inner, layout).slice(inner.length)}`;
}

function renderFlat(value: Value, indent: string, layout: Layout): string {
  if (value instanceof Dict) return '{}';
  return toItems(value) === undefined ? renderScalar(value, indent, layout) : '[]';
}

/**
 * Writes the data of a result, beginning with what stands on the line of its host.
 * @param returns what is to be shown
 * @param mask replaces secrets
 */
export function renderYamlResult(
  returns: Readonly<Record<string, Plain>>,
  form: YamlForm,
  mask: (text: string) => string,
): string {
  const { changed, skipped, ...others } = returns;
  const head = Object.entries({ changed, skipped }).flatMap(([name, flag]) =>
    flag === undefined ? [] : [`${name}=${String(flag === true)} `],
  );
  const rest = form.hasHead ? others : returns;
  const isOmitted = (name: string): boolean =>
    form.isLossy &&
    ((name === 'stdout_lines' && 'stdout' in rest) ||
      (name === 'stderr_lines' && 'stderr' in rest));
  const shown = Object.entries(rest).map(
    ([name, value]) => [name, isOmitted(name) ? '<omitted>' : toValue(value)] as const,
  );
  const first = form.hasHead ? head.join('') : '';
  if (shown.length === 0) return form.hasHead ? first.trimEnd() : `\n${' '.repeat(form.margin)}{}`;
  const lines = renderLines(new Dict(shown), ' '.repeat(form.margin), { form, mask });
  return `${first}\n${lines}`;
}
