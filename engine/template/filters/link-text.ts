/**
 * Jinja's `urlize`: turns URLs and addresses in text into links. Which words count was observed with
 * Jinja2 3.1: `http://`, `https://`, `www.`, hosts under the oldest top-level domains, `mailto:`.
 */
import { isList, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { asText, asTextOrNull } from '../values/arguments.ts';
import { escapeHtml } from '../values/markup.ts';
import { toIndex } from '../values/numbers.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

const NAMED_HOST = String.raw`(?:https?:\/\/|www\.)(?:[\w%-]+\.)*(?:[a-z]{2,63}|xn--[\w%]{2,59})`;
const BARE_HOST = String.raw`(?:[\w%-]{2,63}\.)+(?:com|net|int|edu|gov|org|info|mil)`;
const ADDRESS = String.raw`https?:\/\/(?:\d{1,3}(?:\.\d{1,3}){3}|\[(?:[\da-f]{0,4}:){2}(?:[\da-f]{0,4}:?){1,6}\])`;
const URL_WORD = new RegExp(
  String.raw`^(?:${NAMED_HOST}|${BARE_HOST}|${ADDRESS})(?::\d{1,5})?(?:[/?#]\S*)?$`,
  'iu',
);
const MAIL_WORD = /^\S+@\w[\w.-]*\.\w+$/u;
const LEADING = /^(?:[(<]|&lt;)+/u;
const TRAILING = /(?:[)>.,\n]|&gt;)+$/u;
const PAIRS = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
] as const;

interface LinkRules {
  /** The attributes of links, with a space before each. */
  readonly attributes: string;
  /** Asked for where something is shortened, and not before. */
  readonly limit: Value;
  readonly schemes: readonly string[];
}

interface Word {
  readonly before: string;
  readonly inside: string;
  readonly after: string;
}

const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** Gives closing marks back to a word that has opened them: `wiki/A_(b)` keeps its last one. */
function balance(inside: string, after: string): { inside: string; after: string } {
  let result = { inside, after };
  for (const [open, close] of PAIRS) {
    const opened = countOf(result.inside, open);
    if (opened <= countOf(result.inside, close)) continue;
    for (let left = Math.min(opened, countOf(result.after, close)); left > 0; left -= 1) {
      const end = result.after.indexOf(close) + close.length;
      result = {
        inside: result.inside + result.after.slice(0, end),
        after: result.after.slice(end),
      };
    }
  }
  return result;
}

/** Takes off the punctuation around a word. */
function takeApart(word: string): Word {
  const before = LEADING.exec(word)?.[0] ?? '';
  const rest = word.slice(before.length);
  const after = TRAILING.exec(rest)?.[0] ?? '';
  return { before, ...balance(rest.slice(0, rest.length - after.length), after) };
}

function shorten(text: string, limit: Value): string {
  if (limit === null) return text;
  const size = toIndex(limit);
  return text.length > size ? `${text.slice(0, size)}...` : text;
}

function linkWord(text: string, rules: LinkRules): string {
  const { attributes, limit, schemes } = rules;
  if (URL_WORD.test(text)) {
    const target = /^https?:\/\//u.test(text) ? text : `https://${text}`;
    return `<a href="${target}"${attributes}>${shorten(text, limit)}</a>`;
  }
  const mail = text.startsWith('mailto:') ? text.slice('mailto:'.length) : undefined;
  if (mail !== undefined && MAIL_WORD.test(mail)) return `<a href="${text}">${mail}</a>`;
  const canBeMail = !text.startsWith('www.') && !text.includes(':');
  if (canBeMail && MAIL_WORD.test(text)) return `<a href="mailto:${text}">${text}</a>`;
  return schemes
    .filter((scheme) => text !== scheme && text.startsWith(scheme))
    .reduce((shown) => `<a href="${shown}"${attributes}>${shown}</a>`, text);
}

function linkText(text: string, rules: LinkRules): string {
  return escapeHtml(text)
    .split(/(\s+)/u)
    .map((word) => {
      const { before, inside, after } = takeApart(word);
      return before + linkWord(inside, rules) + after;
    })
    .join('');
}

function describeRelation(rel: string | null, nofollow: boolean): string {
  const words = new Set((rel ?? '').split(/\s+/u).filter((word) => word !== ''));
  if (nofollow) words.add('nofollow');
  words.add('noopener');
  return ` rel="${escapeHtml([...words].sort().join(' '))}"`;
}

function urlize(value: Value, limit: Value, nofollow: Value, ...rest: Value[]): Value {
  const [target = null, rel = null, schemes = null] = rest;
  const frame = asTextOrNull(target, 'target');
  const targetAttribute = frame === null || frame === '' ? '' : ` target="${escapeHtml(frame)}"`;
  return linkText(toText(value), {
    attributes: describeRelation(asTextOrNull(rel, 'rel'), isTrue(nofollow)) + targetAttribute,
    limit,
    schemes: isList(schemes) ? schemes.map((scheme) => asText(scheme)) : [],
  });
}

export const linkFilters = [
  plugin(
    'urlize',
    'value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None',
    urlize,
  ),
];
