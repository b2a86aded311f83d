/** What reading an inventory is handed by the command line, from settings. */
import type { LocatedMap, Problem } from '../../base/index.ts';
import type { InventoryDeps, InventoryRules } from '../../inventory/index.ts';
import type { VaultReader } from '../../source/index.ts';
import { vagrantHome } from '../../vagrant/index.ts';
import { makeLookupReader } from '../lookup-reader.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings.ts';
import { runCommand } from './run-command.ts';

export interface DepsInput {
  readonly settings: Settings;
  readonly vault: VaultReader;
  /** Told of what only looks wrong in a file. */
  readonly onWarning: (warning: Problem) => void;
  readonly env: Environment;
  readonly extraVars: LocatedMap;
  /** Told of what concerns no file. */
  readonly warn: (message: string) => void;
}

function toGroupNames(text: string | undefined): InventoryRules['groupNames'] {
  const modes = ['never', 'always', 'ignore', 'silently'] as const;
  return modes.find((mode) => mode === text) ?? 'never';
}

/** Makes them. */
export function inventoryDeps({
  settings,
  vault,
  env,
  extraVars,
  ...tell
}: DepsInput): InventoryDeps {
  const { onWarning, warn } = tell;
  const told = new Set<string>();
  return {
    folder: process.cwd(),
    runCommand,
    onWarning,
    vault,
    vagrant: {
      dataFolder: env['VAGRANT_DOTFILE_PATH'],
      home: vagrantHome(env['VAGRANT_HOME']),
      // Source: learn.microsoft.com, «WSL»: the variable is set in every shell of it.
      isWsl: env['WSL_DISTRO_NAME'] !== undefined,
      cache: 'use',
    },
    // Few inventories are constructed, and the room of templates is not loaded for the others.
    openTemplates: async () => {
      const { createTemplates } = await import('../../template/index.ts');
      const reader = makeLookupReader([], env, vault);
      return { templates: createTemplates(), reader, extraVars };
    },
    rules: {
      ignoredEndings: settings.list('INVENTORY_IGNORE_EXTS'),
      ignoredPatterns: settings.list('INVENTORY_IGNORE_PATTERNS'),
      groupNames: toGroupNames(settings.text('TRANSFORM_INVALID_GROUP_CHARS')),
      isMissingFatal: settings.text('KPLAY_MISSING_INVENTORY') !== 'warning',
      isMerging: settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge',
      warn: (message) => {
        if (!told.has(message)) warn(message);
        told.add(message);
      },
    },
  };
}
