/**
 * Loads an inventory from what `-i` names: files, folders of files, programs, host lists and
 * Vagrant. Decides by looking at each source what it is, and collects the problems of all.
 */
import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { ProblemError, ProblemList, findEntry } from '../base/index.ts';
import type { LocatedMap, SourceFile } from '../base/index.ts';
import { loadFile, parseYaml, parseYamlText } from '../source/index.ts';
import { InventoryDraft, toKeyName } from './draft.ts';
import type { Inventory } from './inventory.ts';
import { inventoryEmpty, inventoryMissing } from './problems.ts';
import { inventoryUnknownPlugin, inventoryUnreadable } from './problems.ts';
import { readConstructed } from './sources/constructed.ts';
import { readHostList } from './sources/host-list.ts';
import { readIni } from './sources/ini.ts';
import { readScript } from './sources/script.ts';
import {
  STANDARD_RULES,
  type InventoryDeps,
  type InventoryRules,
  type SourceTarget,
} from './sources/source.ts';
import { readToml } from './sources/toml.ts';
import { readVagrant, readVagrantFile } from './sources/vagrant.ts';
import { readYaml } from './sources/yaml.ts';
import { loadVarsFolder } from './vars-folder.ts';

/** Names in a folder that are no inventories, whatever the settings say. */
const NEVER_SOURCES = /^\.|^(?:host_vars|group_vars|vars_plugins)$/;

function isIgnored(name: string, { rules = STANDARD_RULES }: InventoryDeps): boolean {
  return (
    NEVER_SOURCES.test(name) ||
    rules.ignoredEndings.some((ending) => name.endsWith(ending)) ||
    rules.ignoredPatterns.some((pattern) => new RegExp(pattern).test(name))
  );
}

/** What a file may name as its `plugin`. */
const PLUGINS: readonly string[] = ['constructed', 'vagrant'];

const YAML_ENDINGS: readonly string[] = ['.yml', '.yaml', '.json'];

/**
 * Loads every source into one inventory, later ones adding to earlier ones.
 * @param sources as given to `-i`; none gives an inventory of the implicit localhost alone
 * @throws ProblemError with the problems of all sources
 */
export async function loadInventory(
  sources: readonly string[],
  deps: InventoryDeps,
): Promise<Inventory> {
  const draft = new InventoryDraft(undefined, deps.rules?.isMerging);
  const problems = new ProblemList();
  const folders = [...new Set(sources.flatMap(toVarsFolder))];
  for (const source of sources) {
    try {
      await readSource({ draft, deps, folders, sourceFile: undefined }, source);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  problems.throwIfAny();
  return draft.freeze(folders.map((folder) => loadVarsFolder(folder, deps)));
}

/** Where a source's `group_vars/` are: beside a file, inside a folder. */
function toVarsFolder(source: string): readonly string[] {
  if (!existsSync(source)) return [];
  return [statSync(source).isDirectory() ? source : dirname(source)];
}

/** `vagrant` names a file or folder of hosts that is called so, but not the provisioner's folder. */
function isVagrant(source: string): boolean {
  return source === 'vagrant' && (!existsSync(source) || existsSync(join(source, 'kplay.rb')));
}

async function readSource(target: SourceTarget, source: string): Promise<void> {
  if (isVagrant(source)) {
    await readVagrant(target);
    return;
  }
  if (!existsSync(source)) {
    if (source.includes(',')) readHostList(target, source);
    else tellMissing(source, target.deps.rules ?? STANDARD_RULES);
    return;
  }
  if (statSync(source).isDirectory()) {
    for (const name of readdirSync(source).sort()) {
      if (!isIgnored(name, target.deps)) await readSource(target, join(source, name));
    }
    return;
  }
  const own = { ...target, sourceFile: resolve(source) };
  if (isProgram(source)) await readScript(own, source);
  else await readText(own, loadFile(source, target.deps.vault));
}

/** @throws ProblemError `inventory-missing`, unless the rules only warn */
function tellMissing(source: string, { isMissingFatal, warn }: InventoryRules): void {
  if (isMissingFatal) throw new ProblemError(inventoryMissing(source));
  warn(`Unable to parse ${resolve(source)} as an inventory source`);
}

/**
 * Says whether a file is a program: executable, and with `#!` or binary. The mode alone says
 * nothing, because on shared folders every file is executable.
 */
function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  const head = readFileSync(path).subarray(0, 512);
  return head.subarray(0, 2).toString('latin1') === '#!' || head.includes(0);
}

async function readText(target: SourceTarget, file: SourceFile): Promise<void> {
  const { path } = file;
  if (extname(path) === '.toml') {
    await readToml(target, file);
    return;
  }
  if (!isYaml(file)) {
    readIni(target, file);
    return;
  }
  const root = parseYaml(file, target.deps);
  if (root.kind !== 'map') {
    const isEmpty = root.kind === 'scalar' && root.value === null;
    if (isEmpty) throw new ProblemError(inventoryEmpty(path, root.span));
    const message = 'an inventory in YAML must be a mapping of groups';
    throw new ProblemError(inventoryUnreadable(message, root.span, 'start with `all:`'));
  }
  await readDocument(target, root);
}

/** Files without a telling name are YAML when they read as a mapping, else INI. */
function isYaml(file: SourceFile): boolean {
  const ending = extname(file.path);
  if (YAML_ENDINGS.includes(ending)) return true;
  if (ending !== '' && existsSync(file.path) && !file.text.startsWith('---')) return false;
  const { documents, problems } = parseYamlText(file);
  return file.text.startsWith('---') || (problems.length === 0 && documents[0]?.kind === 'map');
}

async function readDocument(target: SourceTarget, root: LocatedMap): Promise<void> {
  const plugin = findEntry(root, 'plugin')?.value;
  if (plugin === undefined) {
    readYaml(target, root);
    return;
  }
  const written = plugin.kind === 'scalar' ? toKeyName(plugin) : '';
  const name = written.replace(/^ansible\.(?:builtin|legacy)\./, '');
  switch (name) {
    case 'vagrant':
      await readVagrantFile(target, root);
      return;
    case 'constructed':
      await readConstructed(target, root);
      return;
    default:
      throw new ProblemError(inventoryUnknownPlugin(written, plugin.span, PLUGINS));
  }
}
