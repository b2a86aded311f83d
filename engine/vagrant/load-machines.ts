/**
 * Finds the machines of a Vagrant project. Asking Vagrant takes seconds, so its answer is kept
 * below `.vagrant` for as long as Vagrant has not touched the machines since.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError, type Span } from '../base/index.ts';
import { describeState, findProjectFolder, listMachines } from './machine-folders.ts';
import type { RunCommand, VagrantMachine } from './machine.ts';
import { parseSshConfig } from './parse-ssh-config.ts';
import { vagrantFailed, vagrantfileMissing, vagrantNoMachines } from './problems.ts';

export interface LoadMachinesInput {
  /** Where to look for the Vagrantfile, upward from here. */
  readonly folder: string;
  /** VAGRANT_DOTFILE_PATH when it is set. */
  readonly dataFolder?: string | undefined;
  readonly runCommand: RunCommand;
  /** `refresh` asks Vagrant again, as after a connection that failed. */
  readonly cache: 'use' | 'refresh';
  /** What the user wrote that led here, for problems. */
  readonly span?: Span | undefined;
}

/**
 * Loads the machines that run, in the Vagrantfile's order.
 * @throws ProblemError `vagrantfile-missing`, `vagrant-failed` or `vagrant-no-machines`
 */
export async function loadMachines(input: LoadMachinesInput): Promise<readonly VagrantMachine[]> {
  const { span } = input;
  const project = findProjectFolder(input.folder);
  if (project === undefined) throw new ProblemError(vagrantfileMissing(input.folder, span));
  const dataFolder = input.dataFolder ?? join(project, '.vagrant');
  const folders = listMachines(dataFolder).filter((machine) => machine.isCreated);
  if (folders.length === 0) throw new ProblemError(vagrantNoMachines(project, span));
  const state = describeState(folders);
  const cacheFile = join(dataFolder, 'kplay', 'ssh-config');
  const known = input.cache === 'use' ? readCache(cacheFile, state) : undefined;
  if (known !== undefined) return parseSshConfig(known);
  const { rc, stdout, stderr } = await input.runCommand(['vagrant', 'ssh-config'], project);
  const machines = parseSshConfig(stdout);
  // With some machines halted, Vagrant prints the others and then exits with 1.
  if (machines.length === 0 && rc !== 0) throw new ProblemError(vagrantFailed(rc, stderr, span));
  if (machines.length === 0) throw new ProblemError(vagrantNoMachines(project, span));
  if (rc === 0) writeCache(cacheFile, state, stdout);
  return machines;
}

const SEPARATOR = '\n--- ssh-config ---\n';

function readCache(path: string, state: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.startsWith(state + SEPARATOR) ? text.slice((state + SEPARATOR).length) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the answer. A folder that cannot be written costs time on the next run, nothing else. */
function writeCache(path: string, state: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, state + SEPARATOR + text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    return;
  }
}
