/**
 * Reads what an inventory calls a host: a name or address, perhaps with a port (`web1:2222`) and
 * with ranges (`web[01:20].example.org`), into names.
 */
import { ProblemError, type Span } from '../base/index.ts';
import { inventoryBadRange } from './problems.ts';

/** The hosts that one word stands for. */
export interface HostWords {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/** What most names are; nothing in them has to be looked at twice. */
const PLAIN_NAME = /^[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*$/;
const BRACKETED_PORT = /^\[(.+)\]:([0-9]+)$/;
const PORT = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

const NUMBER_RANGE = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const LETTER_RANGE = String.raw`\[(?:[a-zA-Z]:[a-zA-Z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const HEX_RANGE = String.raw`\[[0-9a-fA-F]+:[0-9a-fA-F]+(?::[0-9]+)?\]`;
const OCTET = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${NUMBER_RANGE})`;
const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`);
const LABEL = String.raw`(?:[\p{L}\p{N}_]|${LETTER_RANGE})(?:[\p{L}\p{N}_-]|${LETTER_RANGE})*(?<![_-])`;
const HOST_NAME = new RegExp(String.raw`^${LABEL}(?:\.${LABEL})*$`, 'u');
const HEX_GROUP = new RegExp(`^(?:[0-9a-fA-F]{1,4}|${HEX_RANGE})$`);

/** An IPv6 address, in which every part may be a range. */
function isIpv6(text: string): boolean {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return false;
  const split = (part: string): readonly string[] =>
    part === '' ? [] : (part.match(/\[[^\]]*\]|[^:[\]]+/g) ?? []);
  const groups = [...split(head), ...split(tail ?? '')];
  const last = groups.at(-1) ?? '';
  const hasIpv4 = IPV4.test(last);
  const hex = hasIpv4 ? groups.slice(0, -1) : groups;
  const length = hex.length + (hasIpv4 ? 2 : 0);
  const isWhole = tail === undefined ? length === 8 : length <= 7;
  return text.includes(':') && isWhole && hex.every((group) => HEX_GROUP.test(group));
}

/**
 * Takes a port off a host's name or address.
 * @returns undefined when the text is neither a host name nor an address
 */
export function parseAddress(
  text: string,
): { readonly host: string; readonly port: number | undefined } | undefined {
  if (PLAIN_NAME.test(text)) return { host: text, port: undefined };
  const match = BRACKETED_PORT.exec(text) ?? PORT.exec(text);
  const [, inner = text, port] = match ?? [];
  const isHost = IPV4.test(inner) || HOST_NAME.test(inner) || isIpv6(inner);
  return isHost ? { host: inner, port: port === undefined ? undefined : Number(port) } : undefined;
}

/**
 * Reads one host pattern of an inventory.
 * @param span where it stands, for problems
 * @throws ProblemError `inventory-bad-range`
 */
export function parseHostWords(text: string, span: Span | undefined): HostWords {
  const address = parseAddress(text);
  const host = address?.host ?? text;
  return { names: expandRanges(host, span), port: address?.port };
}

const RANGE = /^([^[]*)\[([^\]]*)\](.*)$/s;
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');

function expandRanges(host: string, span: Span | undefined): readonly string[] {
  const match = RANGE.exec(host);
  if (match === null) return [host];
  const [, head = '', range = '', tail = ''] = match;
  const fail = (reason: string): never => {
    throw new ProblemError(inventoryBadRange(`\`[${range}]\` is not a range: ${reason}`, span));
  };
  const [begin = '', end, step = '1', ...more] = range.split(':');
  if (end === undefined || more.length > 0)
    return fail('it needs a begin, an end and maybe a step');
  if (end === '') return fail('host range must specify end value');
  const places = countRange({ begin: begin === '' ? '0' : begin, end, step }, fail);
  return places.flatMap((place) => expandRanges(`${head}${place}${tail}`, span));
}

interface Bounds {
  readonly begin: string;
  readonly end: string;
  readonly step: string;
}

function countRange(bounds: Bounds, fail: (reason: string) => never): string[] {
  const { begin, end, step } = bounds;
  const by = Number(step);
  if (!/^\d+$/.test(step) || by < 1) return fail('its step must be a number above 0');
  if (/^\d+$/.test(begin) && /^\d+$/.test(end)) return countNumbers(bounds, by, fail);
  const [first, last] = [begin, end].map((letter) => LETTERS.indexOf(letter));
  const isLetters = begin.length === 1 && end.length === 1;
  if (!isLetters || first === undefined || last === undefined || first < 0 || last < 0) {
    return fail('its ends must be two numbers or two letters');
  }
  if (first > last) return fail('its begin stands behind its end');
  return LETTERS.slice(first, last + 1).filter((_, index) => index % by === 0);
}

function countNumbers(
  { begin, end }: Bounds,
  by: number,
  fail: (reason: string) => never,
): string[] {
  const isPadded = begin.startsWith('0') && begin.length > 1;
  if (isPadded && begin.length !== end.length) return fail('begin and end must be equally long');
  const places: string[] = [];
  for (let at = Number(begin); at <= Number(end); at += by) {
    places.push(isPadded ? String(at).padStart(begin.length, '0') : String(at));
  }
  return places;
}
