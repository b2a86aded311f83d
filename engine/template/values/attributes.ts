/**
 * What `value.name` and `value[key]` reach. Only the methods and attributes listed here exist:
 * nothing of JavaScript, nothing that starts with an underscore.
 */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type Value,
} from '../../base/index.ts';
import { bytesMethods } from './bytes-methods.ts';
import {
  dictMethods,
  listMethods,
  setEntry,
  setMethods,
  tupleMethods,
} from './collection-methods.ts';
import { isEqual } from './compare.ts';
import { TemplateFailure, fail } from './failure.ts';
import { formatText } from './format.ts';
import { countItems, isContained, toItems } from './iterate.ts';
import { isCalendarTime, isIntegral, kindOf } from './kinds.ts';
import {
  durationMethods,
  findDurationAttribute,
  findFloatAttribute,
  findIntegerAttribute,
  findTimeAttribute,
  floatMethods,
  integerMethods,
  timeMethods,
} from './other-methods.ts';
import { Markup, escapeForMarkup, toMarkup, unescapeHtml } from './markup.ts';
import { operate } from './operators.ts';
import { callFunction, define, toTable, type FunctionDef } from './signature.ts';
import {
  Callable,
  Duration,
  GroupTuple,
  Holder,
  Range,
  Special,
  Undefined,
  type Keywords,
  type TemplatePlace,
} from './special.ts';
import { findItem } from './subscript.ts';
import { repr, reprText, toText } from './text.ts';
import { textMethods } from './text-methods.ts';

const none = toTable([]);

const byClass: readonly (readonly [(value: Value) => boolean, ReadonlyMap<string, FunctionDef>])[] =
  [
    [(value) => value instanceof Dict, dictMethods],
    [(value) => value instanceof Tuple || value instanceof Range, tupleMethods],
    [(value) => value instanceof Float, floatMethods],
    [(value) => value instanceof PySet, setMethods],
    [(value) => value instanceof Bytes, bytesMethods],
    [(value) => value instanceof Duration, durationMethods],
    [isCalendarTime, timeMethods],
  ];

/** The methods of a value's type. */
function findMethods(value: Value): ReadonlyMap<string, FunctionDef> {
  if (typeof value === 'string') return textMethods;
  if (isList(value)) return listMethods;
  if (isIntegral(value)) return integerMethods;
  return byClass.find(([isOf]) => isOf(value))?.[1] ?? none;
}

/** The few special methods that templates do call; all of them are plain operations. */
const specialMethods = toTable([
  define('__len__', 'self', countItems),
  define('__contains__', 'self, key', (self, key) => isContained(key, self)),
  define('__getitem__', 'self, key', (self, key) => requireItem(self, key)),
  define('__add__', 'self, value', (self, value) => operate('+', self, value)),
  define('__eq__', 'self, value', isEqual),
  define('__str__', 'self', (self) => toText(self)),
  define('__setitem__', 'self, key, value', (self, key, value) => {
    if (!(self instanceof Dict)) return fail('TypeError', 'only dicts have __setitem__ here');
    setEntry(self, key, value);
    return null;
  }),
]);

function findMethod(value: Value, name: string): FunctionDef | undefined {
  const method = findMethods(value).get(name);
  if (method !== undefined || !name.startsWith('__')) return method;
  return value instanceof Special ? undefined : specialMethods.get(name);
}

function callFormat(self: string, args: readonly Value[], keywords: Keywords): Value {
  return formatText(self, args, keywords, { attribute: requireAttribute, item: requireItem });
}

/** Methods that only markup has. */
const MARKUP_ONLY = new Set(['unescape']);

/** Calls a method of text on markup: what is put in is escaped, what comes out is markup. */
/** Markup joins everything as its escaped text. */
function joinEscaped(separator: string, items: Value): string {
  return toItems(items)
    .map((item) => toText(escapeForMarkup(typeof item === 'object' ? item : toText(item))))
    .join(separator);
}

function callMarkup(
  value: Markup,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  if (name === 'unescape') return unescapeHtml(value.text);
  if (name === 'join') return toMarkup(joinEscaped(value.text, args[0] ?? null));
  const named = Array.from(keywords, ([key, entry]) => [key, escapeForMarkup(entry)] as const);
  return toMarkup(callMethod(value.text, name, args.map(escapeForMarkup), new Map(named)));
}

/** Says whether a call can go to a method of the value. */
export function hasMethod(value: Value, name: string): boolean {
  if (value instanceof Markup) return hasMethod(value.text, name) || MARKUP_ONLY.has(name);
  if (typeof value === 'string' && (name === 'format' || name === 'format_map')) return true;
  return findMethod(value, name) !== undefined;
}

/**
 * Calls a method of the value's type.
 * @throws TemplateFailure, and AttributeError when there is no such method
 */
export function callMethod(
  value: Value,
  name: string,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  if (value instanceof Markup) return callMarkup(value, name, args, keywords);
  if (typeof value === 'string' && name === 'format') return callFormat(value, args, keywords);
  if (typeof value === 'string' && name === 'format_map') {
    const [mapping] = args;
    if (!(mapping instanceof Dict)) return fail('TypeError', 'format_map() takes a mapping');
    const named = Array.from(mapping, ([key, entry]) => [toText(key), entry] as const);
    return callFormat(value, [], new Map(named));
  }
  const method = findMethod(value, name);
  if (method !== undefined) return callFunction(method, [value, ...args], keywords);
  return fail('AttributeError', `'${kindOf(value)}' object has no attribute '${name}'`);
}

