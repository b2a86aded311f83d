/**
 * Starts and stops the mirror of a lab as a detached process, so that it outlives the command that
 * made the lab.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { waitUntil } from '../command.ts';
import { LabError, mirrorPort, type Lab, type LabPlaces } from '../contract.ts';
import { bridgeAddress } from '../network.ts';
import { findPackageRoot } from '../package-root.ts';
import { labFolder } from '../state.ts';
import type { MirrorConfig } from './server.ts';
import { ensureMirrorTree } from './tree.ts';

/** Gives what the mirror of a lab serves, where, and where it writes requests down. */
export async function toMirrorConfig(places: LabPlaces, lab: Lab): Promise<MirrorConfig> {
  return {
    address: bridgeAddress(lab.subnet),
    port: mirrorPort,
    roots: await ensureMirrorTree(places, lab.layers, () => undefined),
    logFile: join(labFolder(places, lab.name), 'mirror.log'),
  };
}

function mirrorProgram(): string {
  const file = join(findPackageRoot(), 'dist', 'lab', 'mirror', 'main.js');
  if (existsSync(file)) return file;
  throw new LabError('the mirror is not compiled', { help: 'npm run build' });
}

/** Gives the process number of a lab's mirror when that process is indeed a mirror. */
export async function findMirror(lab: Lab): Promise<number | undefined> {
  if (lab.mirrorPid === undefined) return undefined;
  const argv = await readFile(`/proc/${lab.mirrorPid}/cmdline`, 'utf8').catch(() => '');
  const isMirror = argv.includes('/mirror/main.js') && argv.includes(bridgeAddress(lab.subnet));
  return isMirror ? lab.mirrorPid : undefined;
}

async function accepts(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(mirrorPort, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/**
 * Starts the mirror of a lab whose bridge exists and gives its process number.
 * @throws LabError when it does not answer in ten seconds
 */
export async function startMirrorProcess(places: LabPlaces, lab: Lab): Promise<number> {
  await stopMirrorProcess(lab);
  const config = await toMirrorConfig(places, lab);
  await writeFile(config.logFile, '');
  const said = await open(join(labFolder(places, lab.name), 'mirror.out'), 'a');
  const child = spawn(process.execPath, [mirrorProgram(), JSON.stringify(config)], {
    detached: true,
    cwd: '/',
    stdio: ['ignore', said.fd, said.fd],
  });
  child.unref();
  await said.close();
  const { pid } = child;
  if (pid !== undefined && (await waitUntil(() => accepts(config.address), 10))) return pid;
  const text = await readFile(join(labFolder(places, lab.name), 'mirror.out'), 'utf8');
  throw new LabError(`the mirror does not answer on ${config.address}:\n${text}`);
}

/** Stops the mirror of a lab when it runs. */
export async function stopMirrorProcess(lab: Lab): Promise<void> {
  const pid = await findMirror(lab);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  await waitUntil(async () => (await findMirror(lab)) === undefined, 5);
}
