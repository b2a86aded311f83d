/**
 * Situations in which a module is run by real Ansible and by kplay: what is read from
 * `test/compat/modules/<module>.yml`, and where the recorded answers stand. See README.md.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const here = import.meta.dirname;

/** Any value that JSON has. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** One state of a host, and one task run on it. */
export interface Situation {
  /** sh, as root, after the file's own `prepare`; the working directory is `{dir}`. */
  readonly prepare?: string;
  readonly args: Json;
  /** Run with `check_mode: true`; then once only. */
  readonly check?: boolean;
  /** Compare the diff, too. */
  readonly diff?: boolean;
  /** How often the task is run; 2 when not said, so that every situation shows idempotence. */
  readonly runs?: number;
  /** sh, as root, after the last run and after the file's own `look`. */
  readonly look?: string;
  /** Further keywords of the task: `become`, `become_user`, `environment`, `vars`, `no_log`, … */
  readonly keywords?: Readonly<Record<string, Json>>;
  /** Return keys that are compared here beside those of the file: long ones. */
  readonly returns?: readonly string[];
  /** Return keys, or `changed`, `failed`, `diff`, `state`, that differ on purpose, with the reason. */
  readonly differs?: Readonly<Record<string, string>>;
}

/** A file of situations. */
export interface SituationFile {
  readonly name: string;
  /** The module's full name. */
  readonly module: string;
  readonly about: string;
  /** Documented return keys that are compared; a key that one engine leaves out must be left out by both. */
  readonly returns: readonly string[];
  /** Keys that are another at every run, at any depth of what is returned. */
  readonly volatile?: readonly string[];
  /** Lists whose order says nothing, at any depth. */
  readonly unordered?: readonly string[];
  /** As a situation's own, for all of them. */
  readonly differs?: Readonly<Record<string, string>>;
  readonly prepare?: string;
  /** sh that takes away what the last situation left outside of `{dir}`. */
  readonly cleanup?: string;
  /** Debian packages that the host needs, and those that only Ansible's module needs. */
  readonly packages?: readonly string[];
  readonly python_packages?: readonly string[];
  /** sh that prints the state; a listing of `{dir}` when not given. */
  readonly look?: string;
  /** Files beside the playbook, in `files/`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly situations: Readonly<Record<string, Situation>>;
}

/** What one run of the task gave. */
export interface RunAnswer {
  readonly changed: boolean;
  readonly failed: boolean;
  readonly skipped: boolean;
  readonly returns: Readonly<Record<string, Json>>;
  readonly diff?: Json;
  /** Of a loop: what each item came to. */
  readonly items?: readonly RunAnswer[];
}

/** What a situation came to. */
export interface SituationAnswer {
  readonly runs: readonly RunAnswer[];
  /** What `look` printed. */
  readonly state: string;
}

/** What Ansible gave, and the hash of all that it was asked, so that a stale answer is found out. */
export interface RecordedAnswer extends SituationAnswer {
  readonly of: string;
}

/** Answers of real Ansible. */
export interface Recording {
  readonly ansible: string;
  readonly answers: Readonly<Record<string, RecordedAnswer>>;
}

/** Names of all files of situations. */
export function listSituationFiles(): readonly string[] {
  return readdirSync(here)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => name.slice(0, -4))
    .sort();
}

/** Reads the situations of one module. */
export function readSituations(name: string): SituationFile {
  const text = readFileSync(join(here, `${name}.yml`), 'utf8');
  return { name, ...(parse(text) as Omit<SituationFile, 'name'>) }; // oxlint-disable-line typescript/consistent-type-assertions -- the files are ours
}

/** Gives the hash of all that decides what a situation comes to; `differs` and `about` do not. */
export function hashSituation(file: SituationFile, situation: Situation): string {
  const asked = [file.module, file.returns, file.prepare, file.look, file.files, file.packages];
  const text = JSON.stringify([asked, { ...situation, differs: undefined }]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The situations whose recorded answer is missing or stale. */
export function findStale(file: SituationFile, recording: Recording | undefined): SituationFile {
  const stale = Object.entries(file.situations).filter(
    ([name, situation]) => recording?.answers[name]?.of !== hashSituation(file, situation),
  );
  return { ...file, situations: Object.fromEntries(stale) };
}

/** Gives the path of a module's recording. */
export function recordingPath(name: string): string {
  return join(here, 'recorded', `${name}.json`);
}

/** Reads a recording; undefined when there is none yet. */
export function readRecording(name: string): Recording | undefined {
  const path = recordingPath(name);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Recording; // oxlint-disable-line typescript/consistent-type-assertions -- the files are ours
}

/**
 * Leaves out second runs that cannot tell anything: those of a situation in which Ansible's first
 * run failed or changed nothing, so that the second meets what the first met.
 */
export function withoutIdleRuns(file: SituationFile, recording: Recording): SituationFile {
  const situations = Object.entries(file.situations).map(([name, situation]) => {
    const first = recording.answers[name]?.runs[0];
    const isIdle = first !== undefined && (first.failed || !first.changed);
    return [name, isIdle ? { ...situation, runs: 1 } : situation] as const;
  });
  return { ...file, situations: Object.fromEntries(situations) };
}
