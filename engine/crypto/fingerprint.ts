/** Fingerprints: hashes of DER bytes as colon-separated hex, one per algorithm. */
import { createHash } from 'node:crypto';

/** Python's hashlib names and what OpenSSL calls them; the shakes are cut at 32 bytes. */
const ALGORITHMS = {
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  sha512: 'sha512',
  shake_128: 'shake128',
  shake_256: 'shake256',
} as const;

function toColons(hex: string): string {
  return hex.match(/../g)?.join(':') ?? '';
}

/** Writes bytes as colon-separated lower-case hex. */
export function fingerprintBytes(bytes: Uint8Array): string {
  return toColons(Buffer.from(bytes).toString('hex'));
}

/** Hashes bytes with every algorithm, as results of community.crypto list them. */
export function toFingerprints(bytes: Uint8Array): Readonly<Record<string, string>> {
  const entries = Object.entries(ALGORITHMS).map(([name, algorithm]) => {
    const options = algorithm.startsWith('shake') ? { outputLength: 32 } : undefined;
    const hash = createHash(algorithm, options).update(bytes).digest('hex');
    return [name, toColons(hash)] as const;
  });
  return Object.fromEntries(entries);
}
