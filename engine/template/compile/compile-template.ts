/** From text to a compiled template: header, newlines, parsing, compiling. */
import type { SourceFile } from '../../base/index.ts';
import { readHeader } from '../syntax/header.ts';
import type { Syntax } from '../syntax/syntax-options.ts';
import { parseTemplate } from '../syntax/parse-template.ts';
import type { Extensions } from '../syntax/tags.ts';
import { Compiler } from './compiler.ts';
import { compileExpression } from './expression.ts';
import type { Library, Program } from './runtime.ts';
import { compileBody } from './statement.ts';

/**
 * Compiles a template.
 * @param given `\r\n` and `\r` count as newlines
 * @throws TemplateSyntaxFailure with offsets into the program's `file.text`
 */
export function compileTemplate(
  given: SourceFile,
  syntax: Syntax,
  extensions: Extensions,
  library: Library,
): Program {
  const text = given.text.includes('\r') ? given.text.replace(/\r\n?/gu, '\n') : given.text;
  const file: SourceFile = { path: given.path, text };
  const header = readHeader(text, syntax);
  const { root, refusal } = parseTemplate(text, header.start, header.syntax, extensions);
  const compiler = new Compiler(file, library, {
    expression: compileExpression,
    body: compileBody,
  });
  const execute = compileBody(root.children, compiler, 'top');
  return {
    file,
    execute,
    blocks: compiler.blocks,
    names: compiler.names,
    mutates: compiler.mutates,
    refusal: refusal ?? compiler.refusal,
    testsAsFilters: compiler.testsAsFilters,
    newlineSequence: header.syntax.newlineSequence,
  };
}
