/** Runs the command of one case as a user would, in this process, and gives what came of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../engine/base/index.ts';
import { runCommandLine } from '../../engine/cli/command-line.ts';
import { exitCodeOf } from '../../engine/cli/exit-codes.ts';
import { printProblems } from '../../engine/cli/print-problems.ts';

/** Collects what is written to a stream while `work` runs; the stream itself stays silent. */
async function collect<T>(
  stream: NodeJS.WriteStream,
  lines: string[],
  work: () => Promise<T>,
): Promise<T> {
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    lines.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => void Reflect.apply(done, undefined, []));
    return true;
  };
  try {
    return await work();
  } finally {
    stream.write = write;
  }
}

async function runWords(words: readonly string[]): Promise<number> {
  try {
    return await runCommandLine(words);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    printProblems(error.problems, process.stderr, process.env);
    return exitCodeOf(error.problems);
  }
}

/** Settings of this machine must not decide what a case prints; those of the case do. */
function applySettings(folder: string, settings: readonly string[]): void {
  for (const name of Object.keys(process.env)) {
    if (/^(?:ANSIBLE_|KPLAY_|VAGRANT_|FORCE_COLOR|COLUMNS$)/.test(name)) {
      Reflect.deleteProperty(process.env, name);
    }
  }
  process.env['ANSIBLE_CONFIG'] = '/dev/null';
  process.env['NO_COLOR'] = '1';
  process.env['HOME'] = folder;
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=');
    const before = process.env[name];
    process.env[name] = name === 'PATH' ? `${join(folder, value)}:${before ?? ''}` : value;
  }
}

/** Puts back name by name: another object in its place would not reach the process itself. */
function restoreEnvironment(environment: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, environment);
}

/** Runs words in a folder. @returns everything printed, the folder left out, and the exit code */
export async function runWordsIn(folder: string, words: readonly string[]): Promise<string> {
  const before = process.cwd();
  const printed: string[] = [];
  const settings = words.filter((word) => /^[A-Z_]+=/.test(word));
  const environment = { ...process.env };
  applySettings(folder, settings);
  process.chdir(folder);
  try {
    const code = await collect(process.stdout, printed, () =>
      collect(process.stderr, printed, () => runWords(words.slice(settings.length))),
    );
    const text = printed.join('').replaceAll(folder, '<here>');
    return `${text.trimEnd()}\n\nexit code ${String(code)}\n`;
  } finally {
    process.chdir(before);
    restoreEnvironment(environment);
  }
}

/**
 * Runs `command.txt` of a case in the case's folder: words, and `NAME=value` before them for the
 * environment (a PATH is put in front of the one there is).
 * @returns everything printed, with the folder's own path left out, and the exit code
 */
export async function runCase(folder: string): Promise<string> {
  return runWordsIn(folder, readFileSync(join(folder, 'command.txt'), 'utf8').trim().split(/\s+/));
}
