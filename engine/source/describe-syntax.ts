/**
 * Turns what the YAML parser complains of into sentences for someone who writes playbooks: what is
 * so, where, and what to do. One mistake often makes the parser complain many times; only the
 * complaints that stand for a mistake of their own are kept.
 */
import type { Document, Scalar, YAMLParseError } from 'yaml';
import { ProblemError, type Problem, type SourceFile, type Span } from '../base/index.ts';
import { parseJson } from './parse-json.ts';
import { yamlSyntax, yamlTab, yamlUnquotedTemplate } from './problems.ts';
import { findFlow, findQuoted } from './relax-indent.ts';

/** Describes the syntax errors of one document, one per mistake, in the order of the text. */
export function describeSyntax(file: SourceFile, document: Document.Parsed): readonly Problem[] {
  if (document.errors.every(isCloseComment)) return [];
  const json = describeJson(file);
  if (json.length > 0) return json;
  const errors = document.errors
    .filter((error) => !isCloseComment(error))
    .sort((a, b) => a.pos[0] - b.pos[0]);
  const tabs = errors.flatMap((error) => findTab(file, error) ?? []);
  if (tabs.length > 0) return onePerLine(tabs.map(yamlTab));
  const other = findMergeMark(file) ?? findOtherBlank(file);
  if (other !== undefined) return [other];
  const problems: Problem[] = [];
  for (const error of errors) {
    // Once the parser has lost the structure, what it says of the rest is noise.
    if (problems.length > 0 && error.message.includes('in YAML stream')) continue;
    problems.push(describeError(file, document, error));
    if (error.code === 'MISSING_CHAR' || error.message.includes('at node end')) break;
  }
  return onePerLine(problems);
}

/** PyYAML takes a comment that follows a quoted text or a bracket without a blank; so do we. */
function isCloseComment({ message }: YAMLParseError): boolean {
  return message.startsWith('Comments must be separated from other tokens');
}

/** What a version control system leaves where it could not join two versions. */
function findMergeMark(file: SourceFile): Problem | undefined {
  const at = file.text.search(/^<{7} /m);
  if (at === -1) return undefined;
  return yamlSyntax(
    'a merge that was not finished left its marks here',
    restOfLine(file, at),
    'keep one of the two sides, and delete the lines of `<`, `=` and `>`',
  );
}

/** A blank that looks like a space, as text copied from web pages has it. */
function findOtherBlank(file: SourceFile): Problem | undefined {
  const at = file.text.search(/^ *[\u00a0\u2007\u202f\u3000]/m);
  if (at === -1) return undefined;
  const start = at + file.text.slice(at).search(/[^ ]/);
  return yamlSyntax(
    'this line begins with a blank that is no space (it may be copied from a web page)',
    { file, start, end: start + 1 },
    'type the indentation anew',
  );
}

/** A file that calls itself JSON is told of as such; what YAML makes of it says little. */
function describeJson(file: SourceFile): readonly Problem[] {
  if (!file.path.endsWith('.json')) return [];
  try {
    parseJson(file);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((found) => {
      const message = found.message.replace(/^this is not JSON: /, '');
      return { ...found, message: `JSON: ${message}` };
    });
  }
}

