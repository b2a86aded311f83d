/** What a run knows of itself, for the magic variables. */
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PlaybookNode } from '../playbook/index.ts';
import type { RunSettings } from '../run/index.ts';
import type { RunFacts } from '../vars/index.ts';
import type { Environment } from './settings/environment.ts';

function folderOfSource(source: string | undefined): string | undefined {
  if (source === undefined || source.includes(',')) return undefined;
  const path = resolve(source);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? path : dirname(path);
}

/** The first python3 on the PATH; its usual place when there is none. */
function findPython(env: Environment): string {
  const usual = '/usr/bin/python3';
  const folders = (env['PATH'] ?? '').split(':').filter(Boolean);
  return [usual, ...folders.map((folder) => `${folder}/python3`)].find(existsSync) ?? usual;
}

/** Where a run comes from. */
export interface RunOrigin {
  readonly playbooks: readonly PlaybookNode[];
  /** The inventory sources as they were typed. */
  readonly sources: readonly string[];
  readonly limit: string | undefined;
  readonly configFile: string | undefined;
  readonly env: Environment;
}

/** Gathers them. */
export function makeRunFacts(
  settings: RunSettings,
  { playbooks, sources, limit, configFile, env }: RunOrigin,
): RunFacts {
  let omit: string | undefined;
  const inventorySources = sources.map((one) => (one.includes(',') ? one : resolve(one)));
  return {
    inventoryFile: inventorySources[0],
    inventoryFolder: folderOfSource(sources[0]),
    inventorySources,
    python: findPython(env),
    playbookFolder: resolve(playbooks[0]?.folder ?? '.'),
    toAbsolute: (path) => resolve(path),
    isCheckMode: settings.isCheckMode,
    isDiffMode: settings.isDiffMode,
    verbosity: settings.verbosity,
    forks: settings.forks,
    limit,
    runTags: settings.tags.only,
    skipTags: settings.tags.skip,
    // Made when it is asked for: a listing never does, and need not load the library.
    get omit() {
      omit ??= `__omit_place_holder__${randomBytes(20).toString('hex')}`;
      return omit;
    },
    configFile,
  };
}
