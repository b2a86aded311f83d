/**
 * What the items of a loop have looked at and what their steps touch: whether what one item saw is
 * still true when another has done its steps. Knows files only; whatever is not sure to be apart is
 * taken for connected.
 */
import type { HostReader, Probe, SeenPath, Step } from '../host/index.ts';
import { isAccountFile, isPlainPath, parentOf } from './loop-paths.ts';

/** A question with its answer. */
type Answered = (learn: <A>(probe: Probe<A>, answer: A) => void) => void;

/** What one item has looked at so far. */
export class Sight {
  readonly #seen: SeenPath[] = [];
  readonly #answered: Answered[] = [];
  #isOfAnything = false;

  /** Gives a reader that notes what it is asked. */
  watch(host: HostReader): HostReader {
    return { ...host, ask: (probe) => this.#ask(host, probe) };
  }

  async #ask<A>(host: HostReader, probe: Probe<A>): Promise<A> {
    let answer: A;
    try {
      answer = await host.ask(probe);
    } catch (error) {
      this.#isOfAnything = true;
      throw error;
    }
    this.#answered.push((learn) => {
      learn(probe, answer);
    });
    const seen = probe.sees?.(answer);
    if (seen?.every(({ path }) => isPlainPath(path)) === true) this.#seen.push(...seen);
    else this.#isOfAnything = true;
    return answer;
  }

  /** Hands on each question with its answer. */
  tell(learn: <A>(probe: Probe<A>, answer: A) => void): void {
    for (const answered of this.#answered) answered(learn);
  }

  /** Nothing was asked. */
  get isEmpty(): boolean {
    return !this.#isOfAnything && this.#seen.length === 0;
  }

  /** The paths, when they are all that was looked at. */
  get paths(): readonly SeenPath[] | undefined {
    return this.#isOfAnything ? undefined : this.#seen;
  }
}

/** Whether a step changes files and nothing else. */
export function isOfFiles(step: Step): boolean {
  return step.do !== 'run' && step.do !== 'talk';
}

/** What a step changes; undefined when it may be anything. */
function touchedBy(step: Step): readonly string[] | undefined {
  switch (step.do) {
    case 'write':
    case 'mkdir':
    case 'remove':
    case 'touch':
    case 'attributes':
      return [step.path];
    case 'link':
      // A hard link is counted at its other names too.
      return step.kind === 'hard' ? [step.path, step.target] : [step.path];
    case 'run':
    case 'talk':
      return undefined;
  }
}

/**
 * What the steps of some items have touched. Only names in one directory are told apart: further
 * away, a link on the way could make two paths one.
 */
export class Touched {
  readonly #paths = new Set<string>();
  readonly #parents = new Set<string>();
  #isAnything = false;
  #areAccounts = false;

  /** Adds what the steps of an item touch, of which it has seen the place itself. */
  add(steps: readonly Step[], sight: Sight): void {
    if (steps.length === 0) return;
    const parents = new Set(
      sight.paths?.flatMap(({ path, hasParent }) => (hasParent ? parentOf(path) : [])),
    );
    for (const step of steps) {
      const touched = touchedBy(step);
      if (touched?.every((path) => isPlainPath(path) && parents.has(parentOf(path))) !== true) {
        this.#isAnything = true;
        return;
      }
      for (const path of touched) {
        this.#paths.add(path);
        this.#parents.add(parentOf(path));
        this.#areAccounts ||= isAccountFile(path);
      }
    }
  }

  /** Whether it can be told what was touched. */
  get isKnown(): boolean {
    return !this.#isAnything;
  }

  /** Whether what was seen is as it was. */
  leaves(sight: Sight): boolean {
    if (sight.isEmpty || (this.#paths.size === 0 && !this.#isAnything)) return true;
    const { paths } = sight;
    if (this.#isAnything || paths === undefined) return false;
    return paths.every(
      ({ path, hasAccounts }) =>
        !this.#paths.has(path) &&
        [...this.#parents].every((parent) => parent === parentOf(path)) &&
        !(hasAccounts && this.#areAccounts),
    );
  }
}
