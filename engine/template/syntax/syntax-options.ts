/** The options that say how a template is written. */

/** Delimiters and whitespace rules, complete; defaults as Ansible sets them up. */
export interface Syntax {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  readonly newlineSequence: string;
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  readonly lineStatementPrefix: string;
  readonly lineCommentPrefix: string;
  /** Ansible doubles the backslashes of strings inside `{{ }}` of YAML values, so they stay raw. */
  readonly rawStrings: boolean;
}

const included = new WeakMap<Syntax, Syntax>();

/** The options for templates that one of these options includes: Ansible doubles nothing there. */
export function syntaxOfIncluded(syntax: Syntax): Syntax {
  if (!syntax.rawStrings) return syntax;
  const known = included.get(syntax) ?? { ...syntax, rawStrings: false };
  included.set(syntax, known);
  return known;
}

/** Ansible's own: blocks are trimmed, the delimiters are Jinja's. */
export const defaultSyntax: Syntax = {
  trimBlocks: true,
  lstripBlocks: false,
  keepTrailingNewline: false,
  newlineSequence: '\n',
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  lineStatementPrefix: '',
  lineCommentPrefix: '',
  rawStrings: false,
};
