/** Walking, counting and containing, as Python's `iter()`, `len()` and `in`. */
import { Bytes, Dict, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import { countCharacters, toCharacters } from './characters.ts';
import { isEqual } from './compare.ts';
import { fail } from './failure.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { Markup, withoutMarkup } from './markup.ts';
import { DictView, Holder, Range, Undefined, Walk } from './special.ts';

function toViewItems(view: DictView): readonly Value[] {
  if (view.kind === 'dict_keys') return [...view.dict.keys()];
  if (view.kind === 'dict_values') return [...view.dict.values()];
  return Array.from(view.dict, ([key, value]) => new Tuple([key, value]));
}

/** A longer range cannot be meant, and would exhaust the memory. */
const MAX_ITEMS = 5_000_000;

function drain(walk: Walk): readonly Value[] {
  const items: Value[] = [];
  for (let step = walk.items.next(); step.done !== true; step = walk.items.next()) {
    items.push(step.value);
  }
  return items;
}

function toOtherItems(value: Value): readonly Value[] {
  if (value instanceof Markup) return toCharacters(value.text);
  if (value instanceof DictView) return toViewItems(value);
  if (value instanceof Walk) return drain(value);
  if (value instanceof Holder && value.drain !== undefined) return value.drain();
  if (value instanceof Bytes) return [...value.data];
  if (value instanceof Undefined) return value.answer([]);
  return fail('TypeError', `'${kindOf(value)}' object is not iterable`);
}

/** Iterators, views and ranges: Ansible makes a list of them where a filter or `{{ }}` gives one. */
export function isRolled(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Holder) return value.drain !== undefined;
  return value instanceof Range || value instanceof DictView || value instanceof Walk;
}

/**
 * Gives the items that Python's `iter()` would give; a list itself for a list.
 * @throws TemplateFailure TypeError `'int' object is not iterable`; UndefinedFailure
 */
export function toItems(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (typeof value === 'string') return toCharacters(value);
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return [...value.keys()];
  if (value instanceof Range && value.size > MAX_ITEMS) fail('Budget', 'the range is too long');
  if (value instanceof Range) return value.toArray();
  if (value instanceof PySet) return [...value];
  return toOtherItems(value);
}

/** The `loop` of a template knows how many turns it has. */
function countWalked(holder: Holder): number {
  const length = holder.attributes.get('length');
  return typeof length === 'number' ? length : 0;
}

/**
 * Python's `len()`.
 * @throws TemplateFailure TypeError; UndefinedFailure
 */
export function countItems(value: Value): number {
  if (typeof value === 'string') return countCharacters(value);
  if (isList(value)) return value.length;
  if (value instanceof Dict || value instanceof PySet || value instanceof Range) return value.size;
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Bytes) return value.data.length;
  if (value instanceof DictView) return value.dict.size;
  if (value instanceof Markup) return countCharacters(value.text);
  return countOther(value);
}

function countOther(value: Value): number {
  if (value instanceof Undefined) return value.answer(0);
  if (value instanceof Holder && value.drain !== undefined) return countWalked(value);
  return fail('TypeError', `object of type '${kindOf(value)}' has no len()`);
}

/** Looks up a key, with Python's message for keys that cannot be hashed. */
export function findKey(dict: Dict, given: Value): Value | undefined {
  const key = withoutMarkup(given);
  if (key instanceof Undefined) return key.isLenient ? undefined : key.fail();
  try {
    return dict.get(key);
  } catch (error) {
    if (error instanceof TypeError) return fail('TypeError', error.message);
    throw error;
  }
}

function hasItem(items: PySet | Dict, item: Value): boolean {
  if (item instanceof Undefined) return item.answer(false);
  try {
    return items.has(item);
  } catch (error) {
    if (error instanceof TypeError) return fail('TypeError', error.message);
    throw error;
  }
}

function isInText(item: Value, text: string): boolean {
  if (item instanceof Undefined) item.fail();
  if (typeof item === 'string') return text.includes(item);
  return fail('TypeError', `'in <string>' requires string as left operand, not ${kindOf(item)}`);
}

function isInBytes(item: Value, bytes: Bytes): boolean {
  if (isIntegral(item)) {
    const code = Number(item);
    if (code < 0 || code > 255) fail('ValueError', 'byte must be in range(0, 256)');
    return bytes.data.includes(code);
  }
  if (item instanceof Undefined) item.fail();
  if (!(item instanceof Bytes)) {
    return fail('TypeError', `a bytes-like object is required, not '${kindOf(item)}'`);
  }
  return Buffer.from(bytes.data).includes(Buffer.from(item.data));
}

/** What is looked up by hash. */
function toHashed(container: Value): PySet | Dict | undefined {
  if (container instanceof Dict || container instanceof PySet) return container;
  const isKeys = container instanceof DictView && container.kind === 'dict_keys';
  return isKeys ? container.dict : undefined;
}

const WALKED = [Tuple, Range, DictView, Walk];

/**
 * Python's `item in container`.
 * @throws TemplateFailure TypeError; UndefinedFailure
 */
export function isContained(given: Value, where: Value): boolean {
  const [item, container] = [withoutMarkup(given), withoutMarkup(where)];
  if (typeof container === 'string') return isInText(item, container);
  if (container instanceof Bytes) return isInBytes(item, container);
  const hashed = toHashed(container);
  if (hashed !== undefined) return hasItem(hashed, item);
  if (container instanceof Undefined) return container.answer(false);
  if (!isList(container) && !WALKED.some((kind) => container instanceof kind)) {
    return fail('TypeError', `argument of type '${kindOf(container)}' is not iterable`);
  }
  return toItems(container).some((known) => known === item || isEqual(known, item));
}
