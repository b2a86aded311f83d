/** Lookups that only arrange their terms: `items`, `dict`, `nested`, `sequence`… (with_*). */
import { Dict, Tuple, isList, toRawValue, type Value } from '../../base/index.ts';
import { parseKeyValue } from '../../source/index.ts';
import { randomInt } from 'node:crypto';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence } from '../values/kinds.ts';
import { parseInteger } from '../values/read-number.ts';
import { formatPercent } from '../values/printf.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { lookup } from './lookup-def.ts';

/** Opens lists one level, as Ansible's `_flatten`. */
function flattenOnce(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => (isSequence(term) ? [...toItems(term)] : [term]));
}

function flattenAll(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    if (term === 'None' || term === 'null') return [];
    return isSequence(term) ? flattenAll(toItems(term)) : [term];
  });
}

/** A term that should be a list; anything else stands for a list of itself. */
function asList(term: Value): readonly Value[] {
  return isSequence(term) ? toItems(term) : [term];
}

function toPairs(terms: readonly Value[]): Value[] {
  return flattenAll(terms).flatMap((term) => {
    if (!(term instanceof Dict)) {
      return fail('LookupError', 'with_dict expects a dict');
    }
    return Array.from(term, ([key, value]) => Dict.of({ key, value }));
  });
}

function nested(terms: readonly Value[]): Value[] {
  if (terms.length === 0) {
    fail('LookupError', 'with_nested requires at least one element in the nested list');
  }
  return terms
    .map(asList)
    .reduce<Value[][]>(
      (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
      [[]],
    )
    .map(flattenOnce);
}

function together(terms: readonly Value[]): Value[] {
  if (terms.length === 0) {
    fail('LookupError', 'with_together requires at least one element in each list');
  }
  const lists = terms.map(asList);
  const size = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: size }, (_, index) =>
    flattenOnce(lists.map((list) => list[index] ?? null)),
  );
}

interface Sequence {
  start: number;
  end: number | undefined;
  count: number | undefined;
  stride: number;
  format: string;
}

const SHORTCUT = /^(?:(0?x?[\da-f]+)-)?(0?x?[\da-f]+)(?:\/(0?x?[\da-f]+))?(?::(.+))?$/iu;

function readSize(name: string, value: Value): number {
  const number = parseInteger(toText(value), 0);
  return number === undefined
    ? fail('LookupError', `can't parse ${name}=${toText(value)} as integer`)
    : Number(number);
}

function parseSequence(term: string): Sequence {
  const sequence: Sequence = {
    start: 1,
    end: undefined,
    count: undefined,
    stride: 1,
    format: '%d',
  };
  const match = SHORTCUT.exec(term);
  if (match !== null) {
    const [, start, end, stride, format] = match;
    if (start !== undefined) sequence.start = readSize('start', start);
    if (end !== undefined) sequence.end = readSize('end', end);
    if (stride !== undefined) sequence.stride = readSize('stride', stride);
    return format === undefined ? sequence : { ...sequence, format };
  }
  return applyOptions(sequence, parseTerm(term));
}

/** Reads `key=value` words. */
export function parseTerm(term: string): Dict {
  const file = { path: '<lookup>', text: term };
  const parsed = parseKeyValue(term, { file, start: 0, end: term.length });
  const value = toRawValue(parsed);
  return value instanceof Dict ? value : new Dict();
}

function applyOptions(sequence: Sequence, options: Dict): Sequence {
  for (const [key, value] of options) {
    const name = toText(key);
    if (name === 'format') sequence.format = toText(value);
    else if (name === 'start' || name === 'end' || name === 'count' || name === 'stride') {
      sequence[name] = readSize(name, value);
    } else fail('LookupError', `unrecognized arguments to with_sequence: ['${name}']`);
  }
  return sequence;
}

/** The last number: as given, or from the count. A count of zero asks for nothing at all. */
function findEnd(sequence: Sequence): number {
  const { start, stride, count, end } = sequence;
  if (count !== undefined && end !== undefined) {
    return fail('LookupError', "can't specify both count and end in with_sequence");
  }
  if (count !== undefined) return start + count * stride - 1;
  return end ?? fail('LookupError', 'must specify count or end in with_sequence');
}

