/** Reads what stands in the brackets of a pattern: `[^a-z\d]`. */
import { findCategory, ignoringCase, type CharTest } from './char-test.ts';
import type { PatternReader } from './pattern-reader.ts';
import type { SetNode } from './nodes.ts';

/** A member of a class: a range of characters, or a category that may be negated. */
type Member =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'category'; readonly test: CharTest; readonly native: string };

/** How a character is written inside of JavaScript's brackets. */
export function toNativeCode(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function readMember(reader: PatternReader, isAscii: boolean): Member {
  const start = reader.at;
  const character = reader.take();
  if (character !== '\\') return toRange(character.codePointAt(0) ?? 0);
  const letter = reader.peek();
  const category = findCategory(letter.toLowerCase(), isAscii);
  if (category === undefined) return toRange(reader.classEscape(start));
  reader.take();
  const isNegated = letter !== letter.toLowerCase();
  const { test, body } = category;
  if (!isNegated) return { kind: 'category', test, native: body };
  // A negated category has no place beside others in JavaScript's brackets.
  return { kind: 'category', test: (code) => !test(code), native: '' };
}

function toRange(from: number, to = from): Member {
  return { kind: 'range', from, to };
}

/** Reads `-z` after a member, when it makes a range. */
function readRange(first: Member, reader: PatternReader, isAscii: boolean): readonly Member[] {
  if (reader.peek() !== '-') return [first];
  const start = reader.at;
  reader.take();
  if (reader.isAtEnd) return reader.fail('unterminated character set');
  const dash = toRange(0x2d);
  if (reader.peek() === ']') return [first, dash];
  const last = readMember(reader, isAscii);
  if (first.kind === 'range' && last.kind === 'range' && first.from === first.to) {
    if (last.from < first.from) reader.fail('bad character range', start - 1);
    return [toRange(first.from, last.from)];
  }
  return reader.fail('bad character range', start - 1);
}

function readMembers(reader: PatternReader, isAscii: boolean): readonly Member[] {
  const members: Member[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (reader.isAtEnd) reader.fail('unterminated character set');
    if (reader.peek() === ']' && !isFirst) break;
    members.push(...readRange(readMember(reader, isAscii), reader, isAscii));
  }
  reader.take();
  return members;
}

function toNative(members: readonly Member[], isNegated: boolean): string | undefined {
  const parts = members.map((member) => {
    if (member.kind === 'category') return member.native;
    const from = toNativeCode(member.from);
    return member.from === member.to ? from : `${from}-${toNativeCode(member.to)}`;
  });
  return parts.includes('') ? undefined : `[${isNegated ? '^' : ''}${parts.join('')}]`;
}

/**
 * Reads a class after its opening bracket.
 * @throws TemplateFailure ValueError with Python's message
 */
export function parseClass(
  reader: PatternReader,
  flags: { readonly ignoreCase: boolean; readonly ascii: boolean },
): SetNode {
  const isNegated = reader.skip('^');
  const members = readMembers(reader, flags.ascii);
  const belongs: CharTest = (code) =>
    members.some((member) =>
      member.kind === 'range' ? code >= member.from && code <= member.to : member.test(code),
    );
  const test = flags.ignoreCase ? ignoringCase(belongs, flags.ascii) : belongs;
  return {
    kind: 'set',
    test: remember(isNegated ? (code) => !test(code) : test),
    native: flags.ignoreCase ? undefined : toNative(members, isNegated),
    literal: undefined,
  };
}

/** Keeps the answers for ASCII: classes are asked for every character. */
function remember(test: CharTest): CharTest {
  const known: (boolean | undefined)[] = [];
  return (code) => (code < 128 ? (known[code] ??= test(code)) : test(code));
}
