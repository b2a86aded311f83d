/**
 * What real Ansible makes of the main job, as `beside.ts` recorded it: recaps, files and units. The
 * test of the lab compares kplay with it, so that it needs no Ansible.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { planHosts, siteFolderVariables, type LabHostPlan } from '../../../engine/lab/index.ts';
import type { LabForTests } from '../../support/lab-for-tests.ts';
import {
  listTree,
  listUnits,
  parseRecap,
  type CommandEnd,
  type FileState,
  type Recap,
  type UnitState,
} from '../../support/lab-run.ts';

const root = join(import.meta.dirname, '../../..');
const path = join(import.meta.dirname, 'recorded.json');

/** What one host looks like after both rounds. */
export interface HostState {
  readonly files: readonly FileState[];
  readonly units: readonly UnitState[];
}

/** The main job by one engine. */
export interface SiteAnswer {
  /** Recaps by round, then by host. */
  readonly recaps: Readonly<Record<string, Readonly<Record<string, Recap>>>>;
  readonly hosts: Readonly<Record<string, HostState>>;
}

/** An answer of Ansible, with its version and the hash of all that decides what it comes to. */
export interface SiteRecording extends SiteAnswer {
  readonly ansible: string;
  readonly of: string;
}

/** One master and one worker: every task and both groups, in half of Ansible's time. */
export const sitePlans: readonly LabHostPlan[] = planHosts(1, 1);

/** The second time one host shows what both would. */
export const rounds: Readonly<Record<string, readonly string[]>> = {
  first: [],
  second: ['--limit', 'localhost,worker1'],
};

/** Everything that the roles may touch. */
const PATHS = [
  '/etc/kubernetes',
  '/etc/cni',
  '/opt/cni',
  '/var/lib/kubelet',
  '/var/lib/kubernetes',
  '/usr/local/bin',
  '/etc/systemd/system',
  '/etc/fstab',
];

/** Made anew by each engine, or packed by Debian: existence, mode and owner are compared. */
const OTHER_CONTENT = /\.(pem|crt|key)$|kubeconfig|^\/opt\/cni\/bin\//;

/** Words for one address in units and certificates, and for folders of the controller below `folder`. */
export function siteWords(folder: string): readonly string[] {
  const folders = siteFolderVariables.flatMap((name) => ['-e', `${name}=${join(folder, name)}`]);
  return ['-e', 'private_ipv4=10.77.250.1', ...folders];
}

/**
 * Plays both rounds with an engine, and looks at the hosts.
 * @throws Error when a round does not end with code 0
 */
export async function playSite(
  lab: LabForTests,
  play: (words: readonly string[]) => Promise<CommandEnd>,
): Promise<SiteAnswer> {
  const recaps: Record<string, Readonly<Record<string, Recap>>> = {};
  for (const [round, words] of Object.entries(rounds)) {
    const end = await play(words);
    if (end.code !== 0) throw new Error(`${round}: ${end.stdout}${end.stderr}`);
    recaps[round] = Object.fromEntries(parseRecap(end.stdout));
  }
  const hosts: Record<string, HostState> = {};
  for (const { name } of lab.hosts) {
    const files = (await listTree(lab, name, PATHS)).map((state) =>
      OTHER_CONTENT.test(state.path) ? { ...state, sha256: '' } : state,
    );
    hosts[name] = {
      files,
      units: await listUnits(lab, name, ['kubelet.service', 'ssh.service']),
    };
  }
  return { recaps, hosts };
}

function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Gives the hash of the roles, the playbooks, their variables, and the kubelet that they get. */
export function hashSite(): string {
  const folders = ['roles', 'playbooks', 'inventory', 'engine/lab/mirror'];
  const hash = createHash('sha256');
  for (const file of folders.flatMap((name) => listFiles(join(root, name))).sort()) {
    if (/\.(md|test\.ts)$/.test(file)) continue;
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Reads the recording; undefined when there is none yet. */
export function readSite(): SiteRecording | undefined {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as SiteRecording; // oxlint-disable-line typescript/consistent-type-assertions -- the file is ours
}

/** Writes the recording. */
export function writeSite(recording: SiteRecording): void {
  writeFileSync(path, `${JSON.stringify(recording, null, 1)}\n`);
}