function checkSequence(sequence: Sequence, end: number): void {
  const { start, stride, format } = sequence;
  if (stride > 0 && end < start) fail('LookupError', 'to count backwards make stride negative');
  if (stride < 0 && end > start) fail('LookupError', "to count forward don't make stride negative");
  if (format.split('%').length !== 2) fail('LookupError', `bad formatting string: ${format}`);
}

function runSequence(sequence: Sequence): Value[] {
  const { start, stride, format } = sequence;
  const end = findEnd(sequence);
  if (sequence.count === 0) return [];
  checkSequence(sequence, end);
  const numbers: Value[] = [];
  if (stride === 0) return numbers;
  if ((end - start) / stride > 5_000_000) fail('Budget', 'the sequence is too long');
  for (let at = start; stride > 0 ? at <= end : at >= end; at += stride) {
    numbers.push(formatPercent(format, at));
  }
  return numbers;
}

function takeSubelement(
  item: Dict,
  path: readonly string[],
  skipMissing: boolean,
): readonly Value[] {
  let value: Value = item;
  for (const [index, key] of path.entries()) {
    const found: Value | undefined = value instanceof Dict ? value.get(key) : undefined;
    const isLast = index === path.length - 1;
    if (found === undefined || !(isLast ? isList(found) : found instanceof Dict)) {
      if (skipMissing) return [];
      const problem =
        found === undefined
          ? `could not find '${key}' key in iterated item '${toText(value)}'`
          : `the key ${key} should point to a ${isLast ? 'list' : 'dictionary'}, got '${toText(found)}'`;
      return fail('LookupError', problem);
    }
    value = found;
  }
  return toItems(value);
}

/** The element as `with_subelements` shows it: without the list that is walked. */
function withoutSubelement(item: Dict, path: readonly string[]): Dict {
  const [key = '', ...rest] = path;
  const copy = new Dict(item);
  const inner = item.get(key);
  if (rest.length === 0) copy.delete(key);
  else if (inner instanceof Dict) copy.set(key, withoutSubelement(inner, rest));
  return copy;
}

function refuseSubelements(why: string): never {
  return fail('LookupError', `subelements lookup expects a list of two or three items, ${why}`);
}

/** Three terms: what is walked, the path to the list, and flags. */
function readSubelementTerms(terms: readonly Value[]): [Value, string, Value | undefined] {
  const [first = null, second = null, flags] = terms;
  if (terms.length < 2 || terms.length > 3) refuseSubelements('');
  if (typeof second !== 'string') {
    return refuseSubelements('first a dict or a list, second a string pointing to the subkey');
  }
  if (flags !== undefined && !(flags instanceof Dict)) {
    return refuseSubelements('the optional third item must be a dict with flags skip_missing');
  }
  return [first, second, flags];
}

function subelements(terms: readonly Value[]): Value[] {
  const [first, second, flags] = readSubelementTerms(terms);
  if (first instanceof Dict && isTrue(first.get('skipped') ?? false)) return [];
  const elements = first instanceof Dict ? [...first.values()] : asList(first);
  const skipMissing = flags instanceof Dict && isTrue(flags.get('skip_missing') ?? false);
  const path = second.split('.');
  return elements.flatMap((element) => {
    if (!(element instanceof Dict)) {
      const shown = toText(element);
      return fail('LookupError', `subelements lookup expects a dictionary, got '${shown}'`);
    }
    if (isTrue(element.get('skipped') ?? false)) return [];
    const shown = withoutSubelement(element, path);
    return takeSubelement(element, path, skipMissing).map((item) => new Tuple([shown, item]));
  });
}

export const loopLookups = [
  lookup('items', flattenOnce),
  lookup('list', (terms) => terms),
  lookup('dict', (terms) => toPairs(terms)),
  lookup('flattened', (terms) => flattenAll(terms)),
  lookup('indexed_items', (terms) =>
    flattenOnce(terms).map((item, index) => new Tuple([index, item])),
  ),
  lookup('nested', nested),
  lookup('cartesian', (terms) => nested(terms)),
  lookup('together', together),
  lookup('subelements', subelements),
  lookup('sequence', (terms) => terms.flatMap((term) => runSequence(parseSequence(asText(term))))),
  lookup('random_choice', (terms) =>
    terms.length === 0 ? [] : [terms[randomInt(terms.length)] ?? null],
  ),
];
