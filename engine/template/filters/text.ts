/** Filters on text (jinja2/filters.py): case, padding, wrapping, replacing, escaping. */
import { Dict, type Value, splitLines } from '../../base/index.ts';
import { alias, keepsMarkup, plugin, seesMarkup } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { toCharacters } from '../values/characters.ts';
import { fail } from '../values/failure.ts';
import { isIterable } from '../values/kinds.ts';
import { countItems, toItems } from '../values/iterate.ts';
import { Markup, escapeForMarkup, escapeHtml, unescapeHtml } from '../values/markup.ts';
import { toIndex } from '../values/numbers.ts';
import { formatPercent } from '../values/printf.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { capitalize } from '../values/text-case.ts';
import { centerText, replaceText } from '../values/text-methods.ts';
import { split, strip } from '../values/text-split.ts';
import { isTrue } from '../values/truth.ts';
import { wrapText } from './wrap-text.ts';

function title(value: Value): string {
  return toText(value)
    .split(/([-\s({[<]+)/u)
    .filter((part) => part !== '')
    .map((part) => {
      const [first = '', ...rest] = part;
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('');
}

function indent(value: Value, width: Value, first: Value, blank: Value): string {
  const pad = typeof width === 'string' ? width : ' '.repeat(Math.max(0, toIndex(width)));
  const lines = splitLines(`${asText(value, 'indent value')}\n`);
  const shown = lines.map((line, index) =>
    index === 0 || (line === '' && !isTrue(blank)) ? line : pad + line,
  );
  return (isTrue(first) ? pad : '') + shown.join('\n');
}

function truncate(
  ...[value = '', length = 255, killwords = false, end = '...', leeway = null]: Value[]
): Value {
  const [limit, tail] = [toIndex(length), asText(end)];
  const slack = leeway === null ? 5 : toIndex(leeway);
  if (limit < tail.length) {
    fail('ValueError', `expected length >= ${String(tail.length)}, got ${String(limit)}`);
  }
  if (slack < 0) fail('ValueError', `expected leeway >= 0, got ${String(slack)}`);
  if (countItems(value) <= limit + slack) return value;
  const characters = toCharacters(asText(value));
  const cut = characters.slice(0, limit - tail.length).join('');
  if (isTrue(killwords)) return cut + tail;
  const space = cut.lastIndexOf(' ');
  return (space === -1 ? cut : cut.slice(0, space)) + tail;
}

function wordwrap(
  ...[value = '', width = 79, breakLong = true, wrapstring = null, onHyphens = true]: Value[]
): string {
  const separator = wrapstring === null ? '\n' : asText(wrapstring);
  const rules = {
    width: toIndex(width),
    breakLongWords: isTrue(breakLong),
    breakOnHyphens: isTrue(onHyphens),
  };
  return splitLines(asText(value))
    .map((line) => wrapText(line, rules).join(separator))
    .join(separator);
}

function format(value: Value, args: Value, keywords: Value): string {
  const isNamed = keywords instanceof Dict && keywords.size > 0;
  if (isNamed && countItems(args) > 0) {
    fail('FilterError', "can't handle positional and keyword arguments at the same time");
  }
  return formatPercent(toText(value), isNamed ? keywords : args);
}

/** Formats markup by the rules of markup: what is put in is escaped. */
function formatAny(value: Value, args: Value, keywords: Value): Value {
  if (!(value instanceof Markup)) return format(value, args, keywords);
  const named =
    keywords instanceof Dict
      ? new Dict(Array.from(keywords, ([key, entry]) => [key, escapeForMarkup(entry)] as const))
      : keywords;
  return new Markup(format(value.text, escapeForMarkup(args), named));
}

function replace(value: Value, old: Value, by: Value, count: Value): string {
  const times = count === null ? -1 : toIndex(count);
  return replaceText(toText(value), toText(old), toText(by), times);
}

function striptags(value: Value): string {
  const text = toText(value)
    .replace(/<!--[^]*?-->/gu, '')
    .replace(/<[^>]*>/gu, '');
  return unescapeHtml(split(text, null, -1).join(' '));
}

function xmlattr(value: Value, autospace: Value): string {
  if (!(value instanceof Dict)) return fail('AttributeError', 'xmlattr needs a mapping');
  const parts = [...value]
    .filter(([, entry]) => entry !== null && !(entry instanceof Undefined))
    .map(([key, entry]) => {
      const name = asText(key);
      if (/[\s/>=]/u.test(name))
        fail('ValueError', `Invalid character in attribute name: '${name}'`);
      return `${escapeHtml(name)}="${escapeHtml(toText(entry))}"`;
    });
  const text = parts.join(' ');
  return isTrue(autospace) && text !== '' ? ` ${text}` : text;
}

/** Escapes what is not escaped yet. */
function escape(value: Value): Value {
  return value instanceof Markup ? value : new Markup(escapeHtml(toText(value)));
}

function reverse(value: Value): Value {
  if (typeof value === 'string') return [...value].reverse().join('');
  if (value instanceof Undefined) return value.answer([]);
  if (!isIterable(value)) return fail('FilterError', 'argument must be iterable');
  return [...toItems(value)].reverse();
}

export const textFilters = [
  keepsMarkup('upper', 's', (value) => toText(value).toUpperCase()),
  keepsMarkup('lower', 's', (value) => toText(value).toLowerCase()),
  keepsMarkup('capitalize', 's', (value) => capitalize(toText(value))),
  plugin('title', 's', title),
  keepsMarkup('trim', 'value, chars=None', (value, chars) =>
    strip(toText(value), chars === null ? null : asText(chars), 'both'),
  ),
  keepsMarkup('center', 'value, width=80', (value, width) =>
    centerText(toText(value), toIndex(width)),
  ),
  keepsMarkup('indent', 's, width=4, first=False, blank=False', indent),
  keepsMarkup('truncate', "s, length=255, killwords=False, end='...', leeway=None", truncate),
  plugin(
    'wordwrap',
    's, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True',
    wordwrap,
  ),
  plugin('wordcount', 's', (value) => toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  seesMarkup(plugin('format', 'value, *args, **kwargs', formatAny)),
  plugin('replace', 's, old, new, count=None', replace),
  keepsMarkup('reverse', 'value', reverse),
  plugin('striptags', 'value', striptags),
  plugin('xmlattr', 'd, autospace=True', xmlattr),
  ...alias(seesMarkup(plugin('escape', 's', escape)), 'e'),
  plugin('forceescape', 's', (value) => new Markup(escapeHtml(toText(value)))),
  plugin('safe', 'value', (value) => new Markup(toText(value))),
  plugin('split', 'string, sep=None, maxsplit=-1', (value, separator, limit) => {
    if (separator === '') fail('ValueError', 'empty separator');
    return split(asText(value), separator === null ? null : asText(separator), toIndex(limit));
  }),
];
