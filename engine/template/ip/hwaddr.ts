/** The `hwaddr` filter: MAC addresses in every vendor's writing. */
import type { Value } from '../../base/index.ts';
import { fail } from '../values/failure.ts';
import { toInteger } from '../values/numbers.ts';
import { toText } from '../values/text.ts';

const FORMS = [
  /^(?:[\da-f]{1,2}[:-]){5}[\da-f]{1,2}$/iu,
  /^(?:[\da-f]{1,4}[.:-]){2}[\da-f]{1,4}$/iu,
  /^[\da-f]{5,6}[:-][\da-f]{5,6}$/iu,
  /^[\da-f]{11,12}$/iu,
];

/** Eight bytes: netaddr takes them for an identifier as well, and writes those that fit in six. */
const LONG_FORMS = [
  /^(?:[\da-f]{1,2}[:-]){7}[\da-f]{1,2}$/iu,
  /^(?:[\da-f]{1,4}[.:-]){3}[\da-f]{1,4}$/iu,
  /^[\da-f]{16}$/iu,
];

const LIMIT = 1n << 48n;

function joinWords(text: string, size: number): bigint | undefined {
  if (new Set(text.match(/[:.-]/gu)).size > 1) return undefined;
  const words = text.split(/[:.-]/u);
  const width = size / words.length;
  return BigInt(`0x${words.map((word) => word.padStart(width, '0')).join('')}`);
}

/** Reads a MAC address, also as a number. */
export function parseMac(text: string): bigint | undefined {
  if (FORMS.some((form) => form.test(text))) return joinWords(text, 12);
  if (/^\d+$/u.test(text) && BigInt(text) < 1n << 64n) return BigInt(text);
  return LONG_FORMS.some((form) => form.test(text)) ? joinWords(text, 16) : undefined;
}

function split(digits: string, size: number): string[] {
  return digits.match(new RegExp(`.{${String(size)}}`, 'gu')) ?? [];
}

const writers: Readonly<Record<string, (digits: string) => string>> = {
  bare: (digits) => digits.toUpperCase(),
  cisco: (digits) => split(digits, 4).join('.'),
  eui48: (digits) => split(digits.toUpperCase(), 2).join('-'),
  win: (digits) => split(digits.toUpperCase(), 2).join('-'),
  linux: (digits) => split(digits, 2).join(':'),
  pgsql: (digits) => split(digits, 6).join(':'),
  postgresql: (digits) => split(digits, 6).join(':'),
  psql: (digits) => split(digits, 6).join(':'),
  unix: (digits) =>
    split(digits, 2)
      .map((word) => word.replace(/^0/u, ''))
      .join(':'),
};

/**
 * Asks about a MAC address.
 * @throws TemplateFailure when it is none and a form was asked for, or the question is unknown
 */
export function hwaddr(value: Value, query: string, alias: string): Value {
  const mac = parseMac(toText(value));
  if (mac === undefined) {
    if (query === '' || query === 'bool') return null;
    return fail('FilterError', `${alias}: not a hardware address: ${toText(value)}`);
  }
  if (query === '') return value;
  if (query === 'bool') return true;
  if (query === 'int') return toInteger(mac);
  const write = Object.hasOwn(writers, query) ? writers[query] : undefined;
  if (write === undefined) return fail('FilterError', `${alias}: unknown filter type: ${query}`);
  if (mac >= LIMIT) return fail('IndexError', `${alias}: integer out of bounds: ${String(mac)}`);
  return write(mac.toString(16).padStart(12, '0'));
}
