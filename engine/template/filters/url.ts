/** Filters on URLs, as Python's urllib.parse takes them apart. */
import { Bytes, Dict, PySet, isList, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { decodeBytes, encodeText } from '../values/codecs.ts';
import { toPairs } from '../values/collection-methods.ts';
import { fail } from '../values/failure.ts';
import { isIterable, kindOf } from '../values/kinds.ts';
import { Undefined } from '../values/special.ts';
import { reprText, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** What Python's `urlsplit` gives. */
export interface UrlParts {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** Takes a URL apart without judging it. */
export function splitUrl(given: string): UrlParts {
  const text = given.replace(/^[\x00-\x20]+|[\t\r\n]/gu, '');
  const scheme = /^([A-Za-z][A-Za-z\d+.-]*):/u.exec(text)?.[1] ?? '';
  const rest = scheme === '' ? text : text.slice(scheme.length + 1);
  const netloc = /^\/\/([^/?#]*)/u.exec(rest)?.[1];
  const isOpen = netloc?.includes('[') === true;
  if (isOpen !== (netloc?.includes(']') === true)) fail('ValueError', 'Invalid IPv6 URL');
  const afterHost = netloc === undefined ? rest : rest.slice(netloc.length + 2);
  const [beforeFragment, fragment] = cut(afterHost, '#');
  const [path, query] = cut(beforeFragment, '?');
  return { scheme: scheme.toLowerCase(), netloc: netloc ?? '', path, query, fragment };
}

function toPort(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  if (!/^\d+$/u.test(text)) {
    return fail('ValueError', `Port could not be cast to integer value as ${reprText(text)}`);
  }
  return Number(text) > 65_535 ? fail('ValueError', 'Port out of range 0-65535') : Number(text);
}

/** Python keeps what it has split by the URL's hash. */
function refuseUnhashable(value: Value): void {
  const isUnhashable = isList(value) || value instanceof Dict || value instanceof PySet;
  if (isUnhashable) fail('TypeError', `unhashable type: '${kindOf(value)}'`);
}

/** Python splits what is no text as bytes, and only falsy things have no need to be decoded. */
export function toUrlText(value: Value): string {
  if (value instanceof Bytes) return decodeBytes(value, 'ascii', 'strict');
  if (value instanceof Undefined) return value.answer('');
  return isTrue(value) ? asText(value) : '';
}

/** The parts of what is no text are bytes again. */
function toBytes(parts: Dict): Dict {
  return new Dict(
    Array.from(parts, ([name, part]) => {
      return [name, typeof part === 'string' ? encodeText(part, 'ascii', 'strict') : part] as const;
    }),
  );
}

function urlsplit(value: Value, query: Value): Value {
  refuseUnhashable(value);
  const parts = describeUrl(splitUrl(toUrlText(value)));
  const result = typeof value === 'string' ? parts : toBytes(parts);
  if (!isTrue(query)) return result;
  const part = result.get(query);
  return part === undefined
    ? fail('FilterError', `urlsplit: unknown URL component: ${toText(query)}`)
    : part;
}

/** What the filter tells of a URL. */
function describeUrl(parts: UrlParts): Dict {
  const at = parts.netloc.lastIndexOf('@');
  const user = at === -1 ? undefined : parts.netloc.slice(0, at);
  const host = parts.netloc.slice(at + 1);
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/u.exec(host) ?? [];
  const name = (bracketed ?? plain ?? '').toLowerCase();
  const [username, password] = user === undefined ? [null, null] : splitUser(user);
  return Dict.of({
    fragment: parts.fragment,
    hostname: name === '' ? null : name,
    netloc: parts.netloc,
    password,
    path: parts.path,
    port: toPort(port),
    query: parts.query,
    scheme: parts.scheme,
    username,
  });
}

function splitUser(user: string): [string, string | null] {
  const at = user.indexOf(':');
  return at === -1 ? [user, null] : [user.slice(0, at), user.slice(at + 1)];
}

/** Python's `urllib.parse.quote`: everything but letters, digits, `_.-~` and what is safe. */
export function quoteUrl(text: string, safe: string): string {
  return Array.from(new TextEncoder().encode(text), (code) => {
    const character = String.fromCharCode(code);
    const isKept = /[A-Za-z\d_.~-]/u.test(character) || safe.includes(character);
    return isKept ? character : `%${code.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function urlencode(value: Value): string {
  if (value instanceof Undefined) return value.answer('');
  if (typeof value === 'string' || !isIterable(value)) return quoteUrl(toText(value), '/');
  const quote = (part: Value): string => quoteUrl(toText(part), '').replaceAll('%20', '+');
  return toPairs(value)
    .map(([key, entry]) => `${quote(key)}=${quote(entry)}`)
    .join('&');
}

function urldecode(value: Value): string {
  const text = asText(value).replaceAll('+', ' ');
  return text.replace(/(?:%[\da-fA-F]{2})+/gu, (run) =>
    new TextDecoder().decode(Uint8Array.from(Buffer.from(run.replaceAll('%', ''), 'hex'))),
  );
}

export const urlFilters = [
  plugin('urlsplit', "value, query='', alias='urlsplit'", urlsplit),
  plugin('urlencode', 'value', urlencode),
  plugin('urldecode', 'string', urldecode),
];
