/** Which of the entries below a folder `find` gives: name, age, size and kind. Pure. */
import { TaskFailure } from '../../host/index.ts';
import type { PathStat } from './path-state.ts';
import { findMatch, toRegExp } from './python-regex.ts';

/** One entry below a folder that is searched. */
export interface FoundEntry {
  readonly path: string;
  /** 1 for what stands in the folder itself. */
  readonly depth: number;
  readonly stat: PathStat;
}

export interface FindWish {
  readonly patterns: readonly string[];
  readonly excludes: readonly string[];
  readonly use_regex: boolean;
  readonly file_type: 'any' | 'directory' | 'file' | 'link';
  readonly hidden: boolean;
  readonly age?: string;
  readonly age_stamp: 'atime' | 'ctime' | 'mtime';
  readonly size?: string;
  readonly depth?: number;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/** Reads `2d`, `-1h`, `10k`. @throws TaskFailure `failed to process age` */
export function readAmount(what: 'age' | 'size', text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const units = what === 'age' ? SECONDS : BYTES;
  const [, number, unit = what === 'age' ? 's' : 'b'] =
    /^(-?\d+)([a-z])?$/.exec(text.toLowerCase()) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined) {
    throw new TaskFailure(`failed to process ${what}`);
  }
  return Number(number) * factor;
}

/** Turns a pattern of fnmatch(3) into a regular expression. */
function globToRegExp(glob: string): RegExp {
  let source = '';
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob.charAt(at);
    if (character === '*') source += '[\\s\\S]*';
    else if (character === '?') source += '[\\s\\S]';
    else if (character === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end === -1) source += '\\[';
      else {
        const set = glob
          .slice(at + 1, end)
          .replaceAll('\\', '\\\\')
          .replace(/^!/, '^');
        source += `[${set}]`;
        at = end;
      }
    } else source += character.replaceAll(/[.+^${}()|\]\\/]/g, '\\$&');
  }
  return new RegExp(`^${source}$`);
}

function toMatchers(patterns: readonly string[], isRegex: boolean): readonly RegExp[] {
  // Python's re.match begins at the beginning of the name.
  return patterns.map((pattern) => (isRegex ? toRegExp(`^(?:${pattern})`) : globToRegExp(pattern)));
}

function isOfKind({ kind }: PathStat, wanted: FindWish['file_type']): boolean {
  return wanted === 'any' || kind === wanted;
}

function isWithin(limit: number | undefined, value: number): boolean {
  if (limit === undefined) return true;
  return limit >= 0 ? value >= limit : value <= -limit;
}

function timeOf(stat: PathStat, stamp: FindWish['age_stamp']): number {
  if (stamp === 'atime') return stat.accessTime;
  return stamp === 'ctime' ? stat.changeTime : stat.modificationTime;
}

/**
 * Makes the filter of a search.
 * @param now the host's clock, in seconds
 */
export function makeFilter(wish: FindWish, now: number): (entry: FoundEntry) => boolean {
  const all = wish.use_regex ? ['.*'] : ['*'];
  const wanted = toMatchers(wish.patterns.length === 0 ? all : wish.patterns, wish.use_regex);
  const unwanted = toMatchers(wish.excludes, wish.use_regex);
  const [age, size] = [readAmount('age', wish.age), readAmount('size', wish.size)];
  return ({ path, depth, stat }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (wish.depth !== undefined && depth > wish.depth) return false;
    if (!wish.hidden && name.startsWith('.')) return false;
    if (!isOfKind(stat, wish.file_type)) return false;
    if (!wanted.some((pattern) => findMatch(pattern, name) !== undefined)) return false;
    if (unwanted.some((pattern) => findMatch(pattern, name) !== undefined)) return false;
    if (!isWithin(age, now - timeOf(stat, wish.age_stamp))) return false;
    return stat.kind !== 'file' || isWithin(size, stat.size);
  };
}
