/** Calls kplay in this process, in a folder and an environment of the test's own. */
import { ProblemError } from '../../engine/base/index.ts';
import { runCommandLine } from '../../engine/cli/command-line.ts';
import { exitCodeOf } from '../../engine/cli/exit-codes.ts';
import { printProblems } from '../../engine/cli/print-problems.ts';

/** What a call printed, and how it ended. */
export interface CallEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function collect<T>(
  stream: NodeJS.WriteStream,
  chunks: string[],
  work: () => Promise<T>,
): Promise<T> {
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array): boolean => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    return true;
  };
  try {
    return await work();
  } finally {
    stream.write = write;
  }
}

async function runWords(words: readonly string[], programName: string): Promise<number> {
  try {
    return await runCommandLine(words, programName);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    printProblems(error.problems, process.stderr, process.env);
    return exitCodeOf(error.problems);
  }
}

/**
 * Calls kplay. Settings of this machine play no part.
 * @param settings environment variables for this call
 * @param programName the name it is called by
 */
export async function callKplay(
  words: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  programName = 'kplay',
): Promise<CallEnd> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const [environment, cwd] = [{ ...process.env }, process.cwd()];
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('ANSIBLE_')) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(
    process.env,
    { ANSIBLE_CONFIG: '/dev/null', NO_COLOR: '1', PAGER: 'cat' },
    settings,
  );
  process.chdir(folder);
  try {
    const code = await collect(process.stdout, stdout, () =>
      collect(process.stderr, stderr, () => runWords(words, programName)),
    );
    return { code, stdout: stdout.join(''), stderr: stderr.join('') };
  } finally {
    process.chdir(cwd);
    for (const name of Object.keys(process.env)) {
      if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, environment);
  }
}
