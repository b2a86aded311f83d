/**
 * Python's regular expressions: search, match, find all, with Python's rules for empty matches. Plain
 * patterns run on JavaScript's matcher, the rest on one of our own with a budget.
 */
import type { Budget } from '../values/budget.ts';
import { Machine, type Ending } from './machine.ts';
import { isCheap, toNative, type NativePattern } from './native.ts';
import { widthOf } from './nodes.ts';
import { noFlags, type RegexFlags } from './flags.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram, type RegexProgram } from './program.ts';

/** A match: the whole at 0, then the groups; undefined where a group took no part. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** Searches one text from some place on. */
type Search = (from: number, ending: Ending) => RegexMatch | undefined;

/** A compiled pattern. */
export class Regex {
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly #program: () => RegexProgram;
  readonly #native: (NativePattern & { readonly expression: RegExp }) | undefined;

  constructor(source: string, flags: RegexFlags) {
    const { root, groups, names } = parsePattern(source, flags);
    this.groups = groups;
    this.names = names;
    let program: RegexProgram | undefined;
    this.#program = () => (program ??= compileProgram(root, groups));
    // After an empty match Python tries the same place again, which JavaScript does not.
    const native = widthOf(root).min > 0 ? toNative(root) : undefined;
    this.#native = native && { ...native, expression: new RegExp(native.source, 'gu') };
  }

  /**
   * Finds the first match. What a search costs is taken from the budget.
   * @throws TemplateFailure Budget
   */
  search(text: string, budget: Budget): RegexMatch | undefined {
    return this.#searcher(text, budget)(0, 'anywhere');
  }

  /** Matches at the start. */
  match(text: string, budget: Budget): RegexMatch | undefined {
    return toMatch(text, new Machine(this.#program(), text, budget).matchAt(0, 'anywhere'));
  }

  /** Matches the whole text. */
  fullMatch(text: string, budget: Budget): RegexMatch | undefined {
    return toMatch(text, new Machine(this.#program(), text, budget).matchAt(0, 'at-end'));
  }

  /** Finds all matches that do not overlap, as `re.finditer`. */
  *findAll(text: string, budget: Budget): IterableIterator<RegexMatch> {
    const search = this.#searcher(text, budget);
    let [from, ending]: [number, Ending] = [0, 'anywhere'];
    while (from <= text.length) {
      const match = search(from, ending);
      if (match === undefined) return;
      yield match;
      from = match.end;
      // An empty match may not follow at the same place; one with characters may.
      ending = match.start === match.end ? 'not-empty' : 'anywhere';
    }
  }

  #searcher(text: string, budget: Budget): Search {
    const native = this.#native;
    if (native !== undefined && isCheap(native, text.length)) {
      return (from) => searchNative(native.expression, text, from);
    }
    const machine = new Machine(this.#program(), text, budget);
    return (from, ending) => toMatch(text, machine.search(from, ending));
  }
}

function searchNative(expression: RegExp, text: string, from: number): RegexMatch | undefined {
  expression.lastIndex = from;
  const match = expression.exec(text);
  if (match === null) return undefined;
  return { start: match.index, end: match.index + match[0].length, groups: [...match] };
}

function toMatch(text: string, places: readonly number[] | undefined): RegexMatch | undefined {
  if (places === undefined) return undefined;
  const groups = Array.from({ length: places.length / 2 }, (_, index) => {
    const [start = -1, end = -1] = places.slice(index * 2, index * 2 + 2);
    return start === -1 || end === -1 ? undefined : text.slice(start, end);
  });
  return { start: places[0] ?? 0, end: places[1] ?? 0, groups };
}

const MAX_CACHED = 500;
const cache = new Map<string, Regex>();

/**
 * Compiles a Python pattern; the last ones are kept.
 * @throws TemplateFailure ValueError with Python's message
 */
export function compileRegex(source: string, flags: RegexFlags = noFlags): Regex {
  const key = `${JSON.stringify(flags)}${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const regex = new Regex(source, flags);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, regex);
  return regex;
}
