/**
 * Renders values, files, expressions and conditions. One per process: it keeps what it has compiled.
 */
import {
  Dict,
  ProblemError,
  locateScalar,
  type Located,
  type LocatedScalar,
  type Problem,
  type SourceFile,
  type Span,
  type Value,
} from '../base/index.ts';
import { spanInside } from '../source/index.ts';
import { findBareName } from './compile/compile-template.ts';
import type { Mode, Program } from './compile/program.ts';
import { Runtime } from './compile/runtime.ts';
import { problemsOf, withOperatorHelp } from './condition-help.ts';
import { answerForUndefined, findSimple } from './conditions.ts';
import type { RenderContext, Watched } from './contract.ts';
import { TEXT_PATH, createLibrary, type ProgramLibrary } from './library.ts';
import { listLookup } from './lookups/run-lookup.ts';
import { readSyntax, toSyntax, withNames } from './nested.ts';
import { testAsFilter, unsafeCondition } from './problems.ts';
import {
  locateIn,
  renderProgram,
  toFinal,
  toProblemError,
  toSyntaxError,
  type Engine,
  type Locate,
  type Where,
} from './render.ts';
import { eachScalar, isTemplate } from './scalars.ts';
import { defaultSyntax, type Syntax } from './syntax/syntax-options.ts';
import type { Extensions } from './syntax/tags.ts';
import type { UserParts } from './user-parts.ts';
import type { BudgetLimits } from './values/budget.ts';
import type { Keywords } from './values/special.ts';
import { toText } from './values/text.ts';
import { isTrue } from './values/truth.ts';

/** Strings of YAML values keep their backslashes inside `{{ }}`, as Ansible sees to. */
const valueSyntax: Syntax = { ...defaultSyntax, rawStrings: true };

/** What stands around an expression to make it a template. */
interface Wrapping {
  readonly before: string;
  readonly after: string;
}

const AS_OUTPUT: Wrapping = { before: '{{ ', after: ' }}' };
const AS_CONDITION: Wrapping = {
  before: '{% if ',
  after: ' %} True {% else %} False {% endif %}',
};

/** What a renderer is made with. */
export interface RendererSettings {
  readonly extensions: Extensions;
  /** How the value of a scalar is made from what its template writes. */
  readonly mode: Mode;
  readonly limits: BudgetLimits;
  readonly own?: UserParts | undefined;
  readonly deprecate?: ((problem: Problem) => void) | undefined;
}

export class Renderer {
  readonly #library: ProgramLibrary;
  /** What was compiled of values, and of expressions in their wrapping. */
  readonly #values: ReadonlyMap<string, Program>;
  readonly #expressions: ReadonlyMap<string, Program>;
  readonly #engine: Engine;
  readonly #deprecate: RendererSettings['deprecate'];
  /** Places that were told of. */
  readonly #told = new Set<string>();

