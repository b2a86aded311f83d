/** Python's methods of str that templates can call. */
import { Bytes, Dict, Tuple, type Value, splitLines } from '../../base/index.ts';
import { asText, asTextOrNull } from './arguments.ts';
import { countCharacters, padTo, toCharacterOffset, toCharacters } from './characters.ts';
import { encodeText } from './codecs.ts';
import { fail } from './failure.ts';
import { toItems } from './iterate.ts';
import { kindOf } from './kinds.ts';
import { toIndex } from './numbers.ts';
import { define, toTable, type FunctionDef } from './signature.ts';
import { slice } from './subscript.ts';
import { capitalize, isLower, isTitle, isUpper, swapCase, titleCase } from './text-case.ts';
import { isSpace, split, splitRight, strip } from './text-split.ts';
import { isTrue } from './truth.ts';

/** Python's `center`: an odd rest goes left for odd widths. */
export function centerText(text: string, width: number, fill = ' '): string {
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/**
 * Python's `separator.join(items)`.
 * @throws TemplateFailure TypeError naming the first item that is no text
 */
export function joinTexts(separator: string, items: readonly Value[]): string {
  const texts = items.map((item, index) => {
    if (typeof item === 'string') return item;
    const found = `${kindOf(item)} found`;
    return fail('TypeError', `sequence item ${String(index)}: expected str instance, ${found}`);
  });
  return texts.join(separator);
}

/** Python's `replace`; a negative count means all. */
export function replaceText(text: string, old: string, by: string, count: number): string {
  if (count < 0 && old !== '') return text.replaceAll(old, () => by);
  const parts = old === '' ? ['', ...toCharacters(text), ''] : text.split(old);
  const kept = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  return (
    parts.slice(0, kept + 1).join(by) +
    parts
      .slice(kept + 1)
      .map((part) => old + part)
      .join('')
  );
}

function toPart(text: string, start: Value, end: Value): { part: string; offset: number } {
  if (start === null && end === null) return { part: text, offset: 0 };
  const part = asText(slice(text, { start, stop: end, step: null }));
  const size = countCharacters(text);
  const from = start === null ? 0 : toIndex(start);
  return { part, offset: Math.min(size, from < 0 ? Math.max(0, from + size) : from) };
}

function findText(side: 'first' | 'last') {
  return (self: Value, ...[sub = null, start = null, end = null]: Value[]): number => {
    const { part, offset } = toPart(asText(self), start, end);
    const needle = asText(sub);
    const at = side === 'first' ? part.indexOf(needle) : part.lastIndexOf(needle);
    return at === -1 ? -1 : toCharacterOffset(part, at) + offset;
  };
}

function indexText(side: 'first' | 'last') {
  const find = findText(side);
  return (...args: Value[]): number => {
    const [self = null, ...rest] = args;
    const at = find(self, ...rest);
    return at === -1 ? fail('ValueError', 'substring not found') : at;
  };
}

function hasAffix(side: 'start' | 'end') {
  return (self: Value, ...[affix = null, start = null, end = null]: Value[]): boolean => {
    const { part } = toPart(asText(self), start, end);
    const affixes = affix instanceof Tuple ? affix.items : [affix];
    return affixes.some((one) => {
      const text = asText(one, `${side}swith first arg`);
      return side === 'start' ? part.startsWith(text) : part.endsWith(text);
    });
  };
}

function partition(side: 'first' | 'last') {
  return (self: Value, sep: Value): Tuple => {
    const [text, separator] = [asText(self), asText(sep)];
    if (separator === '') fail('ValueError', 'empty separator');
    const at = side === 'first' ? text.indexOf(separator) : text.lastIndexOf(separator);
    if (at === -1) return new Tuple(side === 'first' ? [text, '', ''] : ['', '', text]);
    return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)]);
  };
}

function checkSeparator(value: Value): string | null {
  const separator = asTextOrNull(value);
  return separator === '' ? fail('ValueError', 'empty separator') : separator;
}

function justify(side: 'left' | 'right' | 'center') {
  return (self: Value, width: Value, fillchar: Value): string => {
    const fill = asText(fillchar);
    if (countCharacters(fill) !== 1) {
      fail('TypeError', 'The fill character must be exactly one character long');
    }
    const [text, size] = [asText(self), toIndex(width)];
    if (side === 'center') return centerText(text, size, fill);
    return padTo(text, size, fill, side === 'left' ? 'right' : 'left');
  };
}

function every(pattern: RegExp) {
  return (self: Value): boolean => pattern.test(asText(self));
}

function encode(self: Value, encoding: Value, errors: Value): Bytes {
  return encodeText(asText(self), asText(encoding), asText(errors));
}

function expandTabs(self: Value, tabsize: Value): string {
  const size = toIndex(tabsize);
  return asText(self)
    .split('\n')
    .map((line) => {
      let out = '';
      for (const character of line) {
        const width = size <= 0 ? 0 : size - (out.length % size);
        out += character === '\t' ? ' '.repeat(width) : character;
      }
      return out;
    })
    .join('\n');
}

function fillZeros(self: Value, width: Value): string {
  const text = asText(self);
  const sign = /^[-+]/u.exec(text)?.[0] ?? '';
  return sign + padTo(text.slice(sign.length), toIndex(width) - sign.length, '0', 'left');
}

function translate(self: Value, table: Value): string {
  if (!(table instanceof Dict)) return fail('TypeError', 'translate() argument must be a dict');
  return Array.from(asText(self), (character) => {
    const mapped = table.get(character.codePointAt(0) ?? 0);
    if (mapped === undefined) return character;
    if (mapped === null) return '';
    return typeof mapped === 'number' ? String.fromCodePoint(mapped) : asText(mapped);
  }).join('');
}

