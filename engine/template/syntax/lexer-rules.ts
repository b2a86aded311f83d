/** Patterns of Jinja 3.1's lexer for delimiters, whitespace control, raw blocks and line statements. */
import type { Syntax } from './syntax-options.ts';

/** What an opening delimiter begins. */
export type TagKind = 'variable' | 'block' | 'comment' | 'line' | 'line-comment';

/** Where a tag begins and what it is. */
export interface Opening {
  readonly kind: TagKind | 'raw';
  readonly start: number;
  /** After the delimiter and its sign. */
  readonly end: number;
  readonly sign: string;
}

/** The patterns that cut a text into data and tags, for one set of delimiters. */
export interface Rules {
  /** Finds the next tag. */
  readonly find: (text: string, from: number) => Opening | undefined;
  readonly blockEnd: RegExp;
  readonly variableEnd: RegExp;
  readonly commentEnd: RegExp;
  readonly rawEnd: RegExp;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}

/** Longest delimiter first; of equal length `variable`, `line`…, `comment`, `block` (by name). */
function orderTags(syntax: Syntax): readonly (readonly [TagKind, string, string])[] {
  const tags: [TagKind, string, string, number][] = [
    ['variable', 'variable_begin', escape(syntax.variableStart), syntax.variableStart.length],
    ['block', 'block_begin', escape(syntax.blockStart), syntax.blockStart.length],
    ['comment', 'comment_begin', escape(syntax.commentStart), syntax.commentStart.length],
  ];
  const { lineStatementPrefix: statement, lineCommentPrefix: comment } = syntax;
  if (statement !== '') {
    tags.push([
      'line',
      'linestatement_begin',
      `(?<![^\\n])[ \\t\\v]*${escape(statement)}`,
      statement.length,
    ]);
  }
  if (comment !== '') {
    const pattern = `(?:(?<![^\\n])|(?<=\\S))[^\\S\\r\\n]*${escape(comment)}`;
    tags.push(['line-comment', 'linecomment_begin', pattern, comment.length]);
  }
  tags.sort((a, b) => b[3] - a[3] || (a[1] < b[1] ? 1 : -1));
  return tags.map(([kind, name, pattern]) => [kind, name, pattern]);
}

/** Finds tags by one pattern of all the delimiters. */
function findByPattern(raw: string, tags: ReturnType<typeof orderTags>): Rules['find'] {
  const patterns = [raw, ...tags.map(([, , pattern]) => `(${pattern}([-+]?))`)];
  const opening = new RegExp(patterns.join('|'), 'gu');
  return (text, from) => {
    opening.lastIndex = from;
    const match = opening.exec(text);
    if (match === null) return undefined;
    const parts: readonly (string | undefined)[] = match;
    const group = parts.findIndex((part, index) => index % 2 === 1 && part !== undefined);
    const kind = group === 1 ? 'raw' : (tags[(group - 3) / 2]?.[0] ?? 'raw');
    const sign = parts[group + 1] ?? '';
    return { kind, start: match.index, end: opening.lastIndex, sign };
  };
}

/** Finds tags whose delimiters all begin with one character by looking for that character. */
function findByCharacter(
  raw: string,
  tags: readonly (readonly [kind: TagKind, delimiter: string])[],
  character: string,
): Rules['find'] {
  const isRaw = new RegExp(raw, 'uy');
  const openingAt = (text: string, start: number): Opening | undefined => {
    for (const [kind, delimiter] of tags) {
      if (!text.startsWith(delimiter, start)) continue;
      const after = start + delimiter.length;
      const next = text.charAt(after);
      const sign = next === '-' || next === '+' ? next : '';
      if (kind !== 'block') return { kind, start, end: after + sign.length, sign };
      isRaw.lastIndex = start;
      if (isRaw.test(text)) return { kind: 'raw', start, end: isRaw.lastIndex, sign };
      return { kind, start, end: after + sign.length, sign };
    }
    return undefined;
  };
  return (text, from) => {
    for (let at = text.indexOf(character, from); at !== -1; at = text.indexOf(character, at + 1)) {
      const opening = openingAt(text, at);
      if (opening !== undefined) return opening;
    }
    return undefined;
  };
}

/** Chooses how tags are found; the plain way is for delimiters none of which begins another. */
function makeFinder(raw: string, syntax: Syntax): Rules['find'] {
  const { variableStart, blockStart, commentStart } = syntax;
  const delimiters = [
    ['variable', variableStart],
    ['block', blockStart],
    ['comment', commentStart],
  ] as const;
  const [character = ''] = variableStart;
  const isPlain = delimiters.every(
    ([, delimiter]) =>
      delimiter.startsWith(character) &&
      delimiters.every(([, other]) => other === delimiter || !other.startsWith(delimiter)),
  );
  const hasLines = syntax.lineStatementPrefix !== '' || syntax.lineCommentPrefix !== '';
  const areDistinct = new Set(delimiters.map(([, delimiter]) => delimiter)).size === 3;
  return character !== '' && isPlain && areDistinct && !hasLines
    ? findByCharacter(raw, delimiters, character)
    : findByPattern(raw, orderTags(syntax));
}

function makeRules(syntax: Syntax): Rules {
  const suffix = syntax.trimBlocks ? '\\n?' : '';
  const [bs, be] = [escape(syntax.blockStart), escape(syntax.blockEnd)];
  const [ve, ce] = [escape(syntax.variableEnd), escape(syntax.commentEnd)];
  const raw = `(${bs}([-+]?)\\s*raw\\s*(?:-${be}\\s*|${be}))`;
  const close = (end: string): string => `(?:\\+${end}|-${end}\\s*|${end}${suffix})`;
  return {
    find: makeFinder(raw, syntax),
    blockEnd: new RegExp(close(be), 'uy'),
    variableEnd: new RegExp(`-${ve}\\s*|${ve}`, 'uy'),
    commentEnd: new RegExp(close(ce), 'gu'),
    rawEnd: new RegExp(`${bs}([-+]?)\\s*endraw\\s*${close(be)}`, 'gu'),
  };
}

const rulesOf = new WeakMap<Syntax, Rules>();

/** The rules of a syntax; made once for each. */
export function findRules(syntax: Syntax): Rules {
  const known = rulesOf.get(syntax) ?? makeRules(syntax);
  rulesOf.set(syntax, known);
  return known;
}
