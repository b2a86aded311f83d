/** Jinja's `pprint`: Python's `pprint.pformat`, sorted keys, 80 columns. */
import { Dict, PySet, Tuple, isList, type Value, splitLines } from '../../base/index.ts';
import { plugin, seesMarkup } from '../plugin-def.ts';
import { compare } from '../values/compare.ts';
import { TemplateFailure } from '../values/failure.ts';
import { countCharacters } from '../values/characters.ts';
import { kindOf } from '../values/kinds.ts';
import { repr, reprText } from '../values/text.ts';

const WIDTH = 80;

/** Keys that cannot be compared are in order of their types' names. */
function isBefore(left: Value, right: Value): boolean {
  try {
    return compare(left, right) < 0;
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return kindOf(left) < kindOf(right);
  }
}

/** The value with dicts in order of their keys. */
function order(value: Value): Value {
  if (isList(value)) return value.map(order);
  if (value instanceof Tuple) return new Tuple(value.items.map(order));
  if (!(value instanceof Dict)) return value;
  const entries = [...value].sort(([a], [b]) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0));
  return new Dict(entries.map(([key, entry]) => [key, order(entry)] as const));
}

/** Where a value is written: how far from the left, and what must fit behind it on its last line. */
interface Place {
  readonly indent: number;
  readonly allowance: number;
  /** True for the value itself, false for what is inside of it. */
  readonly isWhole: boolean;
}

const width = (text: string): number => countCharacters(reprText(text));

/** Cuts a line between words so that each part fits; the last part has its own room. */
function cutWords(line: string, room: number, lastRoom: number): string[] {
  const words = line.match(/\S+\s*|\s+/gu) ?? [];
  const parts: string[] = [];
  let current = '';
  for (const [index, word] of words.entries()) {
    const fits = width(current + word) <= (index === words.length - 1 ? lastRoom : room);
    if (!fits && current !== '') parts.push(current);
    current = fits ? current + word : word;
  }
  return current === '' ? parts : [...parts, current];
}

/** Long text is written line by line, as strings that Python puts together again. */
function writeText(text: string, place: Place): string {
  const extra = place.isWhole ? 1 : 0;
  const indent = place.indent + extra;
  const room = WIDTH - indent;
  const lastRoom = room - place.allowance - extra;
  const lines = splitLines(text, 'keep-ends');
  const parts = lines.flatMap((line, index) => {
    const lineRoom = index === lines.length - 1 ? lastRoom : room;
    return width(line) <= lineRoom ? [line] : cutWords(line, room, lineRoom);
  });
  const shown = parts.map(reprText).join(`\n${' '.repeat(indent)}`);
  return place.isWhole && parts.length > 1 ? `(${shown})` : shown;
}

function write(value: Value, place: Place): string {
  const { indent, allowance } = place;
  const text = repr(value);
  if (countCharacters(text) <= WIDTH - indent - allowance) return text;
  if (typeof value === 'string') return writeText(value, place);
  const pad = `,\n${' '.repeat(indent + 1)}`;
  if (value instanceof Dict) {
    const entries = [...value].map(([key, entry], index) => {
      const name = `${repr(key)}: `;
      const after = index === value.size - 1 ? allowance + 1 : 1;
      return name + writeInside(entry, indent + 1 + countCharacters(name), after);
    });
    return `{${entries.join(pad)}}`;
  }
  const items = isList(value)
    ? value
    : value instanceof Tuple
      ? value.items
      : value instanceof PySet
        ? [...value]
        : undefined;
  if (items === undefined) return text;
  const [open, close] = isList(value)
    ? ['[', ']']
    : value instanceof Tuple
      ? ['(', ')']
      : ['{', '}'];
  const shown = items.map((item, index) =>
    writeInside(item, indent + 1, index === items.length - 1 ? allowance + 1 : 1),
  );
  return open + shown.join(pad) + (value instanceof Tuple && items.length === 1 ? ',' : '') + close;
}

const whole: Place = { indent: 0, allowance: 0, isWhole: true };

function writeInside(value: Value, indent: number, allowance: number): string {
  return write(value, { indent, allowance, isWhole: false });
}

export const prettyFilters = [
  seesMarkup(plugin('pprint', 'value', (value) => write(order(value), whole))),
];
