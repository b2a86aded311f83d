/** The passwords of a run, from people, files and programs, before anything else is loaded. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import { NO_VAULT, type VaultReader } from '../source/index.ts';
import { expandHome } from './expand-home.ts';
import type { Mask } from './mask.ts';
import type { ConnectArguments, VaultArguments } from './play-options.ts';
import type { Passwords } from './run-settings.ts';
import { askUser, readPasswordFile } from './secrets-input.ts';
import type { Settings } from './settings/settings.ts';
import { listVaultIds, type VaultSources } from './vault/secrets.ts';
import { warn } from './warn.ts';

/** A password file that is a program is run for the password it prints. */
function readPassword(file: string): string {
  const path = resolve(expandHome(file));
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return readPasswordFile(path);
  }
  return execFileSync(path, { encoding: 'utf8' }).replace(/\r?\n$/, '');
}

function readFrom(path: string | undefined): string | undefined {
  return path === undefined ? undefined : readPassword(path);
}

function chooseQuestions(
  args: ConnectArguments,
  settings: Settings,
): { readonly asksLogin: boolean; readonly asksBecome: boolean } {
  return {
    asksLogin: args.askPass || settings.flag('DEFAULT_ASK_PASS'),
    asksBecome: args.askBecomePass || settings.flag('DEFAULT_BECOME_ASK_PASS'),
  };
}

/** Asks for and reads the passwords to log in with and to become somebody with. */
export async function readPasswords(
  args: ConnectArguments,
  settings: Settings,
  mask: Mask,
): Promise<Passwords> {
  const loginFile = args.connectionPasswordFile ?? settings.text('CONNECTION_PASSWORD_FILE');
  const becomeFile = args.becomePasswordFile ?? settings.text('BECOME_PASSWORD_FILE');
  const { asksLogin, asksBecome } = chooseQuestions(args, settings);
  const login = asksLogin ? await askUser('SSH password', true) : readFrom(loginFile);
  const question = asksLogin ? 'BECOME password[defaults to SSH password]' : 'BECOME password';
  const answer = asksBecome ? await askUser(question, true) : readFrom(becomeFile);
  const become = asksBecome && asksLogin && answer === '' ? login : answer;
  for (const secret of [login, become]) {
    if (secret !== undefined) mask.hide(secret);
  }
  return { login, become };
}

/** Where the passwords of vaults are, from flags and settings. */
export function vaultSources(args: VaultArguments, settings: Settings): VaultSources {
  const file = settings.text('DEFAULT_VAULT_PASSWORD_FILE');
  const files = args.vaultPasswordFiles;
  return {
    ids: [...settings.list('DEFAULT_VAULT_IDENTITY_LIST'), ...args.vaultIds],
    passwordFiles: file === undefined ? files : [...files, file],
    ask: args.askVaultPassword || settings.flag('DEFAULT_ASK_VAULT_PASS'),
    identity: settings.text('DEFAULT_VAULT_IDENTITY') ?? 'default',
  };
}

/**
 * Makes what opens the vaults of a run.
 * @throws ProblemError `vault-password-failed`
 */
export async function openVaults(
  args: VaultArguments,
  settings: Settings,
  mask: Mask,
): Promise<VaultReader> {
  const sources = vaultSources(args, settings);
  const ids = listVaultIds(sources);
  // Most runs have no vault, and the room of ciphers is not loaded for them.
  if (ids.length === 0) return NO_VAULT;
  const { makeVaultReader, openPasswordText } = await import('./vault/reader.ts');
  const { fetchSecrets } = await import('./vault/secrets.ts');
  const secrets = await fetchSecrets(ids, {
    identity: sources.identity,
    ask: (question) => askUser(question, true),
    open: openPasswordText,
    warn,
  });
  return makeVaultReader(secrets, settings.flag('DEFAULT_VAULT_ID_MATCH'), mask);
}
