/** Finds the role that `kplay test` is told of, and the playbooks that its author tests it with. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ProblemError, suggestName } from '../../base/index.ts';
import { testRefused } from '../problems.ts';
import { isFolder } from '../stat-path.ts';

/** A role on disk. */
export interface FoundRole {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
}

/** Folders that only a role has together; one of them is enough. */
const PARTS = ['tasks', 'handlers', 'defaults', 'meta'];

/** True when the folder holds a part of a role. */
export function isRole(path: string): boolean {
  return PARTS.some((part) => isFolder(join(path, part)));
}

function listRoles(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder).filter((name) => isRole(join(folder, name)));
}

/**
 * Finds a role by name in the folders of roles, or by its path, as `roles:` of a play does.
 * @param folders where roles are searched, the first wins
 * @throws ProblemError `test-refused` when there is none
 */
export function findTestedRole(word: string, folders: readonly string[]): FoundRole {
  const isPath = word.includes('/') || word.startsWith('.');
  const candidates = isPath ? [word] : [...folders.map((folder) => join(folder, word)), word];
  const found = candidates.find(isRole);
  if (found !== undefined) return { name: basename(resolve(found)), path: resolve(found) };
  if (candidates.some(isFolder)) {
    const parts = PARTS.map((part) => `\`${part}/\``).join(', ');
    throw new ProblemError(testRefused(`\`${word}\` is a folder, but no role: it has no ${parts}`));
  }
  const searched = isPath ? resolve(word) : [...new Set(folders)].join(', ');
  const hint = suggestName(word, folders.flatMap(listRoles));
  throw new ProblemError(testRefused(`there is no role \`${word}\` (${searched})`, hint));
}

/** The playbooks that an author may have written, each with what it is for. */
export type TestPlaybook = 'prepare' | 'converge' | 'verify';

/** Where they are: beside the role's tests, beside the role, or where Molecule has them. */
const FOLDERS = ['tests', '.', 'molecule/default'];

/**
 * Finds a playbook of the role's author. `tests/test.yml`, which `ansible-galaxy init` makes, is none
 * of them: it runs on localhost.
 */
export function findTestPlaybook(role: FoundRole, kind: TestPlaybook): string | undefined {
  return FOLDERS.flatMap((folder) =>
    ['yml', 'yaml'].map((ending) => join(role.path, folder, `${kind}.${ending}`)),
  ).find((path) => existsSync(path));
}