/** Python's `str.maketrans`, which texts have as well: a table for `translate`. */
function makeTable(_: Value, from: Value, to: Value, dropped: Value): Value {
  if (to === null) {
    if (!(from instanceof Dict)) {
      return fail('TypeError', 'if you give only one argument to maketrans it must be a dict');
    }
    const pairs = Array.from(from, ([key, value]) => [toCodePoint(key), value] as const);
    return new Dict(pairs);
  }
  const [sources, targets] = [toCharacters(asText(from)), toCharacters(asText(to))];
  if (sources.length !== targets.length) {
    fail('ValueError', 'the first two maketrans arguments must have equal length');
  }
  const gone = dropped === null ? [] : toCharacters(asText(dropped));
  return new Dict([
    ...sources.map((one, at) => [toCodePoint(one), toCodePoint(targets[at] ?? '')] as const),
    ...gone.map((one) => [toCodePoint(one), null] as const),
  ]);
}

function toCodePoint(value: Value): Value {
  if (typeof value !== 'string') return value;
  return countCharacters(value) === 1
    ? (value.codePointAt(0) ?? 0)
    : fail('ValueError', 'string keys in translate table must be of length 1');
}

function stripEnds(ends: 'both' | 'left' | 'right') {
  return (self: Value, chars: Value): string => strip(asText(self), asTextOrNull(chars), ends);
}

function splitEnds(cut: typeof split) {
  return (self: Value, sep: Value, maxsplit: Value): Value =>
    cut(asText(self), checkSeparator(sep), toIndex(maxsplit));
}

const definitions: readonly FunctionDef[] = [
  define('capitalize', 'self', (self) => capitalize(asText(self))),
  define('casefold', 'self', (self) => asText(self).toLowerCase().replaceAll('ß', 'ss')),
  define('center', "self, width, fillchar=' '", justify('center')),
  define(
    'count',
    'self, sub, start=None, end=None',
    (self, ...[sub = null, start = null, end = null]) => {
      const { part } = toPart(asText(self), start, end);
      const needle = asText(sub);
      return needle === '' ? countCharacters(part) + 1 : part.split(needle).length - 1;
    },
  ),
  define('encode', "self, encoding='utf-8', errors='strict'", encode),
  define('endswith', 'self, suffix, start=None, end=None', hasAffix('end')),
  define('expandtabs', 'self, tabsize=8', expandTabs),
  define('find', 'self, sub, start=None, end=None', findText('first')),
  define('index', 'self, sub, start=None, end=None', indexText('first')),
  define('isalnum', 'self', every(/^[\p{L}\p{N}]+$/u)),
  define('isalpha', 'self', every(/^\p{L}+$/u)),
  define('isascii', 'self', every(/^[\x00-\x7f]*$/u)),
  define('isdecimal', 'self', every(/^\p{Nd}+$/u)),
  define('isdigit', 'self', every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u)),
  define('isidentifier', 'self', every(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u)),
  define('islower', 'self', (self) => isLower(asText(self))),
  define('isnumeric', 'self', every(/^\p{N}+$/u)),
  define(
    'isprintable',
    'self',
    every(/^[^\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/u),
  ),
  define('isspace', 'self', (self) => asText(self) !== '' && [...asText(self)].every(isSpace)),
  define('istitle', 'self', (self) => isTitle(asText(self))),
  define('isupper', 'self', (self) => isUpper(asText(self))),
  define('join', 'self, iterable', (self, items) => joinTexts(asText(self), toItems(items))),
  define('ljust', "self, width, fillchar=' '", justify('left')),
  define('lower', 'self', (self) => asText(self).toLowerCase()),
  define('lstrip', 'self, chars=None', stripEnds('left')),
  define('partition', 'self, sep', partition('first')),
  define('removeprefix', 'self, prefix', (self, prefix) => {
    const [text, start] = [asText(self), asText(prefix)];
    return text.startsWith(start) ? text.slice(start.length) : text;
  }),
  define('removesuffix', 'self, suffix', (self, suffix) => {
    const [text, end] = [asText(self), asText(suffix)];
    return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
  }),
  define('replace', 'self, old, new, count=-1', (self, old, by, count) =>
    replaceText(asText(self), asText(old), asText(by), toIndex(count)),
  ),
  define('rfind', 'self, sub, start=None, end=None', findText('last')),
  define('rindex', 'self, sub, start=None, end=None', indexText('last')),
  define('rjust', "self, width, fillchar=' '", justify('right')),
  define('rpartition', 'self, sep', partition('last')),
  define('rsplit', 'self, sep=None, maxsplit=-1', splitEnds(splitRight)),
  define('rstrip', 'self, chars=None', stripEnds('right')),
  define('split', 'self, sep=None, maxsplit=-1', splitEnds(split)),
  define('splitlines', 'self, keepends=False', (self, keep) =>
    splitLines(asText(self), isTrue(keep) ? 'keep-ends' : 'drop-ends'),
  ),
  define('startswith', 'self, prefix, start=None, end=None', hasAffix('start')),
  define('strip', 'self, chars=None', stripEnds('both')),
  define('swapcase', 'self', (self) => swapCase(asText(self))),
  define('title', 'self', (self) => titleCase(asText(self))),
  define('translate', 'self, table', translate),
  define('maketrans', 'self, x, y=None, z=None', makeTable),
  define('upper', 'self', (self) => asText(self).toUpperCase()),
  define('zfill', 'self, width', fillZeros),
];

/** Every method of str except `format` and `format_map`, which need the caller's access rules. */
export const textMethods = toTable(definitions);
