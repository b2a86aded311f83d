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

type Standing = SeenPath['stands'];

/** What stands at each path, as far as any answer told. */
function standings(seen: readonly SeenPath[] = []): ReadonlyMap<string, Standing> {
  return new Map(
    seen.flatMap(({ path, stands }) => (stands === undefined ? [] : [[path, stands]])),
  );
}

/**
 * What the steps of some items have touched. Names in one directory are told apart by themselves.
 * Further away a link on the way could make two paths one: there only a file that was there is told
 * apart, from other files by its inode and from new ones.
 */
export class Touched {
  readonly #paths = new Set<string>();
  readonly #parents = new Set<string>();
  readonly #files = new Set<string>();
  #isAnything = false;
  #areAccounts = false;
  /** All were files or nothing: no directory, with everything below. */
  #areFiles = true;

  /** Adds what the steps of an item touch, of which it has seen the place itself. */
  add(steps: readonly Step[], sight: Sight): void {
    if (steps.length === 0) return;
    const parents = new Set(
      sight.paths?.flatMap(({ path, hasParent }) => (hasParent ? parentOf(path) : [])),
    );
    const stood = standings(sight.paths);
    for (const step of steps) {
      const touched = touchedBy(step);
      if (touched?.every((path) => isPlainPath(path) && parents.has(parentOf(path))) !== true) {
        this.#isAnything = true;
        return;
      }
      for (const path of touched) this.#addPath(path, stood.get(path));
    }
  }

  #addPath(path: string, stood: Standing): void {
    this.#paths.add(path);
    this.#parents.add(parentOf(path));
    this.#areAccounts ||= isAccountFile(path);
    if (stood === undefined) this.#areFiles = false;
    else if (stood !== 'nothing') this.#files.add(stood.file);
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
    const stands = standings(paths);
    return paths.every(
      ({ path, hasAccounts }) =>
        !this.#paths.has(path) &&
        !(hasAccounts && this.#areAccounts) &&
        (this.#isBeside(path) || this.#isOther(stands.get(path))),
    );
  }

  #isBeside(path: string): boolean {
    return this.#parents.size === 1 && this.#parents.has(parentOf(path));
  }

  #isOther(stands: Standing): boolean {
    const isFile = stands !== undefined && stands !== 'nothing';
    return isFile && this.#areFiles && !this.#files.has(stands.file);
  }
}
