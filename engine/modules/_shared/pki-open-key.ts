/** Private keys that are opened in the words of community.crypto, which tells little of a bad one. */
import type { Plain } from '../../base/index.ts';
import { isRsaConsistent, parsePrivateKey, type PrivateKey } from '../../crypto/index.ts';
import { TaskFailure } from '../../host/index.ts';
import { tryCrypto } from './pki-failure.ts';

/**
 * Reads a key.
 * @param returns what the result of a failure has beside its message
 * @throws TaskFailure for a wrong passphrase, a needless one, and anything that is no sound key
 */
export function openPkiKey(
  text: string,
  passphrase: string | undefined,
  returns: Readonly<Record<string, Plain>> = {},
): PrivateKey {
  const key = tryCrypto(() => parsePrivateKey(text, passphrase));
  if (key !== undefined && (key.type !== 'RSA' || isRsaConsistent(key))) return key;
  const isEncrypted = /ENCRYPTED/.test(text);
  const isKey = isEncrypted || tryCrypto(() => parsePrivateKey(text)) !== undefined;
  const isMismatch = key === undefined && isKey && isEncrypted === (passphrase === undefined);
  throw new TaskFailure(
    isMismatch
      ? 'Wrong or empty passphrase provided for private key'
      : 'Wrong passphrase provided for private key',
    returns,
  );
}
