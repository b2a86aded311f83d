/** The words that may stand at a place: files from the disk, names from the cache or the project. */
import { existsSync, readdirSync } from 'node:fs';
import { expandHome } from '../expand-home.ts';
import type { Environment } from '../settings/environment.ts';
import { readNames, type NameLists, type NameRequest } from './cache.ts';
import type { Candidate, Position } from './position.ts';

type Accepts = (name: string) => boolean;

const PLAYBOOK: Accepts = (name) => /\.ya?ml$/.test(name);

function listFolder(folder: string): readonly { name: string; isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      // A link may lead to a folder; to ask each one would take long in a large folder.
      isFolder:
        entry.isDirectory() || (entry.isSymbolicLink() && existsSync(`${folder}/${entry.name}/.`)),
    }));
  } catch {
    return [];
  }
}

/** Files below what is typed: `inv/h` gives `inv/hosts`. Hidden ones only when a dot is typed. */
function listFiles(typed: string, accepts: Accepts): readonly Candidate[] {
  const slash = typed.lastIndexOf('/') + 1;
  const [folder, start] = [typed.slice(0, slash), typed.slice(slash)];
  return listFolder(expandHome(folder === '' ? '.' : folder))
    .filter(
      ({ name }) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.')),
    )
    .filter(({ name, isFolder }) => isFolder || accepts(name))
    .map(({ name, isFolder }) => ({ text: `${folder}${name}${isFolder ? '/' : ''}` }))
    .sort((one, other) => (one.text < other.text ? -1 : 1));
}

async function findNames(request: NameRequest): Promise<NameLists> {
  const known = readNames(request);
  if (known !== undefined) return known;
  const { learnNames } = await import('./learn.ts');
  return learnNames(request);
}

/** Offers names for the last part of a list whose parts are divided by `mark`. */
function lastPart(
  typed: string,
  mark: RegExp,
  lists: readonly (readonly string[])[],
): readonly Candidate[] {
  const [before = ''] = mark.exec(typed) ?? [];
  const start = typed.slice(before.length);
  return lists.flatMap((names) =>
    names.filter((name) => name.startsWith(start)).map((name) => ({ text: before + name })),
  );
}

const NAME: RegExp = /^/;
/** Parts of a host pattern: `web:&staging:!db1`, or with commas. Source: docs of ansible-core, «Patterns». */
const PATTERN = /^(?:.*[:,])?[!&]?/;
const LIST = /^(?:.*,)?/;

async function inventoryNames(
  position: Position,
  env: Environment,
  mark: RegExp,
): Promise<readonly Candidate[]> {
  const words = position.given.values.get('inventory') ?? [];
  const { hosts = [], groups = [] } = await findNames({ of: 'inventory', words, env });
  const lists = mark === NAME ? [hosts] : [groups, hosts];
  return lastPart(position.typed, mark, lists);
}

async function projectNames(
  { given, typed }: Position,
  env: Environment,
  what: 'tags' | 'tasks',
): Promise<readonly Candidate[]> {
  const words = given.words.filter((word) => existsSync(word));
  if (words.length === 0) return [];
  const { [what]: names = [] } = await findNames({ of: 'playbooks', words, env });
  return lastPart(typed, what === 'tags' ? LIST : NAME, [names]);
}

async function moduleNames(typed: string, env: Environment): Promise<readonly Candidate[]> {
  const { modules = [], full = [] } = await findNames({ of: 'modules', words: [], env });
  // With a dot typed it is the full name that is wanted.
  return lastPart(typed, NAME, [typed.includes('.') ? full : modules]);
}

/** `@FILE` reads variables from a file. */
function variableFiles(typed: string): readonly Candidate[] {
  if (!typed.startsWith('@')) return [];
  return listFiles(typed.slice(1), () => true).map(({ text }) => ({ text: `@${text}` }));
}

/** Everything that may stand at a position, besides what its command or flag already fixes. */
export async function candidatesFor(
  position: Position,
  env: Environment,
): Promise<readonly Candidate[]> {
  const { kind, typed } = position;
  switch (kind) {
    case undefined:
      return [];
    case 'file':
    case 'inventory':
      return listFiles(typed, () => true);
    case 'folder':
      return listFiles(typed, () => false);
    case 'playbook':
      return listFiles(typed, PLAYBOOK);
    case 'vars':
      return variableFiles(typed);
    case 'pattern':
      return inventoryNames(position, env, PATTERN);
    case 'host':
      return inventoryNames(position, env, NAME);
    case 'tag':
      return projectNames(position, env, 'tags');
    case 'task':
      return projectNames(position, env, 'tasks');
    case 'module':
      return moduleNames(typed, env);
  }
}
