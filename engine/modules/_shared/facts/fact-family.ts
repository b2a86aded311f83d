/**
 * A family of facts: one piece of the script that setup sends, and the reading of its answer. All
 * pieces travel as one script; what one family found is there for those behind it.
 */
import type { Plain } from '../../../base/index.ts';
import { sh, type Sh } from '../../../shell/index.ts';

/** Facts by name, `ansible_` left out. */
export type Facts = Readonly<Record<string, Plain>>;

/** The answer of a family's script, cut into its named parts. */
export interface Answer {
  /** Text of a part; empty when the host printed nothing for it. */
  text(part: string): string;
  /** First line of a part, trimmed. */
  line(part: string): string;
  /** Lines of a part that are not empty. */
  lines(part: string): readonly string[];
}

export interface FactFamily {
  readonly name: string;
  /** The collector of `subsets.ts` that it is a part of, when that has another name. */
  readonly subset?: 'hardware' | 'network' | 'virtual';
  /** Prints parts, each begun with a `mark`. */
  readonly script: Sh;
  parse(answer: Answer, known: Facts): Facts;
}

const MARK = '@@kplay-facts ';

/** The script line that begins a part. */
export function mark(part: string): Sh {
  return { sh: `printf '\\n%s%s\\n' '${MARK}' '${part}'` };
}

/**
 * Prints a short file without starting a program, nothing where it cannot be read. The shell reads
 * byte by byte: not for files of many kilobytes.
 * @param path a word of the script: a literal path, or a variable in double quotes
 */
export function printFile(path: Sh): Sh {
  return sh`{ [ ! -r ${path} ] || while IFS= read -r _l || [ -n "$_l" ]; do printf '%s\n' "$_l"; done <${path}; } 2>/dev/null`;
}

/** Reads the first line of a file into `$_l`, empty where it cannot be read; `path` as for `printFile`. */
export function readLine(path: Sh): Sh {
  return sh`_l=; { IFS= read -r _l <${path}; } 2>/dev/null`;
}

/** Cuts the output of all families into answers by part. */
export function toAnswer(stdout: string): Answer {
  const parts = new Map<string, string>();
  for (const piece of stdout.split(`\n${MARK}`).slice(1)) {
    const end = piece.indexOf('\n');
    parts.set(piece.slice(0, end).trim(), piece.slice(end + 1));
  }
  const text = (part: string): string => parts.get(part) ?? '';
  const lines = (part: string): readonly string[] =>
    text(part)
      .split('\n')
      .filter((line) => line.trim() !== '');
  return { text, lines, line: (part) => lines(part)[0]?.trim() ?? '' };
}

/** Reads `KEY=value` lines with shell quotes (os-release, lsb-release, selinux/config). */
export function parseAssignments(lines: readonly string[]): Readonly<Record<string, string>> {
  const pairs = lines.flatMap((line) => {
    const match = /^\s*(\w+)=(.*)$/.exec(line);
    const value = (match?.[2] ?? '').trim();
    const bare = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
    return match?.[1] === undefined ? [] : [[match[1], bare.replaceAll(/\\(.)/g, '$1')] as const];
  });
  return Object.fromEntries(pairs);
}
