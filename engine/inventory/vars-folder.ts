/**
 * Reads `group_vars/` and `host_vars/` of a folder: a file or a directory of files per group or
 * host. What is wrong with a file is kept with it and counts only for whom the file is meant.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { ProblemError, type LocatedMap, type Problem } from '../base/index.ts';
import { loadFile, parseYaml, type YamlOptions } from '../source/index.ts';
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
 * @returns entries that read their files when they are first looked at
 */
export function loadVarsFolder(path: string, options: YamlOptions = {}): VarsFolder {
  return {
    path,
    groups: listEntries(join(path, 'group_vars'), options),
    hosts: listEntries(join(path, 'host_vars'), options),
  };
}

function listEntries(folder: string, options: YamlOptions): ReadonlyMap<string, VarsEntry> {
  if (!isFolder(folder)) return new Map();
  const present = new Set(readdirSync(folder));
  const names = new Set([...present].flatMap(toOwners));
  const entries = new Map<string, VarsEntry>();
  for (const name of names) {
    const ending = ENDINGS.find((each) => present.has(`${name}${each}`)) ?? '';
    entries.set(
      name,
      openLater(() => loadEntry(join(folder, `${name}${ending}`), options)),
    );
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

/** An entry whose files are read when somebody looks: most runs use few of many hosts. */
function openLater(load: () => VarsEntry): VarsEntry {
  let loaded: VarsEntry | undefined;
  const open = (): VarsEntry => {
    loaded ??= load();
    return loaded;
  };
  return {
    get maps() {
      return open().maps;
    },
    get problems() {
      return open().problems;
    },
  };
}

function loadEntry(place: string, options: YamlOptions): VarsEntry {
  const maps: LocatedMap[] = [];
  const problems: Problem[] = [];
  for (const path of listFiles(place)) {
    try {
      const map = loadVarsFile(path, options);
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
export function loadVarsFile(path: string, options: YamlOptions = {}): LocatedMap | undefined {
  const root = parseYaml(loadFile(path, options.vault), options);
  if (root.kind === 'map') return root;
  if (root.kind === 'scalar' && root.value === null) return undefined;
  throw new ProblemError(varsNotAMapping(root.span));
}
