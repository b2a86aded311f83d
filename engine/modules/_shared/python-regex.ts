/**
 * Python's `re` patterns and replacement templates on JavaScript's engine, for modules that edit
 * text. Classes are ASCII, as for the byte patterns of Ansible's modules.
 */
import { TaskFailure } from '../../host/index.ts';

export interface RegexOptions {
  /** `^` and `$` match at every line. */
  readonly isMultiline?: boolean;
  /** `.` matches a newline too. */
  readonly isDotAll?: boolean;
}

interface Reading {
  readonly pattern: string;
  at: number;
  out: string;
  isIgnoringCase: boolean;
  isMultiline: boolean;
  isDotAll: boolean;
  isVerbose: boolean;
}

const SYNTAX = new Set('^$\\.*+?()[]{}|/');
const START = '(?<![\\s\\S])';
const END = '(?![\\s\\S])';

function refuse(reading: Reading, what: string): never {
  throw new TaskFailure(
    `the regular expression ${reading.pattern} uses ${what}, which is not supported`,
  );
}

function literal(character: string): string {
  return SYNTAX.has(character) ? `\\${character}` : character;
}

/** An escape outside of a class, the backslash already read. */
function readEscape(reading: Reading): string {
  const rest = reading.pattern.slice(reading.at);
  const code = /^(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[1-9]\d?)/.exec(rest)?.[0];
  const letter = rest[0] ?? '';
  reading.at += code?.length ?? [...rest][0]?.length ?? 0;
  if (code !== undefined) return `\\${code}`;
  switch (letter) {
    case 'A':
      return START;
    case 'Z':
      return END;
    case 'a':
      return '\\x07';
    case '0':
      return '\\x00';
    case 's':
      return '[ \\t\\n\\r\\f\\v]';
    case 'S':
      return '[^ \\t\\n\\r\\f\\v]';
    default:
      return /[bBdDwWfnrtv]/.test(letter) ? `\\${letter}` : literal([...rest][0] ?? '');
  }
}

function readClassEscape(reading: Reading): string {
  const rest = reading.pattern.slice(reading.at);
  const code = /^(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})/.exec(rest)?.[0];
  const letter = [...rest][0] ?? '';
  reading.at += code?.length ?? letter.length;
  if (code !== undefined) return `\\${code}`;
  if (letter === 's') return ' \\t\\n\\r\\f\\v';
  if (letter === 'a') return '\\x07';
  if (/[bdDwWSfnrtv]/.test(letter)) return `\\${letter}`;
  return SYNTAX.has(letter) || letter === '-' ? `\\${letter}` : letter;
}

function readClass(reading: Reading): string {
  let body = '[';
  if (reading.pattern[reading.at] === '^') {
    body += '^';
    reading.at += 1;
  }
  for (let isFirst = true; ; isFirst = false) {
    const character = String.fromCodePoint(reading.pattern.codePointAt(reading.at) ?? 0x5d);
    if (reading.at >= reading.pattern.length) {
      throw new TaskFailure(`unterminated character set in regular expression ${reading.pattern}`);
    }
    reading.at += character.length;
    if (character === ']' && !isFirst) return `${body}]`;
    if (character === '\\') body += readClassEscape(reading);
    else body += character === '-' || character === '^' ? character : literal(character);
  }
}

function setFlags(reading: Reading, flags: string): void {
  for (const flag of flags) {
    if (flag === 'i') reading.isIgnoringCase = true;
    else if (flag === 'm') reading.isMultiline = true;
    else if (flag === 's') reading.isDotAll = true;
    else if (flag === 'x') reading.isVerbose = true;
    else if (!'aLu'.includes(flag)) refuse(reading, `the flag ${flag}`);
  }
}

/** What follows `(?`. */
function readGroup(reading: Reading): string {
  const rest = reading.pattern.slice(reading.at);
  const named = /^\?P<(\w+)>/.exec(rest);
  const back = /^\?P=(\w+)\)/.exec(rest);
  const comment = /^\?#[^)]*\)/.exec(rest);
  const flags = /^\?([a-zA-Z]+)\)/.exec(rest);
  const plain = /^\?(:|=|!|<=|<!)/.exec(rest);
  const found = named ?? back ?? comment ?? flags ?? plain;
  if (found === null) return rest.startsWith('?') ? refuse(reading, rest.slice(0, 3)) : '(';
  reading.at += found[0].length;
  const word = found[1] ?? '';
  if (named !== null) return `(?<${word}>`;
  if (back !== null) return `\\k<${word}>`;
  if (comment !== null) return '';
  if (flags !== null) {
    setFlags(reading, word);
    return '';
  }
  return `(?${word}`;
}

