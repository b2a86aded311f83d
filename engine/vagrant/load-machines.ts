/**
 * Finds the machines of a Vagrant project. Asking Vagrant takes seconds, so its answer is kept
 * below `.vagrant` for as long as Vagrant has not touched the machines since.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProblemError, type Span } from '../base/index.ts';
import { describeState, findProjectFolder, listMachines } from './machine-folders.ts';
import type { MachineFolder } from './machine-folders.ts';
import { readMachineStates } from './machine-index.ts';
import type { CommandReply, Machines, RunCommand, VagrantMachine } from './machine.ts';
import { parseSshConfig } from './parse-ssh-config.ts';
import {
  vagrantFailed,
  vagrantMissing,
  vagrantNoMachines,
  vagrantfileMissing,
} from './problems.ts';
import { fromWindowsPath } from './windows-path.ts';

export interface LoadMachinesInput {
  /** Where to look for the Vagrantfile, upward from here. */
  readonly folder: string;
  /** VAGRANT_DOTFILE_PATH when it is set. */
  readonly dataFolder?: string | undefined;
  /** Vagrant's folder with the index of all machines. */
  readonly home: string;
  readonly runCommand: RunCommand;
  /** `refresh` asks Vagrant again, as after a connection that failed. */
  readonly cache: 'use' | 'refresh';
  /** True where Windows runs below, and `vagrant` may be `vagrant.exe`. */
  readonly isWsl: boolean;
  /** What the user wrote that led here, for problems. */
  readonly span?: Span | undefined;
}

/** What Vagrant keeps of a project on disk. */
interface Project {
  readonly folder: string;
  readonly dataFolder: string;
  readonly created: readonly MachineFolder[];
  readonly states: ReadonlyMap<string, string>;
}

/**
 * Loads the machines that run, in the Vagrantfile's order, and the names of those that do not.
 * @throws ProblemError `vagrantfile-missing`, `vagrant-missing`, `vagrant-failed` or
 * `vagrant-no-machines`
 */
export async function loadMachines(input: LoadMachinesInput): Promise<Machines> {
  const project = readProject(input);
  const { folder, dataFolder, created, states } = project;
  const state = describeState(folder, created, states);
  const cacheFile = join(dataFolder, 'kplay', 'ssh-config');
  const known = input.cache === 'use' ? readCache(cacheFile, state) : undefined;
  if (known !== undefined) return toMachines(input, project, parseSshConfig(known));
  const { rc, stdout, stderr } = await askVagrant(input, folder);
  const machines = parseSshConfig(stdout);
  // With some machines halted, Vagrant prints the others and then exits with 1.
  if (machines.length === 0 && rc !== 0)
    throw new ProblemError(vagrantFailed(rc, stderr, input.span));
  const isIndexed = created.every(({ uuid }) => states.has(uuid ?? ''));
  if (machines.length > 0 && (rc === 0 || isIndexed)) writeCache(cacheFile, state, stdout);
  return toMachines(input, project, machines);
}

function readProject({ folder: start, dataFolder: given, home, span }: LoadMachinesInput): Project {
  const folder = findProjectFolder(start);
  if (folder === undefined) throw new ProblemError(vagrantfileMissing(start, span));
  const dataFolder = given ?? join(folder, '.vagrant');
  const created = listMachines(dataFolder).filter((machine) => machine.isCreated);
  if (created.length === 0) throw new ProblemError(vagrantNoMachines(folder, span));
  return { folder, dataFolder, created, states: readMachineStates(home) };
}

/** Asks for all machines; inside WSL the program may be Windows' own. */
async function askVagrant(input: LoadMachinesInput, folder: string): Promise<CommandReply> {
  const { runCommand, isWsl, span } = input;
  const reply = await runCommand(['vagrant', 'ssh-config'], folder);
  if (reply.rc !== 127) return reply;
  const other = isWsl ? await runCommand(['vagrant.exe', 'ssh-config'], folder) : reply;
  if (other.rc === 127) throw new ProblemError(vagrantMissing(isWsl, span));
  return other;
}

function toMachines(
  { isWsl, span }: LoadMachinesInput,
  { folder, dataFolder, created }: Project,
  machines: readonly VagrantMachine[],
): Machines {
  if (machines.length === 0) throw new ProblemError(vagrantNoMachines(folder, span));
  const running = isWsl
    ? machines.map((one) => ({ ...one, identityFiles: one.identityFiles.map(fromWindowsPath) }))
    : machines;
  const names = new Set(running.map(({ name }) => name));
  const down = [...new Set(created.map(({ name }) => name))].filter((name) => !names.has(name));
  return { running, down, folder, dataFolder };
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
