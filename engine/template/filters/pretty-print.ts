/** Jinja's `pprint`: Python's `pprint.pformat`, sorted keys, 80 columns. */
import { Dict, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { sortBy } from '../values/compare.ts';
import { TemplateFailure } from '../values/failure.ts';
import { countCharacters } from '../values/characters.ts';
import { repr } from '../values/text.ts';

const WIDTH = 80;

function sorted<T>(items: readonly T[], toKey: (item: T) => Value): readonly T[] {
  try {
    return sortBy(items, toKey);
  } catch (error) {
    if (error instanceof TemplateFailure) return items;
    throw error;
  }
}

/** The value with dicts in order of their keys. */
function order(value: Value): Value {
  if (isList(value)) return value.map(order);
  if (value instanceof Tuple) return new Tuple(value.items.map(order));
  if (!(value instanceof Dict)) return value;
  const entries = sorted([...value], ([key]) => key);
  return new Dict(entries.map(([key, entry]) => [key, order(entry)] as const));
}

function write(value: Value, indent: number, allowance: number): string {
  const text = repr(value);
  if (countCharacters(text) <= WIDTH - indent - allowance) return text;
  const pad = `,\n${' '.repeat(indent + 1)}`;
  if (value instanceof Dict) {
    const entries = [...value].map(([key, entry], index) => {
      const name = `${repr(key)}: `;
      const after = index === value.size - 1 ? allowance + 1 : 1;
      return name + write(entry, indent + 1 + countCharacters(name), after);
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
    write(item, indent + 1, index === items.length - 1 ? allowance + 1 : 1),
  );
  return open + shown.join(pad) + (value instanceof Tuple && items.length === 1 ? ',' : '') + close;
}

export const prettyFilters = [plugin('pprint', 'value', (value) => write(order(value), 0, 0))];
