/** Runs a compiled template: newlines at its end, and failures as problems with their places. */
import {
  ProblemError,
  isList,
  Dict,
  PySet,
  Tuple,
  suggestName,
  type LocatedScalar,
  type Problem,
  type SourceFile,
  type Span,
  type Value,
} from '../base/index.ts';
import { spanInside } from '../source/index.ts';
import { countNewlines } from './compile/compile-template.ts';
import { runProgram } from './compile/inheritance.ts';
import { Output, finalize } from './compile/output.ts';
import type { Library, Mode, Program } from './compile/program.ts';
import { Runtime, Scope, TemplateRun } from './compile/runtime.ts';
import type { RenderContext } from './contract.ts';
import * as problems from './problems.ts';
import { TemplateSyntaxFailure } from './syntax/syntax-failure.ts';
import { TemplateFailure, UndefinedFailure } from './values/failure.ts';
import { GroupTuple, Special, Undefined, type TemplatePlace } from './values/special.ts';
import { toText } from './values/text.ts';

/** Says where a place of the template stands in the user's files. */
export type Locate = (start: number, end: number) => Span | undefined;

/** The scalar whose text the template is, or how to find its places. */
export type Where = LocatedScalar | Locate;

/** What renders a program: the same for many. */
export interface Engine {
  readonly library: Library;
  readonly mode: Mode;
}

/** The span of a part of a template. */
export function locateIn(where: Where, start: number, end: number): Span | undefined {
  return typeof where === 'function' ? where(start, end) : spanInside(where, start, end);
}

/** Ansible puts back the newlines at the end that Jinja takes away. */
function restoreNewlines(value: Value, program: Program): Value {
  if (program.newlinesAtEnd === 0 || typeof value !== 'string') return value;
  const missing = program.newlinesAtEnd - countNewlines(value);
  return missing > 0 ? value + program.syntax.newlineSequence.repeat(missing) : value;
}

/** What was rendered, for speaking about its places. */
interface Rendered {
  readonly file: SourceFile;
  readonly where: Where;
}

function toSpan(place: TemplatePlace | undefined, { file, where }: Rendered): Span | undefined {
  if (place === undefined) return undefined;
  const { source, start, end } = place;
  if (source === file) return locateIn(where, start, end);
  return isFile(source) ? { file: source, start, end } : undefined;
}

function isFile(source: object): source is SourceFile {
  return 'path' in source && 'text' in source;
}

function describeUndefined(value: Undefined, at: Span | undefined, rendered: Rendered): Problem {
  const { name, cause, known, place } = value.reason;
  const span = toSpan(place, rendered) ?? at;
  const [inner] = cause?.problems ?? [];
  if (inner !== undefined) {
    const note = `\`${name ?? ''}\` is used here`;
    const related = span === undefined ? inner.related : [...(inner.related ?? []), { span, note }];
    return { ...inner, related };
  }
  const hint = name === undefined || known === undefined ? undefined : suggestName(name, known());
  return problems.undefinedVariable(value.message, span, { hint });
}

/** Turns what a template threw into a ProblemError; anything else is given back as it is. */
export function toProblemError(error: unknown, runtime: Runtime, where: Where): unknown {
  const rendered: Rendered = { file: runtime.main, where };
  const at = toSpan(runtime.at, rendered);
  if (error instanceof UndefinedFailure) {
    return new ProblemError(describeUndefined(error.undefinedValue, at, rendered));
  }
  if (error instanceof TemplateFailure) {
    return new ProblemError(problems.templateFailed(describeFailure(error), at, error));
  }
  if (error instanceof RangeError) {
    const message = 'the template calls itself too deeply or makes too much';
    return new ProblemError(problems.templateFailed(message, at, error));
  }
  return error;
}

function describeFailure(error: TemplateFailure): string {
  return error.kind === 'TemplateNotFound' ? `template not found: ${error.message}` : error.message;
}

/** Turns a syntax failure into a ProblemError. */
export function toSyntaxError(error: unknown, where: Where): unknown {
  if (!(error instanceof TemplateSyntaxFailure)) return error;
  const span = locateIn(where, error.start, error.end);
  return new ProblemError(problems.templateSyntax(error.message, span));
}

function toFinalSpecial(value: Special): Value {
  if (value instanceof Undefined) return value.answer('');
  const rolled = finalize(value);
  return isList(rolled) ? toFinal(rolled) : toText(value);
}

function toFinalDict(dict: Dict): Dict {
  if (!needsFinal([...dict.values()])) return dict;
  return new Dict(Array.from(dict, ([key, entry]) => [key, toFinal(entry)] as const));
}

/** Takes the room's own things out of a value before it leaves. */
export function toFinal(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Special) return toFinalSpecial(value);
  if (isList(value)) return needsFinal(value) ? value.map(toFinal) : value;
  if (value instanceof Dict) return toFinalDict(value);
  if (value instanceof GroupTuple) return new Tuple(value.items.map(toFinal));
  if (value instanceof Tuple) {
    return needsFinal(value.items) ? new Tuple(value.items.map(toFinal)) : value;
  }
  return value instanceof PySet && needsFinal([...value])
    ? new PySet([...value].map(toFinal))
    : value;
}

function needsFinal(values: readonly Value[]): boolean {
  return values.some((value) => {
    if (typeof value !== 'object' || value === null) return false;
    return value instanceof Special || toFinal(value) !== value;
  });
}

/**
 * Renders a compiled template.
 * @throws ProblemError `undefined-variable`, `template-failed`, and what variables throw
 */
export function renderProgram(
  program: Program,
  context: RenderContext,
  { library, mode }: Engine,
  where: Where,
): Value {
  if (program.refusal !== undefined) return program.refusedText;
  const runtime = new Runtime(context, library, mode, program.file);
  try {
    const run = new TemplateRun(program, runtime, 'variables');
    const output = new Output(mode, runtime.budget);
    runProgram(run, new Scope(run), output);
    const isKept = output.isKept(runtime);
    const result = toFinal(restoreNewlines(output.finish(runtime), program));
    if (typeof result === 'string') context.names.noteText?.(result, isKept);
    return result;
  } catch (error) {
    throw toProblemError(error, runtime, where);
  }
}
