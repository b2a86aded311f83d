/**
 * Names that completion offers, kept under ~/.cache/kplay/names: hosts, groups, tags, tasks, modules. An
 * entry holds as long as every file it was made from is as it was. Only names are kept, never a
 * value: a cache must hold no secret.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder, makeCacheFolder } from '../cache-folder.ts';
import type { Environment } from '../settings/environment.ts';

/** What names are asked for, and of what. */
export interface NameRequest {
  readonly of: 'inventory' | 'playbooks' | 'modules';
  /** As typed: sources of an inventory, or playbooks. */
  readonly words: readonly string[];
  readonly env: Environment;
}

/** Names by what they name: `hosts`, `groups`, `tags`, `tasks`, `modules`. */
export type NameLists = Readonly<Record<string, readonly string[]>>;

interface Entry {
  readonly stamps: Readonly<Record<string, string>>;
  readonly names: NameLists;
}

const MOST_ENTRIES = 200;

/** The folder of the names; it is there once completion has been used. */
export function namesFolder(env: Environment): string {
  return join(cacheFolder(env), 'names');
}

/** The files of settings that decide which inventory there is when none is named. */
function settingFiles(env: Environment): readonly string[] {
  const home = env['HOME'] ?? homedir();
  return [resolve('ansible.cfg'), join(home, '.ansible.cfg'), '/etc/ansible/ansible.cfg'];
}

function pathOf({ of, words, env }: NameRequest): string {
  const settings = [env['ANSIBLE_INVENTORY'], env['ANSIBLE_CONFIG'], env['ANSIBLE_ROLES_PATH']];
  const text = JSON.stringify([of, process.cwd(), words, settings]);
  const name = createHash('sha1').update(text).digest('hex');
  return join(namesFolder(env), `${name}.json`);
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 'missing' : `${String(stats.mtimeMs)} ${String(stats.size)}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || !isRecord(value['stamps']) || !isRecord(value['names'])) return false;
  const lists = Object.values(value['names']);
  return lists.every((list) => Array.isArray(list) && list.every((one) => typeof one === 'string'));
}

/** Reads what is kept; undefined when there is nothing, or a file of it has changed. */
export function readNames(request: NameRequest): NameLists | undefined {
  let entry: unknown;
  try {
    entry = JSON.parse(readFileSync(pathOf(request), 'utf8'));
  } catch {
    return undefined;
  }
  if (!isEntry(entry)) return undefined;
  const isFresh = Object.entries(entry.stamps).every(([path, stamp]) => stampOf(path) === stamp);
  return isFresh ? entry.names : undefined;
}

/** A source and everything below it, as deep as inventories go. */
export function listSourceFiles(source: string): readonly string[] {
  if (source.includes(',')) return [];
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return [source];
  return [source, ...readdirSync(source).flatMap((name) => listSourceFiles(join(source, name)))];
}

function forgetOldest(folder: string): void {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  if (paths.length <= MOST_ENTRIES) return;
  const byAge = paths.map(
    (path) => [statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0, path] as const,
  );
  byAge.sort(([one], [other]) => one - other);
  for (const [, path] of byAge.slice(0, paths.length - MOST_ENTRIES)) rmSync(path, { force: true });
}

/**
 * Keeps names. A cache that cannot be written is no reason to fail.
 * @param files what they were made from
 */
export function writeNames(request: NameRequest, names: NameLists, files: Iterable<string>): void {
  const stamped = new Set([...files, ...settingFiles(request.env)].map((path) => resolve(path)));
  const stamps = Object.fromEntries([...stamped].map((path) => [path, stampOf(path)]));
  const path = pathOf(request);
  try {
    if (!makeCacheFolder(namesFolder(request.env))) return;
    const beside = `${path}.${String(process.pid)}`;
    writeFileSync(beside, JSON.stringify({ stamps, names } satisfies Entry), { mode: 0o600 });
    renameSync(beside, path);
    forgetOldest(namesFolder(request.env));
  } catch {
    // No room, no right: the next completion reads the files again.
  }
}