function bind(value: Value, name: string): Callable {
  return new Callable(
    name,
    (args, keywords) => callMethod(value, name, args, keywords),
    'builtin_function_or_method',
    new Map([['__self__', value]]),
  );
}

function findSpecialAttribute(value: Special, name: string): Value | undefined {
  if (value instanceof Holder) {
    const found = value.attributes.get(name);
    return typeof found === 'function' ? found() : found;
  }
  if (value instanceof Callable) return value.attributes.get(name);
  if (value instanceof Duration) return findDurationAttribute(value, name);
  if (!(value instanceof Range)) return undefined;
  return name === 'start' || name === 'stop' || name === 'step' ? value[name] : undefined;
}

/** Python's class of a value, as far as templates ask for it: its name. */
function describeClass(value: Value): Holder {
  const kind = kindOf(value);
  return new Holder({
    kind: 'type',
    describe: () => `<class '${kind}'>`,
    attributes: new Map([['__name__', kind]]),
  });
}

function findOwn(value: Value, name: string): Value | undefined {
  if (name === '__class__') return describeClass(value);
  if (value instanceof GroupTuple) {
    return name === 'grouper' || name === 'list' ? value[name] : undefined;
  }
  if (value instanceof Special) return findSpecialAttribute(value, name);
  if (isIntegral(value)) return findIntegerAttribute(value, name);
  if (value instanceof Float) return findFloatAttribute(value, name);
  return value instanceof CalendarTime ? findTimeAttribute(value, name) : undefined;
}

/** Looks up an attribute, without items. @returns undefined when there is none */
export function findAttribute(value: Value, name: string): Value | undefined {
  const own = findOwn(value, name);
  if (own !== undefined) return own;
  return hasMethod(value, name) ? bind(value, name) : undefined;
}

/** Jinja's name for an object in messages: `dict object`, `None`. */
function describeOwner(value: Value): string {
  if (value === null) return 'None';
  const kind = kindOf(value);
  const modules: Readonly<Record<string, string>> = {
    datetime: 'datetime.datetime',
    date: 'datetime.date',
    timedelta: 'datetime.timedelta',
    Macro: 'jinja2.runtime.Macro',
  };
  return `${modules[kind] ?? kind} object`;
}

/** Makes the undefined value of an attribute or item that is not there. */
export function missingFrom(owner: Value, key: Value, place?: TemplatePlace): Undefined {
  if (typeof key !== 'string') {
    const hint = `${describeOwner(owner)} has no element ${repr(key)}`;
    return new Undefined({ hint, object: owner, key, place });
  }
  const known = (): string[] =>
    owner instanceof Dict ? [...owner.keys()].filter((name) => typeof name === 'string') : [];
  return new Undefined({
    owner: describeOwner(owner),
    object: owner,
    name: key,
    place,
    known,
  });
}

/** `value.name` as Jinja reads it: the attribute, else the item. */
export function getAttribute(value: Value, name: string, place?: TemplatePlace): Value {
  if (value instanceof Undefined) return value.answerWithSelf();
  const attribute = findAttribute(value, name);
  const found = attribute === undefined ? findItem(value, name) : attribute;
  return found === undefined ? missingFrom(value, name, place) : found;
}

/** Only what hashes its keys minds an undefined one; anywhere else nothing stands there. */
function missingAt(value: Value, key: Undefined, place: TemplatePlace | undefined): Undefined {
  if (value instanceof Dict) return key.fail();
  return new Undefined({ hint: `${describeOwner(value)} has no such element`, place });
}

/** `value[key]` as Jinja reads it: the item, else for a text key the attribute. */
export function getItem(value: Value, key: Value, place?: TemplatePlace): Value {
  if (value instanceof Undefined) return value.answerWithSelf();
  if (key instanceof Undefined) return missingAt(value, key, place);
  try {
    const found = findItem(value, key);
    if (found !== undefined) return found;
  } catch (error) {
    if (!(error instanceof TemplateFailure) || error.kind !== 'TypeError') throw error;
  }
  const attribute = typeof key === 'string' ? findAttribute(value, key) : undefined;
  return attribute ?? missingFrom(value, key, place);
}

function requireAttribute(value: Value, name: string): Value {
  return (
    findAttribute(value, name) ??
    fail('AttributeError', `'${kindOf(value)}' object has no attribute '${name}'`)
  );
}

function requireItem(value: Value, key: Value): Value {
  const found = findItem(value, key);
  if (found !== undefined) return found;
  return value instanceof Dict
    ? fail('KeyError', typeof key === 'string' ? reprText(key) : repr(key))
    : fail('IndexError', `${kindOf(value)} index out of range`);
}

/**
 * Calls a value as a function.
 * @throws TemplateFailure TypeError `'str' object is not callable`; UndefinedFailure
 */
export function callValue(value: Value, args: readonly Value[], keywords: Keywords): Value {
  if (value instanceof Callable) return value.invoke(args, keywords);
  if (value instanceof Holder && value.invoke !== undefined) return value.invoke(args, keywords);
  if (value instanceof Undefined) return value.fail();
  return fail('TypeError', `'${kindOf(value)}' object is not callable`);
}

/** The items of a value that unpacks into `count` names. */
export function unpack(value: Value, count: number): readonly Value[] {
  const items = toItems(value);
  if (items.length === count) return items;
  return fail(
    'ValueError',
    items.length > count
      ? `too many values to unpack (expected ${String(count)})`
      : `not enough values to unpack (expected ${String(count)}, got ${String(items.length)})`,
  );
}
