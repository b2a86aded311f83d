/** What every kind of inventory source is handed, and the few things they all do. */
import { ProblemError, locateScalar, toRawValue } from '../../base/index.ts';
import type { Located, LocatedEntry, Problem, Span } from '../../base/index.ts';
import type { VaultReader } from '../../source/index.ts';
import { vagrantHome, type LoadMachinesInput, type RunCommand } from '../../vagrant/index.ts';
import type { InventoryTemplates } from './constructed.ts';
import { toKeyName, type InventoryDraft } from '../draft.ts';
import { parseHostWords } from '../host-range.ts';
import { inventoryUnreadable } from '../problems.ts';

/** What the settings say about reading inventories. Source: Ansible's INVENTORY_… settings. */
export interface InventoryRules {
  /** Endings of files in a folder that are passed over. */
  readonly ignoredEndings: readonly string[];
  /** Regular expressions of names in a folder that are passed over. */
  readonly ignoredPatterns: readonly string[];
  /** What becomes of characters that no variable may have in the names of groups. */
  readonly groupNames: 'never' | 'always' | 'ignore' | 'silently';
  /** DEFAULT_HASH_BEHAVIOUR is merge: mappings that several sources give are joined. */
  readonly isMerging: boolean;
  /** False only warns of a source that is not there. */
  readonly isMissingFatal: boolean;
  /** Told once of names that were replaced or not. */
  readonly warn: (message: string) => void;
}

/** The rules where nobody sets others. */
export const STANDARD_RULES: InventoryRules = {
  ignoredEndings: [
    ...['.pyc', '.pyo', '.swp', '.bak', '~', '.rpm', '.md', '.txt', '.rst'],
    ...['.orig', '.ini', '.cfg', '.retry'],
  ],
  ignoredPatterns: [],
  groupNames: 'ignore',
  isMissingFatal: true,
  isMerging: false,
  warn: () => undefined,
};

/** Where Vagrant keeps what it knows. */
export type VagrantPlaces = Pick<LoadMachinesInput, 'dataFolder' | 'home' | 'isWsl' | 'cache'>;

/** The places where nobody sets others. */
export const STANDARD_VAGRANT: VagrantPlaces = {
  home: vagrantHome(undefined),
  isWsl: false,
  cache: 'use',
};

/** What reading an inventory needs from outside. */
export interface InventoryDeps {
  /** The working folder: where `-i vagrant` looks for the Vagrantfile. */
  readonly folder: string;
  readonly runCommand: RunCommand;
  /** Told of what is read but probably not meant. */
  readonly onWarning: (warning: Problem) => void;
  /** Opens inventories and files of variables that are encrypted. */
  readonly vault?: VaultReader | undefined;
  readonly rules?: InventoryRules | undefined;
  /** Loads what renders a `constructed` inventory; without it such a file says nothing. */
  readonly openTemplates?: (() => Promise<InventoryTemplates>) | undefined;
  readonly vagrant?: VagrantPlaces | undefined;
}

/** A source that is being read: where to put what it says. */
export interface SourceTarget {
  readonly draft: InventoryDraft;
  readonly deps: InventoryDeps;
  /** The folders whose group_vars count: those of all sources. */
  readonly folders: readonly string[];
  /** Absolute path, for `inventory_file`; undefined when the source is no file. */
  readonly sourceFile: string | undefined;
}

const PRIORITY = 'ansible_group_priority';

/**
 * Sets a group's variable, or its priority.
 * @throws ProblemError when `ansible_group_priority` is not a number
 */
export function setGroupVar({ draft }: SourceTarget, group: string, entry: LocatedEntry): void {
  if (toKeyName(entry.key) !== PRIORITY) {
    draft.setGroupVar(group, entry);
    return;
  }
  const priority = Number(toRawValue(entry.value));
  if (!Number.isInteger(priority)) {
    const message = `\`${PRIORITY}\` must be a whole number`;
    throw new ProblemError(inventoryUnreadable(message, entry.value.span));
  }
  draft.setPriority(group, priority);
}

const UNSAFE = /^[0-9]|[^A-Za-z0-9_]/g;

/** A name for a group that can also be the name of a variable. Source: Ansible, observed. */
export function toSafeName(name: string): string {
  return name.replace(UNSAFE, '_');
}

const NOT_REPLACED =
  'Invalid characters were found in group names but not replaced, use -vvvv to see details';
const REPLACED =
  'Invalid characters were found in group names and automatically replaced, use -vvvv to see details';

/** The name that a group gets: as written, or safe, as TRANSFORM_INVALID_GROUP_CHARS asks. */
export function toGroupName({ deps }: SourceTarget, name: string): string {
  const { groupNames, warn } = deps.rules ?? STANDARD_RULES;
  const safe = toSafeName(name);
  if (safe === name || groupNames === 'ignore') return name;
  if (groupNames === 'silently') return safe;
  warn(groupNames === 'never' ? NOT_REPLACED : REPLACED);
  return groupNames === 'never' ? name : safe;
}

export interface HostLine {
  /** The host as written, with port and ranges. */
  readonly words: string;
  readonly span: Span;
  readonly group: string;
  readonly vars: readonly LocatedEntry[];
}

/**
 * Adds the hosts that one line or key names, with their variables.
 * @throws ProblemError `inventory-bad-range`
 */
export function addHosts({ draft, sourceFile }: SourceTarget, line: HostLine): void {
  const { names, port } = parseHostWords(line.words, line.span);
  for (const name of names) {
    const isNew = port !== undefined && !draft.hasHost(name);
    draft.addHost(name, line.group, sourceFile);
    if (isNew) {
      draft.setHostVars(name, [makeEntry('ansible_port', locateScalar(port, line.span))]);
    }
    if (line.vars.length > 0) draft.setHostVars(name, line.vars);
  }
}

/** Makes an entry for a variable that the source implies. */
export function makeEntry(name: string, value: Located): LocatedEntry {
  return { key: locateScalar(name, value.span), value };
}