function onePerLine(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<number>();
  return problems.filter(({ span }) => {
    if (span === undefined) return true;
    const line = lineStart(span.file.text, span.start);
    if (seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  const last = end === -1 ? text.length : end;
  return text.charAt(last - 1) === '\r' ? last - 1 : last;
}

/** The tab that an error is about: the parser points at it, behind it, or at what it indents. */
function findTab(file: SourceFile, error: YAMLParseError): Span | undefined {
  const [at] = error.pos;
  const start = lineStart(file.text, at);
  const indent = /^[ \t]*/.exec(file.text.slice(start))?.[0] ?? '';
  const tab = indent.indexOf('\t');
  if (tab !== -1) return { file, start: start + tab, end: start + tab + 1 };
  return error.code === 'TAB_AS_INDENT' ? { file, start: at, end: at + 1 } : undefined;
}

/** Everything from `at` to the end of its line. */
function restOfLine(file: SourceFile, at: number): Span {
  return { file, start: at, end: Math.max(at, lineEnd(file.text, at)) };
}

function describeError(
  file: SourceFile,
  document: Document.Parsed,
  error: YAMLParseError,
): Problem {
  const [at, until] = error.pos;
  const template = findTemplate(file, at);
  if (template !== undefined) return yamlUnquotedTemplate(template);
  const quoted = findQuoted(document, at);
  const span = { file, start: at, end: Math.max(at, Math.min(until, file.text.length)) };
  switch (error.code) {
    case 'MISSING_CHAR':
      return describeMissing(file, error, quoted);
    case 'BLOCK_AS_IMPLICIT_KEY':
      return describeNestedColon(file, at);
    case 'MULTILINE_IMPLICIT_KEY':
      return describeLongKey(file, at);
    case 'UNEXPECTED_TOKEN':
      return describeUnexpected(file, error, quoted);
    case 'BAD_SCALAR_START':
      return describeScalarStart(file, at);
    case 'BAD_INDENT':
      return describeIndent(file, document, error);
    case 'BAD_DQ_ESCAPE':
      return yamlSyntax(
        `\`${file.text.slice(at, at + 2)}\` is not an escape that YAML knows`,
        { file, start: at, end: at + 2 },
        'write the text in single quotes, or double the backslash',
      );
    default:
      return yamlSyntax(`this is not YAML: ${error.message}`, span);
  }
}

/** An unquoted `{{ … }}` on the line of `at`, or a `{% … %}`. */
function findTemplate(file: SourceFile, at: number): Span | undefined {
  const start = lineStart(file.text, at);
  const line = file.text.slice(start, lineEnd(file.text, at));
  const match = /^(?:\s*(?:- +)*(?:[^'"#{]*?: +)?)(\{[{%])/.exec(line);
  if (match === null) return undefined;
  return restOfLine(file, start + match[0].length - 2);
}

function describeMissing(
  file: SourceFile,
  error: YAMLParseError,
  quoted: Scalar.Parsed | undefined,
): Problem {
  const [at] = error.pos;
  if (error.message.includes('quote') && quoted !== undefined) {
    const [start] = quoted.range;
    const span = { file, start, end: start + 1 };
    return yamlSyntax('a quote is opened here and never closed', span);
  }
  if (error.message.startsWith('Sequence item')) return describeOddIndent(file, at);
  if (error.message.includes('map values')) {
    return yamlSyntax('a key is not followed by `:` and a value', restOfLine(file, at));
  }
  return yamlSyntax(`this is not YAML: ${error.message}`, { file, start: at, end: at });
}

function describeLongKey(file: SourceFile, at: number): Problem {
  const span = restOfLine(file, at);
  if (file.text.startsWith('- ', at)) {
    return yamlSyntax(
      'a list item cannot stand among the keys of a mapping',
      span,
      'indent the list below the key it belongs to',
    );
  }
  return yamlSyntax(
    'a key must stand on one line',
    span,
    'is a `:` missing at the end of this line, or the next line indented too far?',
  );
}

function describeNestedColon(file: SourceFile, at: number): Problem {
  const span = restOfLine(file, at);
  const isOnThisLine = /:(?:\s|$)/.test(file.text.slice(span.start, span.end));
  if (isOnThisLine) {
    return yamlSyntax(
      'a colon and a space inside a plain value start a new mapping',
      span,
      'quote the whole value',
    );
  }
  return yamlSyntax(
    'this key has a value, and yet the lines below it are indented as if it had none',
    span,
    'indent the next line like the key, or move the value away',
  );
}

function describeUnexpected(
  file: SourceFile,
  error: YAMLParseError,
  quoted: Scalar.Parsed | undefined,
): Problem {
  const [at] = error.pos;
  const span = restOfLine(file, at);
  if (error.message.includes('block-seq-ind')) {
    return yamlSyntax(
      'a list cannot start on the line of its key',
      span,
      'move it to the next line',
    );
  }
  const isBehindQuote =
    quoted !== undefined && file.text.slice(quoted.range[1], at).trim() === '' && at < span.end;
  if (isBehindQuote) {
    const [start, end] = quoted.range;
    if (file.text.slice(start, end).includes('\n')) {
      const opened = { file, start, end: start + 1 };
      return yamlSyntax('the quote that is opened here is closed only on a later line', opened);
    }
    return yamlSyntax('text stands behind a closing quote', span, 'quote the whole value');
  }
  return yamlSyntax(
    'this does not continue what stands above it',
    span,
    'is it indented too little, or a list mixed with keys?',
  );
}

function describeScalarStart(file: SourceFile, at: number): Problem {
  const start = file.text.charAt(at);
  return yamlSyntax(
    `a plain value cannot start with ${start === '`' ? 'a backtick' : `\`${start}\``}`,
    restOfLine(file, at),
    'quote the whole value',
  );
}

function describeIndent(
  file: SourceFile,
  document: Document.Parsed,
  error: YAMLParseError,
): Problem {
  const [at] = error.pos;
  const opened = error.message.startsWith('Flow') ? findFlow(document, at) : undefined;
  if (opened !== undefined) {
    const close = file.text.charAt(opened) === '[' ? ']' : '}';
    const span = { file, start: opened, end: opened + 1 };
    return yamlSyntax(`no \`${close}\` closes this bracket, or it is not indented`, span);
  }
  return describeOddIndent(file, at);
}

function describeOddIndent(file: SourceFile, at: number): Problem {
  const start = lineStart(file.text, at);
  const indent = file.text.slice(start).search(/\S/);
  return yamlSyntax(
    'this line is indented neither like the lines above it nor like any level around them',
    restOfLine(file, start + Math.max(0, indent)),
    'indent it like the entries it belongs to',
  );
}
