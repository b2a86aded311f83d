/**
 * What can go wrong, in three kinds that are never mixed: a Problem (the user's input is wrong), a
 * failed result (the host said no; see modules/contract), and a Bug (our own mistake).
 */
import type { Span } from './span.ts';

/** A second place that helps to understand a problem: where it was imported, or used. */
export interface RelatedPlace {
  readonly span: Span;
  readonly note: string;
}

/** One thing that is wrong with the user's input, ready to be drawn by `describeProblem`. */
export interface Problem {
  /** Stable kebab-case name, documented in docs/problems.md. */
  readonly code: string;
  /** One sentence that says what is so; names in backticks. */
  readonly message: string;
  readonly span?: Span | undefined;
  /** Stands behind the carets: `did you mean \`dest\`?`. */
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
  /** The next command or edit. */
  readonly help?: string | undefined;
  readonly cause?: unknown;
  /** Told, but no reason to stop. */
  readonly isWarning?: boolean;
}

/** Thrown where nothing can go on without an answer; carries at least one problem. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];

  /** @param problems what is wrong, most important first; must not be empty */
  constructor(...problems: readonly Problem[]) {
    // Several problems may say the same of their own places; one sentence is enough for a message.
    super([...new Set(problems.map((problem) => problem.message))].join('\n'));
    this.name = 'ProblemError';
    this.problems = problems;
  }
}

/** Our own mistake: prints a stack trace and where to report it; exit code 70 (EX_SOFTWARE). */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/** Gathers problems so that all of them can be shown at once. */
export class ProblemList {
  readonly #problems: Problem[] = [];

  /** Adds one problem, unless the same code was already raised at the same place. */
  add(problem: Problem): void {
    const isKnown = this.#problems.some(
      (known) =>
        known.code === problem.code &&
        known.message === problem.message &&
        known.span?.file.path === problem.span?.file.path &&
        known.span?.start === problem.span?.start,
    );
    if (!isKnown) this.#problems.push(problem);
  }

  /** Runs `work`; a ProblemError it throws is collected and `undefined` is given. */
  collect<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      for (const problem of error.problems) this.add(problem);
      return undefined;
    }
  }

  get all(): readonly Problem[] {
    return this.#problems;
  }

  /** @throws ProblemError with everything collected, when there is anything */
  throwIfAny(): void {
    if (this.#problems.length > 0) throw new ProblemError(...this.#problems);
  }
}
