/**
 * The lab's SSH keys: one key of this machine that opens every lab host, a host key for each host,
 * and the known_hosts file that lets host keys be checked as on real machines.
 */
import { access, chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { Lab, LabPlaces } from './contract.ts';
import { withLock } from './lock.ts';

/** A key pair: the private half in OpenSSH's format, the public half as `TYPE BASE64`. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes a new Ed25519 key pair with ssh-keygen. */
export async function makeKeyPair(): Promise<KeyPair> {
  const folder = await mkdtemp(join(tmpdir(), 'kplay-lab-'));
  try {
    const file = join(folder, 'key');
    await runCommand(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
    return {
      privateKey: await readFile(file, 'utf8'),
      publicKey: (await readFile(`${file}.pub`, 'utf8')).trim(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the lab's private key lies. */
export function keyFile(places: LabPlaces): string {
  return join(places.stateDir, 'id_ed25519');
}

/** Where the host keys of all labs are written down. */
export function knownHostsFile(places: LabPlaces): string {
  return join(places.stateDir, 'known_hosts');
}

async function makeLabKey(file: string): Promise<void> {
  const pair = await makeKeyPair();
  await writeFile(`${file}.pub`, `${pair.publicKey}\n`);
  await writeFile(file, pair.privateKey, { mode: 0o600 });
}

/** Gives the public half of the lab's key, making the pair when there is none; labs take turns. */
export async function ensureLabKey(places: LabPlaces): Promise<string> {
  const file = keyFile(places);
  await withLock(`${file}.lock`, async () => {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) await makeLabKey(file);
    await chmod(file, 0o600);
  });
  return (await readFile(`${file}.pub`, 'utf8')).trim();
}

/** Renders known_hosts for the hosts of all labs. Pure. */
export function renderKnownHosts(labs: readonly Lab[]): string {
  const hosts = labs.flatMap((lab) => lab.hosts);
  return hosts.map((host) => `${host.address} ${host.hostKey}\n`).join('');
}

/** Writes known_hosts anew for the labs there are. */
export async function writeKnownHosts(places: LabPlaces, labs: readonly Lab[]): Promise<void> {
  const file = knownHostsFile(places);
  await writeFile(`${file}.new`, renderKnownHosts(labs));
  await rename(`${file}.new`, file);
}
