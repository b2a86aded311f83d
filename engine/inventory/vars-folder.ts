/**
 * Reads `group_vars/` and `host_vars/` of a folder: a file or a directory of files per group or
 * host. What is wrong with a file is kept with it and counts only for whom the file is meant.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ProblemError, type LocatedMap, type Problem } from '../base/index.ts';
import { isVaultText, loadFile, parseYaml, vaultNotSupported } from '../source/index.ts';
import type { VarsEntry, VarsFolder } from './inventory.ts';
import { varsNotAMapping } from './problems.ts';

/** In the order Ansible tries them; only the first that exists counts. */
const ENDINGS = ['', '.yml', '.yaml', '.json'] as const;

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * Loads the variables beside an inventory or a playbook.
 * @param path the folder that has `group_vars/` and `host_vars/`; neither need exist
 */
export function loadVarsFolder(path: string, onWarning?: (warning: Problem) => void): VarsFolder {
  return {
    path,
    groups: loadEntries(join(path, 'group_vars'), onWarning),
    hosts: loadEntries(join(path, 'host_vars'), onWarning),
  };
}

function loadEntries(
  folder: string,
  onWarning: ((warning: Problem) => void) | undefined,
): ReadonlyMap<string, VarsEntry> {
  if (!isFolder(folder)) return new Map();
  const present = new Set(readdirSync(folder));
  const names = new Set([...present].flatMap(toOwners));
  const entries = new Map<string, VarsEntry>();
  for (const name of names) {
    const ending = ENDINGS.find((each) => present.has(`${name}${each}`)) ?? '';
    entries.set(name, loadEntry(listFiles(join(folder, `${name}${ending}`)), onWarning));
  }
  return entries;
}

/** Whom a file may be for: `web.yml` is for `web`. */
function toOwners(fileName: string): readonly string[] {
  const ending = ENDINGS.find((each) => each !== '' && fileName.endsWith(each));
  if (ending !== undefined) return [fileName.slice(0, -ending.length)];
  return fileName.startsWith('.') || fileName.endsWith('~') ? [] : [fileName];
}

/** The files below a directory, by name and depth first, or the file itself. */
function listFiles(path: string): readonly string[] {
  if (!isFolder(path)) return [path];
  const isKnown = (name: string): boolean => ENDINGS.some((ending) => ending === extname(name));
  return readdirSync(path)
    .sort()
    .filter((name) => !name.startsWith('.') && !name.endsWith('~') && isKnown(name))
    .flatMap((name) => listFiles(join(path, name)));
}

function loadEntry(
  paths: readonly string[],
  onWarning: ((warning: Problem) => void) | undefined,
): VarsEntry {
  const maps: LocatedMap[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    try {
      const map = loadVarsFile(path, onWarning);
      if (map !== undefined) maps.push(map);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { maps, problems };
}

/**
 * Loads one file of variables.
 * @returns undefined when it is empty
 * @throws ProblemError when it cannot be read or holds no mapping
 */
export function loadVarsFile(
  path: string,
  onWarning?: (warning: Problem) => void,
): LocatedMap | undefined {
  const file = loadFile(path);
  if (isVaultText(file.text)) {
    const end = file.text.indexOf('\n');
    const span = { file, start: 0, end: end === -1 ? file.text.length : end };
    throw new ProblemError(vaultNotSupported(span));
  }
  const root = parseYaml(file, onWarning);
  if (root.kind === 'map') return root;
  if (root.kind === 'scalar' && root.value === null) return undefined;
  throw new ProblemError(varsNotAMapping(root.span));
}
