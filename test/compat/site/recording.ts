/**
 * What real Ansible makes of a job, as `beside.ts` recorded it: recaps, files and units. The tests of
 * the lab compare kplay with it, so that they need no Ansible.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { planHosts, type LabHostPlan } from '../../../engine/lab/index.ts';
import type { LabForTests } from '../../support/lab-for-tests.ts';
import {
  askHost,
  listTree,
  listUnits,
  parseRecap,
  type CommandEnd,
  type FileState,
  type Recap,
  type UnitState,
} from '../../support/lab-run.ts';
import type { RecordedJob } from './jobs.ts';

const root = join(import.meta.dirname, '../../..');

/** What one host looks like after both rounds. */
export interface HostState {
  readonly files: readonly FileState[];
  readonly units: readonly UnitState[];
  /** What the job's question is answered. */
  readonly answer: string;
}

/** A job by one engine. */
export interface JobAnswer {
  /** Recaps by round, then by host. */
  readonly recaps: Readonly<Record<string, Readonly<Record<string, Recap>>>>;
  readonly hosts: Readonly<Record<string, HostState>>;
}

/** An answer of Ansible, with its version and the hash of all that decides what it comes to. */
export interface JobRecording extends JobAnswer {
  readonly ansible: string;
  readonly of: string;
}

/** One master and one worker: every task and both groups, in half of Ansible's time. */
export const jobPlans: readonly LabHostPlan[] = planHosts(1, 1);

/**
 * Plays both rounds with an engine, and looks at the hosts.
 * @throws Error when a round does not end with code 0
 */
export async function playJob(
  job: RecordedJob,
  lab: LabForTests,
  play: (words: readonly string[]) => Promise<CommandEnd>,
): Promise<JobAnswer> {
  const recaps: Record<string, Readonly<Record<string, Recap>>> = {};
  for (const [round, words] of Object.entries(job.rounds)) {
    const end = await play(words);
    if (end.code !== 0) throw new Error(`${round}: ${end.stdout}${end.stderr}`);
    recaps[round] = Object.fromEntries(parseRecap(end.stdout));
  }
  const hosts: Record<string, HostState> = {};
  for (const { name } of lab.hosts) {
    const files = (await listTree(lab, name, job.paths)).map((state) =>
      job.otherContent.test(state.path) ? { ...state, sha256: '' } : state,
    );
    hosts[name] = {
      files,
      units: await listUnits(lab, name, job.units),
      answer: job.question === '' ? '' : await askHost(lab, name, job.question),
    };
  }
  return { recaps, hosts };
}

/** Gives a file itself, and of a folder all files in it. */
function listFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Gives the hash of all that decides what a job comes to. */
export function hashJob(job: RecordedJob): string {
  const hash = createHash('sha256');
  for (const file of job.sources.flatMap((name) => listFiles(join(root, name))).sort()) {
    if (/\.(md|test\.ts)$/.test(file)) continue;
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function recordingPath(job: RecordedJob): string {
  return join(import.meta.dirname, job.recording);
}

/** Reads the recording; undefined when there is none yet. */
export function readJob(job: RecordedJob): JobRecording | undefined {
  const path = recordingPath(job);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as JobRecording; // oxlint-disable-line typescript/consistent-type-assertions -- the file is ours
}

/** Writes the recording. */
export function writeJob(job: RecordedJob, recording: JobRecording): void {
  writeFileSync(recordingPath(job), `${JSON.stringify(recording, null, 1)}\n`);
}
