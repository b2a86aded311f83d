/** The vault reader of a run: opens vaults with the run's passwords and hides what comes out. */
import { VaultError, isVault, openVault, type VaultSecret } from '../../crypto/index.ts';
import type { VaultAnswer, VaultReader } from '../../source/index.ts';
import type { Mask } from '../mask.ts';

function answer(text: string, secrets: readonly VaultSecret[], isMatching: boolean): VaultAnswer {
  try {
    const opened = openVault(text, secrets, isMatching);
    return opened === undefined
      ? { is: 'wrong-secret' }
      : { is: 'opened', content: opened.content };
  } catch (error) {
    if (error instanceof VaultError) return { is: 'damaged', reason: error.message };
    throw error;
  }
}

/**
 * Makes the reader.
 * @param isMatching only passwords of the vault's own name are tried (DEFAULT_VAULT_ID_MATCH)
 */
export function makeVaultReader(
  secrets: readonly VaultSecret[],
  isMatching: boolean,
  mask: Mask,
): VaultReader {
  for (const { password } of secrets) mask.hide(password);
  return {
    open: (text) => (secrets.length === 0 ? { is: 'locked' } : answer(text, secrets, isMatching)),
    hide: (secret) => {
      mask.hide(secret);
    },
  };
}

/** Opens a password file that is itself a vault; any other is what it holds. */
export function openPasswordText(text: string, known: readonly VaultSecret[]): string {
  return isVault(text) ? (openVault(text, known)?.content.toString('utf8') ?? '') : text;
}
