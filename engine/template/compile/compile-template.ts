/** From text to a compiled template: header, newlines, parsing, compiling. */
import type { SourceFile } from '../../base/index.ts';
import { readHeader } from '../syntax/header.ts';
import type { Syntax } from '../syntax/syntax-options.ts';
import { textOnceLexed } from '../syntax/lexer.ts';
import { parseTemplate } from '../syntax/parse-template.ts';
import type { Extensions } from '../syntax/tags.ts';
import type { Root } from 'nunjucks/src/nodes.js';
import { Compiler, RefusedCompile } from './compiler.ts';
import { compileExpression } from './expression.ts';
import type { Execute, Library, Program } from './program.ts';
import { compileBody } from './statement.ts';

const BARE_NAME = /^\{\{\s*(\w*)\s*\}\}\n?$/u;

/** The variable of a text that is nothing but `{{ name }}`. */
export function findBareName(text: string): string | undefined {
  return text.endsWith('}}') || text.endsWith('}}\n') ? BARE_NAME.exec(text)?.[1] : undefined;
}

/** How many newlines a text ends with. */
export function countNewlines(text: string): number {
  let count = 0;
  while (count < text.length && text.charAt(text.length - 1 - count) === '\n') count += 1;
  return count;
}

/** A template's text, in which `\r\n` and `\r` count as newlines. */
export interface TemplateSource {
  readonly file: SourceFile;
  /** Whether it is rendered itself, or by another template. */
  readonly role: 'main' | 'included';
}

/** A template that is refused does nothing. */
function compileRoot(root: Root, compiler: Compiler): Execute {
  try {
    return compileBody(root.children, compiler, 'top');
  } catch (error) {
    if (!(error instanceof RefusedCompile)) throw error;
    return () => 'next';
  }
}

/**
 * Compiles a template.
 * @throws TemplateSyntaxFailure with offsets into the program's `file.text`
 */
export function compileTemplate(
  { file: given, role }: TemplateSource,
  syntax: Syntax,
  extensions: Extensions,
  library: Library,
): Program {
  const text = given.text.includes('\r') ? given.text.replace(/\r\n?/gu, '\n') : given.text;
  const file: SourceFile = { path: given.path, text };
  // Ansible reads the line of the template that it renders; in others it is text.
  const header = role === 'main' ? readHeader(text, syntax) : { start: 0, syntax };
  const { root, refusal } = parseTemplate(text, header.start, header.syntax, extensions);
  const compiler = new Compiler(file, library, {
    expression: compileExpression,
    body: compileBody,
  });
  // A block may hold what is included.
  compiler.isInBlock = role === 'included';
  const execute = compileRoot(root, compiler);
  const names = compiler.names.slice();
  return {
    file,
    execute,
    blocks: compiler.blocks,
    names,
    readsSelf: names.includes('self'),
    mutates: compiler.mutates,
    refusal: refusal ?? compiler.refusal,
    testsAsFilters: compiler.testsAsFilters,
    refusedText: textOnceLexed(text, header.start, header.syntax),
    syntax: header.syntax,
    bareName: findBareName(text),
    // Ansible counts before Jinja makes one newline of `\r\n`.
    newlinesAtEnd: countNewlines(given.text),
  };
}
