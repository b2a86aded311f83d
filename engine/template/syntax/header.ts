/**
 * The `#jinja2:` line that a template may begin with: `key: value` pairs of Jinja's environment
 * options, as Ansible's Templar reads them.
 */
import { parseLiteral } from '../values/parse-literal.ts';
import type { Value } from '../../base/index.ts';
import { TemplateFailure } from '../values/failure.ts';
import { isTrue } from '../values/truth.ts';
import { toText } from '../values/text.ts';
import type { Syntax } from './syntax-options.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';

const PREFIX = '#jinja2:';

const FLAGS: Readonly<Record<string, keyof Syntax>> = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
};
const TEXTS: Readonly<Record<string, keyof Syntax>> = {
  newline_sequence: 'newlineSequence',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
  line_statement_prefix: 'lineStatementPrefix',
  line_comment_prefix: 'lineCommentPrefix',
};

/** Where the template starts and with which options. */
export interface Header {
  readonly start: number;
  readonly syntax: Syntax;
}

/** Python's literals alone, without the words of JSON. */
function readLiteral(text: string): Value | undefined {
  try {
    return parseLiteral(text, 'python-only');
  } catch (error) {
    if (error instanceof TemplateFailure) return undefined;
    throw error;
  }
}

function readOption(pair: string, end: number): Partial<Syntax> {
  const at = pair.indexOf(':');
  if (at === -1) {
    throw new TemplateSyntaxFailure(
      `failed to parse jinja2 override '${pair.trim()}': a colon must separate key and value`,
      0,
      end,
    );
  }
  const name = pair.slice(0, at).trim();
  const value = readLiteral(pair.slice(at + 1).trim());
  if (value === undefined) {
    throw new TemplateSyntaxFailure(`\`${name}\` must have a Python literal as its value`, 0, end);
  }
  const flag = FLAGS[name];
  if (flag !== undefined) return { [flag]: isTrue(value) };
  const text = TEXTS[name];
  return text === undefined ? {} : { [text]: value === null ? '' : toText(value) };
}

/**
 * Reads the header of a template, if it has one.
 * @throws TemplateSyntaxFailure for a pair without a colon or a value that is no literal
 */
export function readHeader(text: string, syntax: Syntax): Header {
  if (!text.startsWith(PREFIX)) return { start: 0, syntax };
  const end = text.indexOf('\n');
  // Without a newline Ansible cuts the last character and renders the whole line again.
  const line = end === -1 ? text.slice(PREFIX.length, -1) : text.slice(PREFIX.length, end);
  const changes = line.split(',').map((pair) => readOption(pair, end === -1 ? text.length : end));
  const changed = changes.reduce<Syntax>((all, change) => ({ ...all, ...change }), syntax);
  return { start: end + 1, syntax: changed };
}
