/** Patterns of Jinja 3.1's lexer for delimiters, whitespace control, raw blocks and line statements. */
import type { Syntax } from './syntax-options.ts';

/** What an opening delimiter begins. */
export type TagKind = 'variable' | 'block' | 'comment' | 'line' | 'line-comment';

/** The patterns that cut a text into data and tags, for one set of delimiters. */
export interface Rules {
  readonly opening: RegExp;
  readonly kinds: readonly TagKind[];
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

function makeRules(syntax: Syntax): Rules {
  const suffix = syntax.trimBlocks ? '\\n?' : '';
  const [bs, be] = [escape(syntax.blockStart), escape(syntax.blockEnd)];
  const [ve, ce] = [escape(syntax.variableEnd), escape(syntax.commentEnd)];
  const tags = orderTags(syntax);
  const opening = [
    `(${bs}([-+]?)\\s*raw\\s*(?:-${be}\\s*|${be}))`,
    ...tags.map(([, , pattern]) => `(${pattern}([-+]?))`),
  ].join('|');
  const close = (end: string): string => `(?:\\+${end}|-${end}\\s*|${end}${suffix})`;
  return {
    opening: new RegExp(opening, 'gu'),
    kinds: tags.map(([kind]) => kind),
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
