/**
 * What a template has while it runs: where names come from, the scopes of blocks and loops, what it
 * has written so far, and its budget. One Runtime per render; nothing outlives it.
 */
import type { SourceFile, Value } from '../../base/index.ts';
import type { RenderContext, Texts } from '../contract.ts';
import { isUndefinedProblem } from '../problems.ts';
import { Budget } from '../values/budget.ts';
import { fail } from '../values/failure.ts';
import { copyDeep } from '../values/operators.ts';
import { Undefined, type TemplatePlace } from '../values/special.ts';
import { forgetTexts } from './kept-texts.ts';
import type { Block, Library, Mode, Program } from './program.ts';

/** Ansible hands these out as they are; they can be very large. */
const NEVER_COPIED = new Set(['hostvars', 'vars']);

const MAX_DEPTH = 400;

/** One render. */
export class Runtime {
  readonly context: RenderContext;
  readonly library: Library;
  readonly mode: Mode;
  /** The template that the user asked for; includes are searched beside it. */
  readonly main: SourceFile;
  /** What was last begun, for errors. */
  at: TemplatePlace | undefined;
  /** Texts of filters whose text is never converted (`to_json`, `string`). */
  #keptTexts: Set<string> | undefined;
  #laterTexts: Texts | undefined;
  /** Whether a variable was read that holds templates, and those that were not asked yet. */
  #hasRendered = false;
  #unchecked: string[] = [];
  readonly budget: Budget;
  #depth = 0;
  /** The name that was resolved first; most templates read no other. */
  #firstName: string | undefined;
  #firstValue: Value = null;
  /** The others. */
  #resolved: Map<string, Value> | undefined;

  constructor(context: RenderContext, library: Library, mode: Mode, main: SourceFile) {
    this.context = context;
    this.library = library;
    this.mode = mode;
    this.main = main;
    this.budget = new Budget(library.limits);
  }

  /**
   * What becomes of text that `set`, `filter`, `macro` and `call` take in whatever begins now: Ansible
   * sets its conversion for each variable that it renders, and files and blocks ask for it at first.
   */
  get captureMode(): Mode {
    if (this.mode !== 'text') return this.mode;
    const { names } = this.context;
    const read = this.#unchecked;
    this.#unchecked = [];
    this.#hasRendered ||= read.some((name) => names.holdsTemplates?.(name) === true);
    return this.#hasRendered ? 'convert' : 'text';
  }

  /** Jinja copies all variables for a `scoped` block that gets names of its own beside them. */
  readAll(): void {
    if (this.mode === 'text' && !this.#hasRendered) this.#unchecked = [...this.context.names.all()];
  }

  /** Counts one turn of a loop. @throws TemplateFailure when there are too many */
  step(cost = 1): void {
    this.budget.spend(cost);
  }

  /** Notes a text that stays text when it is all that a template writes. */
  keepText(text: string): void {
    this.#keptTexts ??= new Set();
    this.#keptTexts.add(text);
  }

  /** Tells that an operation made a new value: a text that was kept before is then plain again. */
  noteMade(value: Value): void {
    if (this.#keptTexts !== undefined) forgetTexts(this.#keptTexts, value);
  }

  isKeptText(text: string): boolean {
    return this.#keptTexts?.has(text) === true || this.#laterTexts?.has(text) === true;
  }

  /** Runs work one level deeper. @throws TemplateFailure when that is too deep */
  deeper<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) {
      fail('Recursion', 'maximum recursion depth exceeded: macros or includes call each other');
    }
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Looks up a variable or a global; an undefined value when it is neither. */
  resolve(name: string, place: TemplatePlace | undefined, ownership: 'shared' | 'own'): Value {
    if (name === this.#firstName) return this.#firstValue;
    const known = this.#resolved?.get(name);
    if (known !== undefined) return known;
    const found = this.#find(name, place);
    const isCopied = ownership === 'own' && !NEVER_COPIED.has(name);
    const value = isCopied ? copyDeep(found) : found;
    if (!(value instanceof Undefined)) this.#keep(name, value);
    return value;
  }

  #keep(name: string, value: Value): void {
    if (this.#firstName === undefined) {
      this.#firstName = name;
      this.#firstValue = value;
    } else {
      this.#resolved ??= new Map();
      this.#resolved.set(name, value);
    }
  }

  #find(name: string, place: TemplatePlace | undefined): Value {
    try {
      const { names } = this.context;
      const value = names.get(name) ?? this.#findNull(name);
      this.#keepTexts(name);
      if (this.mode === 'text') this.#unchecked.push(name);
      if (value !== undefined) return value;
    } catch (error) {
      if (!isUndefinedProblem(error)) throw error;
      const [problem] = error.problems;
      return new Undefined({ name, hint: problem?.message, cause: error, place });
    }
    return this.findGlobal(name) ?? this.undefinedName(name, place);
  }

