/** JSON as Python's json module writes and reads it, with Ansible's encoder. */
import { Dict, Float, Tuple, isList, quoteAsciiJson, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { compare } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { toMarkup, withoutMarkup } from '../values/markup.ts';
import { toItems } from '../values/iterate.ts';
import { isCalendarTime, isSequence, kindOf } from '../values/kinds.ts';
import { toIndex, toInteger } from '../values/numbers.ts';
import { Undefined } from '../values/special.ts';
import { reprFloat } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** How JSON is laid out. */
interface Layout {
  readonly indent: string | null;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
  readonly ascii: boolean;
}

function quote(text: string, ascii: boolean): string {
  if (ascii) return quoteAsciiJson(text);
  const escaped = text.replace(/["\\\x00-\x1f]/g, (unit) => JSON.stringify(unit).slice(1, -1));
  return `"${escaped}"`;
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return reprFloat(value);
}

function writeKey(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  if (typeof key === 'boolean') return key ? 'true' : 'false';
  if (typeof key === 'number' || typeof key === 'bigint') return String(key);
  if (key instanceof Float) return writeFloat(key.value);
  return fail('TypeError', `keys must be str, int, float, bool or None, not ${kindOf(key)}`);
}

function wrap(open: string, parts: readonly string[], layout: Layout, depth: number): string {
  const close = open === '[' ? ']' : '}';
  if (parts.length === 0) return open + close;
  if (layout.indent === null) return open + parts.join(layout.itemSeparator) + close;
  const line = `\n${layout.indent.repeat(depth + 1)}`;
  const end = `\n${layout.indent.repeat(depth)}`;
  return open + line + parts.join(layout.itemSeparator + line) + end + close;
}

function writeDict(value: Dict, layout: Layout, depth: number): string {
  const entries = [...value];
  if (layout.sortKeys) entries.sort(([a], [b]) => compare(a, b));
  const parts = entries.map(([key, entry]) => {
    const name = quote(writeKey(key), layout.ascii);
    return name + layout.keySeparator + write(entry, layout, depth + 1);
  });
  return wrap('{', parts, layout, depth);
}

function writeList(items: readonly Value[], layout: Layout, depth: number): string {
  const parts = items.map((item) => write(item, layout, depth + 1));
  return wrap('[', parts, layout, depth);
}

function writeScalar(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Float ? writeFloat(value.value) : undefined;
}

function write(given: Value, layout: Layout, depth: number): string {
  const value = withoutMarkup(given);
  if (typeof value === 'string') return quote(value, layout.ascii);
  const scalar = writeScalar(value);
  if (scalar !== undefined) return scalar;
  if (value instanceof Dict) return writeDict(value, layout, depth);
  if (isList(value)) return writeList(value, layout, depth);
  if (value instanceof Tuple) return writeList(value.items, layout, depth);
  if (value instanceof Undefined) value.fail();
  if (isCalendarTime(value)) return quote(value.iso, layout.ascii);
  return refuse(value);
}

function refuse(value: Value): never {
  return fail('TypeError', `Object of type ${kindOf(value)} is not JSON serializable`);
}

const PLAIN: Layout = {
  indent: null,
  itemSeparator: ', ',
  keySeparator: ': ',
  sortKeys: false,
  ascii: true,
};

/** Fails for what Python's json module cannot write without Ansible's encoder. */
export function requireJson(value: Value): void {
  if (isCalendarTime(value)) refuse(value);
  write(value, PLAIN, 0);
}

const KNOWN = new Set([
  'indent',
  'sort_keys',
  'ensure_ascii',
  'separators',
  'vault_to_text',
  'preprocess_unsafe',
  'skipkeys',
  'allow_nan',
  'check_circular',
  'default',
]);

const FLAGS = ['ensure_ascii', 'check_circular', 'allow_nan'];
/** Python asks for these in turn before it writes anything: an undefined one fails. */
function checkFlags(options: Dict): void {
  if (isTrue(options.get('skipkeys') ?? false)) return;
  for (const name of FLAGS) if (!isTrue(options.get(name) ?? true)) return;
}

function toLayout(options: Dict, value: Value): Layout {
  const unknown = [...options.keys()].find((key) => typeof key === 'string' && !KNOWN.has(key));
  if (unknown !== undefined) {
    fail('TypeError', `to_json() got an unexpected keyword argument '${asText(unknown)}'`);
  }
  checkFlags(options);
  const [indent = null, separators = null] = [options.get('indent'), options.get('separators')];
  const given = isSequence(separators) ? toItems(separators) : [];
  const [item = indent === null ? ', ' : ',', key = ': '] = given;
  return {
    // Python writes a text before it looks at the indent.
    indent: typeof value === 'string' ? null : toIndent(indent),
    itemSeparator: asText(item),
    keySeparator: asText(key),
    sortKeys: isTrue(options.get('sort_keys') ?? false),
    ascii: isTrue(options.get('ensure_ascii') ?? true),
  };
}

function toIndent(indent: Value): string | null {
  if (indent === null || typeof indent === 'string') return indent;
  return ' '.repeat(Math.max(0, toIndex(indent)));
}

/** Writes a value as Python's `json.dumps`. */
export function toJson(value: Value, options: Dict = new Dict()): string {
  return write(value, toLayout(options, value), 0);
}

function toNiceJson(value: Value, indent: Value, sortKeys: Value, keywords: Value): string {
  const options = new Dict([
    ['indent', indent],
    ['sort_keys', sortKeys],
    ['separators', new Tuple([',', ': '])],
  ]);
  if (keywords instanceof Dict && keywords.has('separators')) {
    fail('TypeError', "to_json() got multiple values for keyword argument 'separators'");
  }
  if (keywords instanceof Dict) for (const [key, entry] of keywords) options.set(key, entry);
  return toJson(value, options);
}

/** Jinja's own `tojson`: sorted keys, and nothing that HTML could misread. */
function toHtmlJson(value: Value, indent: Value): string {
  const options = new Dict([
    ['sort_keys', true],
    ['indent', indent],
  ]);
  return toJson(value, options).replace(
    /[<>&']/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const JSON_SPACE = /[ \t\n\r]*/uy;
const JSON_NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/uy;
const JSON_TEXT = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const WORDS = new Map<string, Value>([
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', new Float(Number.NaN)],
  ['Infinity', new Float(Infinity)],
  ['-Infinity', new Float(-Infinity)],
]);

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): Value {
    const value = this.#value();
    this.#match(JSON_SPACE);
    if (this.#at < this.#text.length) this.#fail('Extra data');
    return value;
  }

  #fail(message: string): never {
    const before = this.#text.slice(0, this.#at).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const place = `line ${String(before.length)} column ${String(column)} (char ${String(this.#at)})`;
    return fail('ValueError', `${message}: ${place}`);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #skip(character: string): boolean {
    this.#match(JSON_SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(): Value {
    if (this.#skip('[')) return this.#list();
    if (this.#skip('{')) return this.#dict();
    if (this.#text[this.#at] === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const match = this.#match(JSON_NUMBER);
    if (match === null) return this.#fail('Expecting value');
    const isWhole = match[1] === undefined && match[2] === undefined;
    return isWhole ? toInteger(BigInt(match[0])) : new Float(Number(match[0]));
  }

  #string(): string {
    const match = this.#match(JSON_TEXT);
    if (match === null) return this.#fail('Invalid control character or escape');
    return String(JSON.parse(match[0]));
  }

  #list(): Value {
    const items: Value[] = [];
    if (this.#skip(']')) return items;
    do items.push(this.#value());
    while (this.#skip(','));
    if (!this.#skip(']')) this.#fail("Expecting ',' delimiter");
    return items;
  }

  #dict(): Value {
    const dict = new Dict();
    if (this.#skip('}')) return dict;
    do {
      this.#match(JSON_SPACE);
      if (this.#text[this.#at] !== '"') {
        this.#fail('Expecting property name enclosed in double quotes');
      }
      const key = this.#string();
      if (!this.#skip(':')) this.#fail("Expecting ':' delimiter");
      dict.set(key, this.#value());
    } while (this.#skip(','));
    if (!this.#skip('}')) this.#fail("Expecting ',' delimiter");
    return dict;
  }
}

/**
 * Reads JSON as Python's `json.loads`.
 * @throws TemplateFailure ValueError with Python's message and place
 */
export function fromJson(text: string): Value {
  return new JsonReader(text).readAll();
}

export const jsonFilters = [
  plugin('to_json', 'a, **kwargs', (value, options) =>
    toJson(value, options instanceof Dict ? options : new Dict()),
  ),
  plugin('to_nice_json', 'a, indent=4, sort_keys=True, **kwargs', toNiceJson),
  plugin('tojson', 'value, indent=None', (value, indent) => toMarkup(toHtmlJson(value, indent))),
  plugin('from_json', 's', (value) => {
    if (value instanceof Undefined) value.fail();
    if (typeof value !== 'string') {
      return fail(
        'TypeError',
        `the JSON object must be str, bytes or bytearray, not ${kindOf(value)}`,
      );
    }
    return fromJson(value);
  }),
];