  constructor(settings: RendererSettings) {
    this.#deprecate = settings.deprecate;
    const renderNested: ProgramLibrary['renderNested'] = (file, context, options) =>
      this.#renderNested(file, context, options);
    this.#library = createLibrary(
      settings.extensions,
      { renderNested, limits: settings.limits },
      settings.own,
    );
    this.#engine = { library: this.#library, mode: settings.mode };
    this.#values = this.#library.programsOf(valueSyntax);
    this.#expressions = this.#library.programsOf(defaultSyntax);
  }

  #renderNested(file: SourceFile, context: RenderContext, options: Keywords): Value {
    const own = options.get('template_vars');
    const extended = own === undefined ? context : withNames(context, own);
    const convert = options.get('convert_data');
    const native = options.get('jinja2_native');
    const rich = native !== undefined && isTrue(native) ? this.#engine.mode : 'convert';
    const mode = convert === undefined || isTrue(convert) ? rich : 'text';
    return this.renderFile(file, toSyntax(readSyntax(options)), extended, mode);
  }

  /** Compiles a text, unless it is compiled, and tells of what is written in an old way. */
  #use(given: string | Program, syntax: Syntax, where: Where): Program {
    const program = typeof given === 'string' ? this.#compile(given, syntax, where) : given;
    if (program.testsAsFilters.length > 0) this.#tell(program, where);
    return program;
  }

  #compile(text: string, syntax: Syntax, where: Where): Program {
    try {
      return this.#library.compile({ path: TEXT_PATH, text }, syntax);
    } catch (error) {
      throw toSyntaxError(error, where);
    }
  }

  #tell(program: Program, where: Where): void {
    for (const { name, lineno, colno } of program.testsAsFilters) {
      const problem = testAsFilter(name, locateIn(where, lineno, colno));
      const { span } = problem;
      const place = `${span?.file.path ?? ''}:${String(span?.start)}:${name}`;
      if (this.#told.has(place)) continue;
      this.#told.add(place);
      this.#deprecate?.(problem);
    }
  }

  /** Renders a file's text. @throws ProblemError */
  renderFile(file: SourceFile, syntax: Syntax, context: RenderContext, mode: Mode): Value {
    const locate: Locate = (start, end) => ({ file, start, end });
    try {
      const program = this.#library.compile(file, syntax);
      if (program.testsAsFilters.length > 0) this.#tell(program, locate);
      return renderProgram(program, context, { library: this.#library, mode }, locate);
    } catch (error) {
      throw toSyntaxError(error, locate);
    }
  }

  /** What keeps a file's text from being a template. */
  checkFile(file: SourceFile): readonly Problem[] {
    return problemsOf(() => {
      try {
        this.#library.compile(file, defaultSyntax);
      } catch (error) {
        throw toSyntaxError(error, (start, end) => ({ file, start, end }));
      }
    });
  }

  /** Compiles an expression in its wrapping; places are those of the expression alone. */
  #compileWrapped(
    scalar: LocatedScalar,
    wrapping: Wrapping,
  ): { readonly program: Program; readonly locate: Locate } {
    const text = toText(scalar.value);
    const unshift = (offset: number): number =>
      Math.min(text.length, Math.max(0, offset - wrapping.before.length));
    const locate: Locate = (start, end) => spanInside(scalar, unshift(start), unshift(end));
    const whole = wrapping.before + text + wrapping.after;
    const known = this.#expressions.get(whole);
    const program = this.#use(known ?? whole, defaultSyntax, locate);
    if (program.refusal !== undefined) throw toSyntaxError(program.refusal, locate);
    return { program, locate };
  }

  #renderWrapped(scalar: LocatedScalar, wrapping: Wrapping, context: RenderContext): Value {
    const { program, locate } = this.#compileWrapped(scalar, wrapping);
    return renderProgram(program, context, this.#engine, locate);
  }

  /** Evaluates an expression without delimiters. @throws ProblemError */
  evaluate(scalar: LocatedScalar, context: RenderContext): Value {
    const simple = findSimple(toText(scalar.value).trim(), context);
    return simple === undefined ? this.#renderWrapped(scalar, AS_OUTPUT, context) : simple;
  }

  /** Renders a scalar; unsafe ones and plain text are given as they are. @throws ProblemError */
  renderScalar(scalar: LocatedScalar, context: RenderContext): Value {
    const { value } = scalar;
    if (scalar.isUnsafe && scalar.isTrusted !== true) context.names.noteUnsafe?.();
    if (typeof value !== 'string' || scalar.isUnsafe) return value;
    const known = this.#values.get(value);
    if (known === undefined && !isTemplate(value)) return value;
    const bare = known === undefined ? findBareName(value) : known.bareName;
    const simple = bare === undefined ? undefined : findSimple(bare, context);
    if (simple !== undefined) return simple;
    const program = this.#use(known ?? value, valueSyntax, scalar);
    return renderProgram(program, context, this.#engine, scalar);
  }

  /** Renders a tree, keys included. @throws ProblemError */
  render(located: Located, context: RenderContext): Value {
    switch (located.kind) {
      case 'scalar':
        return this.renderScalar(located, context);
      case 'list':
        return located.items.map((item) => this.render(item, context));
      case 'map': {
        const pairs = located.entries.map(
          ({ key, value }) =>
            [this.renderScalar(key, context), this.render(value, context)] as const,
        );
        return new Dict(pairs);
      }
    }
  }

  /** Evaluates a condition; a list holds when all of it does. @throws ProblemError */
  test(condition: Located, context: RenderContext): boolean {
    if (condition.kind === 'scalar') return this.#testScalar(condition, context);
    if (condition.kind === 'map') return condition.entries.length > 0;
    return condition.items.every((item) =>
      item.kind === 'scalar' ? this.#testScalar(item, context) : isTrue(this.render(item, context)),
    );
  }

  /** A condition may be a template; what it gives is the expression then. */
  #renderCondition(scalar: LocatedScalar, context: RenderContext): Watched<Value> {
    const { value, isUnsafe } = scalar;
    const isWritten = typeof value !== 'string' || isUnsafe || !isTemplate(value);
    if (isWritten) return { result: value, isUnsafe };
    const render = (): Value => this.renderScalar(scalar, context);
    return context.names.watch?.(render) ?? { result: render(), isUnsafe: false };
  }

  #testScalar(scalar: LocatedScalar, context: RenderContext): boolean {
    const { value } = scalar;
    if (typeof value !== 'string') return value === null || isTrue(value);
    if (value === '') return true;
    const { result: rendered, isUnsafe } = this.#renderCondition(scalar, context);
    if (typeof rendered !== 'string' || rendered === '') return isTrue(rendered);
    if (isUnsafe) throw new ProblemError(unsafeCondition(scalar.span));
    const expression = rendered === value ? scalar : locateScalar(rendered, scalar.span);
    try {
      return this.#renderWrapped(expression, AS_CONDITION, context) === ' True ';
    } catch (error) {
      const answer = answerForUndefined(rendered, error);
      if (answer === undefined) throw error;
      return answer;
    }
  }

  /** Runs a lookup for its list. @throws ProblemError with the span of its caller */
  lookup(
    name: string,
    terms: readonly Value[],
    options: Keywords,
    place: { readonly span: Span | undefined; readonly context: RenderContext },
  ): readonly Value[] {
    const { span, context } = place;
    const library = this.#library;
    const program = library.compile({ path: '<lookup>', text: '' }, defaultSyntax);
    const runtime = new Runtime(context, library, 'convert', program.file);
    runtime.at = { start: 0, end: 0, source: program.file };
    try {
      return listLookup(name, terms, options, runtime).map(toFinal);
    } catch (error) {
      throw toProblemError(error, runtime, () => span);
    }
  }

  get lookups(): Pick<ProgramLibrary, 'lookupNames' | 'findLookup'> {
    return this.#library;
  }

  /** Compiles every condition of a tree. @returns what is wrong with those that cannot be */
  checkConditions(located: Located): readonly Problem[] {
    const found: Problem[] = [];
    eachScalar(located, (scalar) => {
      const { value, isUnsafe } = scalar;
      if (typeof value !== 'string' || value.trim() === '' || isUnsafe) return;
      if (isTemplate(value)) found.push(...this.eachProgram(scalar, () => undefined));
      else {
        const problems = problemsOf(() => this.#compileWrapped(scalar, AS_CONDITION));
        found.push(...problems.map(withOperatorHelp));
      }
    });
    return found;
  }

  /** Compiles every template of a tree. @returns what is wrong with those that cannot be */
  eachProgram(located: Located, visit: (program: Program) => void): readonly Problem[] {
    const found: Problem[] = [];
    eachScalar(located, (scalar) => {
      if (typeof scalar.value !== 'string' || !isTemplate(scalar.value)) return;
      const { value } = scalar;
      found.push(
        ...problemsOf(() => {
          visit(this.#use(value, valueSyntax, scalar));
        }),
      );
    });
    return found;
  }
}