  /** What the hosts' own variables hold is only known when they are read. */
  #keepTexts(name: string): void {
    const texts = this.context.names.textsOf?.(name);
    if (texts === undefined) return;
    if (NEVER_COPIED.has(name)) this.#laterTexts = texts;
    else for (const text of texts) this.keepText(text);
  }

  /** `names.get` may answer null for a variable that is None. */
  #findNull(name: string): null | undefined {
    return this.context.names.has(name) ? null : undefined;
  }

  findGlobal(name: string): Value | undefined {
    return this.library.findGlobal(name, this);
  }

  undefinedName(name: string, place: TemplatePlace | undefined): Undefined {
    return new Undefined({ name, place, known: () => this.context.names.all() });
  }
}

/** One execution of one template: its blocks, and what it gives to those that import it. */
export class TemplateRun {
  readonly program: Program;
  readonly runtime: Runtime;
  /** Whether playbook variables can be seen: not in templates imported without context. */
  readonly sees: 'variables' | 'globals';
  #blocks: Map<string, readonly Block[]> | undefined;
  #exported: Set<string> | undefined;
  /** Set by `extends`. */
  parent: Program | undefined;
  /** What blocks see of the template around them. */
  root: Scope | undefined;

  constructor(program: Program, runtime: Runtime, sees: TemplateRun['sees']) {
    this.program = program;
    this.runtime = runtime;
    this.sees = sees;
    if (program.blocks.size > 0) this.addBlocks(program);
  }

  /** The blocks by name, those that override others first. */
  get blocks(): Map<string, readonly Block[]> {
    return (this.#blocks ??= new Map());
  }

  /** Names that templates importing this one can see. */
  get exported(): Set<string> {
    return (this.#exported ??= new Set());
  }

  /** Puts a parent's blocks behind those that override them. */
  addBlocks(program: Program): void {
    for (const [name, block] of program.blocks) {
      this.blocks.set(name, [...(this.blocks.get(name) ?? []), block]);
    }
  }

  resolve(name: string, place: TemplatePlace | undefined): Value {
    if (this.sees === 'variables') {
      return this.runtime.resolve(name, place, this.program.mutates ? 'own' : 'shared');
    }
    return this.runtime.findGlobal(name) ?? this.runtime.undefinedName(name, place);
  }
}

/** The variables of a block of a template; looked up outwards. */
export class Scope {
  readonly run: TemplateRun;
  readonly outer: Scope | undefined;
  /** What becomes of text that is taken in here. */
  readonly captureMode: Mode;
  #variables: Map<string, Value> | undefined;

  /** @param begins whether a file or a `block` begins here, with what Ansible has set by now */
  constructor(run: TemplateRun, outer?: Scope, begins = outer?.run !== run) {
    this.run = run;
    this.outer = outer;
    this.captureMode = begins || outer === undefined ? run.runtime.captureMode : outer.captureMode;
  }

  /** Looks up a name here and further out, then among the variables. */
  get(name: string, place?: TemplatePlace): Value {
    const local = this.findLocal(name);
    return local === undefined ? this.run.resolve(name, place) : local;
  }

  /** Looks up a name that the template itself has set. */
  findLocal(name: string): Value | undefined {
    const own = this.#variables?.get(name);
    if (own !== undefined) return own;
    for (let scope = this.outer; scope !== undefined; scope = scope.outer) {
      const value = scope.#variables?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  set(name: string, value: Value): void {
    this.#variables ??= new Map();
    this.#variables.set(name, value);
  }

  /** Whether the template has set any name that is seen here. */
  get hasNames(): boolean {
    return (this.#variables?.size ?? 0) > 0 || this.outer?.hasNames === true;
  }

  /** Everything set in this scope itself. */
  own(): ReadonlyMap<string, Value> {
    return this.#variables ?? new Map<string, Value>();
  }
}
