/** Parameters of Diffie-Hellman (PKCS #3): how big the prime in a PEM text is. */
import { CryptoError } from './crypto-error.ts';
import { childrenOf, decodeDer, integerOf } from './der.ts';
import { fromPem } from './pem.ts';

/**
 * Counts the bits of the prime.
 * @throws CryptoError when the text holds no such parameters
 */
export function readDhSize(pem: string): number {
  const der = fromPem(pem, ['DH PARAMETERS', 'X9.42 DH PARAMETERS']);
  const [prime, generator] = childrenOf(decodeDer(der));
  if (generator === undefined) throw new CryptoError('no prime and generator in the text');
  return integerOf(prime).toString(2).length;
}
