/** What a run knows of itself, for the magic variables. */
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PlaybookNode } from '../playbook/index.ts';
import type { RunSettings } from '../run/index.ts';
import type { RunFacts } from '../vars/index.ts';

function folderOfSource(source: string | undefined): string | undefined {
  if (source === undefined || source.includes(',')) return undefined;
  const path = resolve(source);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? path : dirname(path);
}

/** Where a run comes from. */
export interface RunOrigin {
  /** The inventory sources as they were typed. */
  readonly sources: readonly string[];
  readonly limit: string | undefined;
  readonly configFile: string | undefined;
}

/** Gathers them. */
export function makeRunFacts(
  settings: RunSettings,
  playbooks: readonly PlaybookNode[],
  { sources, limit, configFile }: RunOrigin,
): RunFacts {
  const [source] = sources;
  return {
    inventoryFile: source === undefined || source.includes(',') ? undefined : resolve(source),
    inventoryFolder: folderOfSource(source),
    playbookFolder: resolve(playbooks[0]?.folder ?? '.'),
    isCheckMode: settings.isCheckMode,
    isDiffMode: settings.isDiffMode,
    verbosity: settings.verbosity,
    forks: settings.forks,
    limit,
    runTags: settings.tags.only,
    skipTags: settings.tags.skip,
    omit: `__omit_place_holder__${randomBytes(20).toString('hex')}`,
    configFile,
  };
}
