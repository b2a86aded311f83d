/**
 * What a host will say when the steps that wait to be done are done: the answers that the items of a
 * loop got, brought up to date step by step by who asked. So a file that each item edits is looked at
 * once.
 */
import type { Probe, SeenPath, Step } from '../host/index.ts';
import { isAccountFile, parentOf } from './loop-paths.ts';

interface Known {
  readonly seen: readonly SeenPath[];
  answer: unknown;
  /** False when nobody can tell any more. */
  isKnown: boolean;
  /** @returns undefined when it cannot be told */
  foresee(answer: unknown, step: Step): unknown;
}

/** Answers by question. */
export class Foresight {
  readonly #byScript = new Map<string, Known>();
  readonly #byPath = new Map<string, Known[]>();
  readonly #parents = new Set<string>();

  /** Takes in an answer of the host from before any step; what is known of it already stays. */
  learn<A>(probe: Probe<A>, answer: A): void {
    const seen = probe.sees?.(answer);
    if (seen === undefined || this.#byScript.has(probe.script.sh)) return;
    const known: Known = {
      seen,
      answer,
      isKnown: true,
      foresee: (before, step) =>
        // oxlint-disable-next-line typescript/consistent-type-assertions -- the same probe's answer
        step.do === 'write' ? probe.foresee?.(before as A, step) : undefined,
    };
    this.#byScript.set(probe.script.sh, known);
    for (const { path } of seen) {
      this.#parents.add(parentOf(path));
      const others = this.#byPath.get(path) ?? [];
      this.#byPath.set(path, others);
      others.push(known);
    }
  }

  /** Brings what is known up to date with steps that come first. */
  add(steps: readonly Step[]): void {
    for (const step of steps) for (const known of this.#concerned(step)) update(known, step);
  }

  /** What a step may make different: in one directory only what is of the same path. */
  #concerned(step: Step): Iterable<Known> {
    const path = 'path' in step ? step.path : '';
    const isNear = this.#parents.size === 1 && this.#parents.has(parentOf(path));
    if (!isNear || isAccountFile(path)) return this.#byScript.values();
    return this.#byPath.get(path) ?? [];
  }

  /** The answer to a question. */
  find<A>(probe: Probe<A>): { readonly answer: A } | undefined {
    const known = this.#byScript.get(probe.script.sh);
    // oxlint-disable-next-line typescript/consistent-type-assertions -- the same script's answer
    return known?.isKnown === true ? { answer: known.answer as A } : undefined;
  }
}

function update(known: Known, step: Step): void {
  if (!known.isKnown) return;
  const path = 'path' in step ? step.path : undefined;
  const isNear = known.seen.every(
    (seen) =>
      path !== undefined &&
      parentOf(seen.path) === parentOf(path) &&
      !(seen.hasAccounts && isAccountFile(path)),
  );
  if (!isNear) known.isKnown = false;
  else if (known.seen.some((seen) => seen.path === path)) {
    known.answer = known.foresee(known.answer, step);
    known.isKnown = known.answer !== undefined;
  }
}
