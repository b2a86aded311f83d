/**
 * The passwords of vaults: where they are named (`--vault-id`, `--vault-password-file`,
 * `--ask-vault-password`, the configuration) and how they are fetched from files, programs and
 * people. Source: Ansible 2.14, «Managing vault passwords».
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { ProblemError } from '../../base/index.ts';
import type { VaultSecret } from '../../crypto/index.ts';
import { expandHome } from '../expand-home.ts';
import { vaultPasswordFailed } from '../problems.ts';

/** Where the passwords of a command are to be looked for. */
export interface VaultSources {
  /** `NAME@SOURCE` in the order they are tried; `SOURCE` is a file, a program, or `prompt`. */
  readonly ids: readonly string[];
  readonly passwordFiles: readonly string[];
  readonly ask: boolean;
  /** The name of a password that was given none (`default`). */
  readonly identity: string;
}

/** What asks a person. */
export type AskSecret = (question: string) => Promise<string>;

const PROMPTS: readonly string[] = ['prompt', 'prompt_ask_vault_pass'];

/** A name and where its password comes from. */
export interface VaultId {
  readonly name: string | undefined;
  readonly source: string;
}

/** Reads `NAME@SOURCE`, or a bare source. */
export function parseVaultId(text: string): VaultId {
  const at = text.indexOf('@');
  if (at === -1) return { name: undefined, source: text };
  return { name: text.slice(0, at), source: text.slice(at + 1) };
}

/** All sources in Ansible's order: ids, then files, then the question. */
export function listVaultIds(sources: VaultSources): readonly VaultId[] {
  const { ids, passwordFiles, ask, identity } = sources;
  return [
    ...ids.map(parseVaultId),
    ...passwordFiles.map((source) => ({ name: identity, source })),
    ...(ask ? [{ name: identity, source: 'prompt_ask_vault_pass' }] : []),
  ];
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A program whose name ends so is told which password is wanted. */
function isClient(path: string): boolean {
  return basename(path, extname(path)).endsWith('-client');
}

function runProgram(path: string, name: string): string {
  const words = isClient(path) ? ['--vault-id', name] : [];
  try {
    return execFileSync(path, words, { encoding: 'utf8', stdio: ['inherit', 'pipe', 'pipe'] });
  } catch (error) {
    const status = error instanceof Error && 'status' in error ? String(error.status) : '?';
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new ProblemError(
      vaultPasswordFailed(`Vault password script ${path} returned non-zero (${status}): ${said}`),
    );
  }
}

function readFrom(source: string, name: string, open: (text: string) => string): string {
  const path = resolve(expandHome(source));
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new ProblemError(vaultPasswordFailed(`The vault password file ${path} was not found`));
  }
  const password = isProgram(path) ? runProgram(path, name) : open(readFileSync(path, 'utf8'));
  const bare = password.trim();
  if (bare !== '') return bare;
  const reason = `Invalid vault password was provided from ${isProgram(path) ? 'script' : 'file'} (${path})`;
  throw new ProblemError(vaultPasswordFailed(reason));
}

/** How the passwords are fetched. */
export interface VaultFetch {
  readonly identity: string;
  readonly ask: AskSecret;
  /** Opens a password file that is itself a vault, with the passwords found before it. */
  open(text: string, known: readonly VaultSecret[]): string;
  /** Told of a file that gives none while another one does. */
  warn(message: string): void;
}

async function fetchOne(
  { name, source }: VaultId,
  fetch: VaultFetch,
  known: readonly VaultSecret[],
): Promise<VaultSecret> {
  const id = name === undefined || name === '' ? fetch.identity : name;
  if (!PROMPTS.includes(source)) {
    return { id, password: readFrom(source, id, (text) => fetch.open(text, known)) };
  }
  const question = source === 'prompt' && name !== undefined ? `Vault password (${id})` : undefined;
  const password = (await fetch.ask(question ?? 'Vault password')).trim();
  if (password !== '') return { id, password };
  throw new ProblemError(
    vaultPasswordFailed(`Invalid vault password was provided from prompt (${id})`),
  );
}

/**
 * Fetches passwords, one source after the other. A file or program that gives none is a warning as
 * long as another one does.
 * @throws ProblemError `vault-password-failed` when there is none in the end, or a person gives none
 */
export async function fetchSecrets(
  ids: readonly VaultId[],
  fetch: VaultFetch,
): Promise<readonly VaultSecret[]> {
  const secrets: VaultSecret[] = [];
  const failures: ProblemError[] = [];
  for (const id of ids) {
    try {
      secrets.push(await fetchOne(id, fetch, secrets));
    } catch (error) {
      if (!(error instanceof ProblemError) || PROMPTS.includes(id.source)) throw error;
      failures.push(error);
    }
  }
  const last = failures.at(-1);
  if (last !== undefined && secrets.length === 0) throw last;
  for (const { message } of failures)
    fetch.warn(`Error in vault password file loading: ${message}`);
  return secrets;
}
