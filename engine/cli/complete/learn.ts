/**
 * Finds names for completion by reading the project, as a run would: slow, so what comes out is
 * kept. It asks nobody for passwords and runs no program: what needs them has no names here, and
 * the next run that has them keeps them.
 */
import { existsSync } from 'node:fs';
import { ProblemError } from '../../base/index.ts';
import { loadInventory } from '../../inventory/index.ts';
import { builtinControls, builtinModules } from '../../modules/index.ts';
import { NO_VAULT } from '../../source/index.ts';
import { makeActions } from '../actions.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { inventoryDeps } from '../inventory/deps.ts';
import { loadParts } from '../load-parts.ts';
import { readOptions } from '../options/read.ts';
import { readPlayArguments } from '../play-options.ts';
import { inventorySources } from '../run-settings.ts';
import { loadSettings } from '../settings/settings.ts';
import { listSourceFiles, writeNames, type NameLists, type NameRequest } from './cache.ts';
import { namesOfPlaybooks } from './project-names.ts';

interface Learned {
  readonly names: NameLists;
  /** What they were made from. */
  readonly files: readonly string[];
}

async function learnInventory({ words, env }: NameRequest): Promise<Learned> {
  const settings = loadSettings(env);
  const sources = inventorySources(words, settings, existsSync);
  const quiet = { onWarning: () => undefined, warn: () => undefined };
  const extraVars = parseExtraVars([], NO_VAULT);
  const deps = inventoryDeps({ settings, vault: NO_VAULT, env, extraVars, ...quiet });
  const refused = { rc: 127, stdout: '', stderr: 'completion runs no program' };
  const runCommand = (): Promise<typeof refused> => Promise.resolve(refused);
  const inventory = await loadInventory(sources, { ...deps, runCommand });
  const names = { hosts: [...inventory.hosts.keys()], groups: [...inventory.groups.keys()] };
  return { names, files: sources.flatMap(listSourceFiles) };
}

async function learnPlaybooks({ words, env }: NameRequest): Promise<Learned> {
  const args = { ...readPlayArguments(readOptions({}, '_')), playbook: words };
  const request = { args, env, settings: loadSettings(env), emit: () => undefined };
  const { playbooks } = await loadParts(request, NO_VAULT);
  return namesOfPlaybooks(playbooks);
}

/** Names of modules change only with the program. */
function learnModules(): Learned {
  const names = {
    modules: makeActions().names,
    full: [...builtinModules, ...builtinControls].map((part) => `${part.collection}.${part.name}`),
  };
  return { names, files: [process.argv[1] ?? ''] };
}

async function learn(request: NameRequest): Promise<Learned> {
  switch (request.of) {
    case 'inventory':
      return learnInventory(request);
    case 'playbooks':
      return learnPlaybooks(request);
    case 'modules':
      return learnModules();
  }
}

/** Finds names and keeps them; none where the project cannot be read. */
export async function learnNames(request: NameRequest): Promise<NameLists> {
  try {
    const { names, files } = await learn(request);
    writeNames(request, names, files);
    return names;
  } catch (error) {
    if (error instanceof ProblemError) return {};
    throw error;
  }
}
