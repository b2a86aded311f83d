/** `kplay ssh HOST`: logs in where a playbook would, with the system's own ssh client. */
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { ProblemError } from '../../base/index.ts';
import type { ConnectionTarget } from '../../connect/index.ts';
import { targetOfHost } from '../../run/index.ts';
import { findProjectFolder } from '../../vagrant/index.ts';
import { composeRun } from '../compose.ts';
import { EXIT } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createMask } from '../mask.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { readPlayArguments } from '../play-options.ts';
import { sshRefused } from '../problems.ts';
import { inventorySources } from '../run-settings.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { warn } from '../warn.ts';
import { sshArgv } from './argv.ts';

/** A project with no plays: only its inventory counts. */
const PLAYBOOK_NAME = '<ssh>';
const NOTHING = '- hosts: all\n  gather_facts: false\n  tasks: []\n';

/** Without an inventory, the machines of a Vagrantfile here or above. */
function chooseInventory(given: readonly string[], settings: Settings): readonly string[] {
  const sources = inventorySources(given, settings, existsSync);
  const isVagrant = sources.length === 0 && findProjectFolder(process.cwd()) !== undefined;
  return isVagrant ? ['vagrant'] : sources;
}

/** Finds how one host is reached. @throws ProblemError when the pattern is not one host */
async function findTarget(
  pattern: string,
  { options, env }: { readonly options: ParsedOptions; readonly env: Environment },
): Promise<ConnectionTarget> {
  const settings = loadSettings(env);
  const inventory = chooseInventory(options.list('inventory'), settings);
  const args = { ...readPlayArguments(options), playbook: [PLAYBOOK_NAME], inventory };
  const interrupt = listenForInterrupt();
  const composition = await composeRun({
    ...{ args, env, settings, mask: createMask(), interrupt },
    emit: (event) => {
      if (event.type === 'warning') warn(event.message);
    },
    written: new Map([[PLAYBOOK_NAME, NOTHING]]),
  });
  try {
    const { input } = composition;
    const [host, more] = input.hosts.match(pattern);
    if (host === undefined) throw new ProblemError(sshRefused(`no host matches \`${pattern}\``));
    if (more === undefined) return targetOfHost(input, host);
    throw new ProblemError(sshRefused(`\`${pattern}\` is more than one host: ${host}, ${more}, …`));
  } finally {
    interrupt.release();
    await composition.close();
  }
}

function checkTarget({ hostName, connection, privateKeyFiles }: ConnectionTarget): void {
  if (!['ssh', 'smart', 'paramiko', 'paramiko_ssh'].includes(connection)) {
    const message = `\`${hostName}\` is reached by \`${connection}\`, not by ssh`;
    throw new ProblemError(sshRefused(message));
  }
  for (const path of privateKeyFiles.filter((file) => existsSync(file))) {
    const mode = statSync(path).mode & 0o777;
    if ((mode & 0o077) === 0) continue;
    const shown = mode.toString(8).padStart(4, '0');
    warn(`${path} has the mode ${shown}, and ssh refuses a key that others can read: chmod 600`);
  }
}

function runSsh([program, ...words]: readonly [string, ...string[]]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'inherit' });
    child.once('error', () => {
      reject(new ProblemError(sshRefused('the program `ssh` was not found: openssh-client')));
    });
    child.once('close', (code) => {
      resolve(code ?? EXIT.error);
    });
  });
}

/** Runs the command. @returns ssh's exit code. @throws UsageError, ProblemError */
export async function runSshCommand(options: ParsedOptions, env: Environment): Promise<number> {
  const [pattern, ...command] = options.words;
  if (pattern === undefined) throw new UsageError('the following arguments are required: HOST');
  const target = await findTarget(pattern, { options, env });
  checkTarget(target);
  // ssh handles Ctrl-C itself; a shell on the host must not lose us by it.
  process.on('SIGINT', () => undefined);
  return runSsh(sshArgv(target, existsSync, command));
}
