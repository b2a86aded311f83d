/** How often each word stands in the text files of a project: a variable may be read by its name. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const MOST_FILES = 3000;
const LONGEST = 1_000_000;
const FOLDERS_LEFT_OUT = /^(?:\.|node_modules$|dist$)/;
const TEXTS = /\.(?:ya?ml|j2|json|ini|toml|cfg|conf|py|ts|js|sh|tpl|jinja2?)$/;

function listFiles(folder: string, into: Set<string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (into.size > MOST_FILES) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !FOLDERS_LEFT_OUT.test(entry.name)) listFiles(path, into);
    else if (entry.isFile() && TEXTS.test(entry.name)) into.add(path);
  }
}

/** Words by how often they stand there, and where was looked. */
export interface WordCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** Absolute paths. */
  readonly files: ReadonlySet<string>;
  /** Somewhere a variable's name is made while running: any may be read. */
  readonly hasMadeNames: boolean;
}

/** `vars[name]`, `lookup('vars', 'web_' ~ name)`, `lookup('varnames', …)`, `hostvars[host][name]`. */
const MADE_NAMES = new RegExp(
  [
    String.raw`\bvarnames\b|\bmerge_variables\b|\bvars\[(?!['"])|\bhostvars\[[^\]]+\]\[(?!['"])`,
    String.raw`['"](?:ansible\.builtin\.)?vars['"]\s*,\s*(?:[^'"\s]|['"][^'"]*['"]\s*[~+%])`,
  ].join('|'),
);

/**
 * Counts words of the files below folders, and of some more files.
 * @returns undefined where there are too many to look through
 */
export function countWords(
  folders: readonly string[],
  more: Iterable<string>,
): WordCounts | undefined {
  const paths = new Set([...more].map((path) => resolve(path)));
  for (const folder of folders) listFiles(resolve(folder), paths);
  if (paths.size > MOST_FILES) return undefined;
  const counts = new Map<string, number>();
  let hasMadeNames = false;
  for (const path of paths) {
    // What a role declares of its options is no use of them.
    if (path.includes('/meta/argument_specs')) paths.delete(path);
  }
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > LONGEST) continue;
    const text = readFileSync(path, 'utf8');
    hasMadeNames ||= MADE_NAMES.test(text);
    for (const [word] of text.matchAll(/[A-Za-z_]\w*/g)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return { counts, files: paths, hasMadeNames };
}