function readBrace(reading: Reading): string {
  const quantifier = /^\{(\d*)(,?)(\d*)\}/.exec(reading.pattern.slice(reading.at - 1));
  if (quantifier === null || (quantifier[1] === '' && quantifier[3] === '')) return '\\{';
  reading.at += quantifier[0].length - 1;
  const [, from = '', comma = '', to = ''] = quantifier;
  return `{${from === '' ? '0' : from}${comma}${to}}`;
}

function skipVerbose(reading: Reading, character: string): boolean {
  if (!reading.isVerbose) return false;
  if (/\s/.test(character)) return true;
  if (character !== '#') return false;
  const end = reading.pattern.indexOf('\n', reading.at);
  reading.at = end === -1 ? reading.pattern.length : end + 1;
  return true;
}

function readOne(reading: Reading, character: string): string {
  switch (character) {
    case '\\':
      return readEscape(reading);
    case '[':
      return readClass(reading);
    case '(':
      return readGroup(reading);
    case '{':
      return readBrace(reading);
    case '}':
    case ']':
      return `\\${character}`;
    case '.':
      return reading.isDotAll ? '[\\s\\S]' : '[^\\n]';
    case '^':
      return reading.isMultiline ? '(?<![^\\n])' : START;
    case '$':
      return reading.isMultiline ? '(?![^\\n])' : `(?=\\n?${END})`;
    default:
      return character;
  }
}

/**
 * Translates a Python pattern.
 * @returns a JavaScript pattern with the flags `d` and `u`, and `g` so that all matches can be had
 * @throws TaskFailure for a pattern that is wrong or that JavaScript cannot express
 */
export function toRegExp(pattern: string, options: RegexOptions = {}): RegExp {
  const reading: Reading = {
    pattern,
    at: 0,
    out: '',
    isIgnoringCase: false,
    isMultiline: options.isMultiline ?? false,
    isDotAll: options.isDotAll ?? false,
    isVerbose: false,
  };
  while (reading.at < pattern.length) {
    const character = String.fromCodePoint(pattern.codePointAt(reading.at) ?? 0);
    reading.at += character.length;
    if (!skipVerbose(reading, character)) reading.out += readOne(reading, character);
  }
  try {
    return new RegExp(reading.out, reading.isIgnoringCase ? 'dgiu' : 'dgu');
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    throw new TaskFailure(`the regular expression ${pattern} is wrong: ${reason}`);
  }
}

/** Finds the first match; a global pattern keeps no position between calls. */
export function findMatch(pattern: RegExp, text: string): RegExpExecArray | undefined {
  pattern.lastIndex = 0;
  return pattern.exec(text) ?? undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  b: '\b',
  '\\': '\\',
};

/**
 * Expands a replacement template (`\1`, `\g<name>`) with a match, as Python's Match.expand.
 * @throws TaskFailure for a group that is not there or a bad escape
 */
export function expandTemplate(template: string, match: RegExpExecArray): string {
  const group = (name: string): string => {
    const isNumber = /^\d+$/.test(name);
    const isKnown = isNumber ? Number(name) < match.length : name in (match.groups ?? {});
    if (!isKnown) throw new TaskFailure(`invalid group reference ${name} in ${template}`);
    return (isNumber ? match[Number(name)] : match.groups?.[name]) ?? '';
  };
  return template.replaceAll(/\\(?:g<\w+>|0[0-7]{0,2}|[1-9]\d?|[\s\S])/g, (whole) => {
    const escape = whole.slice(1);
    if (escape.startsWith('0')) return String.fromCharCode(Number.parseInt(escape, 8));
    const name = /^g<(\w+)>$/.exec(escape)?.[1] ?? /^\d+$/.exec(escape)?.[0];
    if (name !== undefined) return group(name);
    const known = ESCAPES[escape];
    if (known === undefined && /[A-Za-z]/.test(escape)) {
      throw new TaskFailure(`bad escape ${whole} in ${template}`);
    }
    return known ?? whole;
  });
}
