/** Whether the halves of a private key belong together: someone may have put one beside the other. */
import { checkPrimeSync, createPublicKey, sign, verify } from 'node:crypto';
import { describePrivateNumbers, describePublicKey, readRsaNumbers } from './key-data.ts';
import type { PrivateKey } from './private-key.ts';

const SAMPLE = Buffer.from('kplay');
/** A prime cannot be shared with the product of the small ones. */
const SMALL_PRIMES = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n];

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

function isInverse(a: bigint, b: bigint, modulus: bigint): boolean {
  return modulus > 1n && (a * b) % modulus === 1n;
}

/** Whether the numbers of an RSA key are those that belong together, as OpenSSL judges it. */
export function isRsaConsistent(key: PrivateKey): boolean {
  const { n, e, d, p, q, dp, dq, qi } = readRsaNumbers(key);
  return (
    p * q === n &&
    isInverse(e, d, p - 1n) &&
    isInverse(e, d, q - 1n) &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    isInverse(qi, q, p) &&
    checkPrimeSync(p) &&
    checkPrimeSync(q)
  );
}

function mayBePrime(number: bigint): boolean {
  return number > 2n && SMALL_PRIMES.every((prime) => number === prime || number % prime !== 0n);
}

function isDsaConsistent(key: PrivateKey): boolean {
  const { data } = describePublicKey(key.publicDer);
  const [p = 0n, q = 0n, g = 0n, y = 0n] = ['p', 'q', 'g', 'y'].map((name) => {
    const number = data[name];
    return typeof number === 'bigint' ? number : 0n;
  });
  const x = describePrivateNumbers(key)['x'] ?? 0n;
  return (
    [g >= 2n, g < p - 1n, x >= 1n, x < q].every(Boolean) &&
    (p - 1n) % q === 0n &&
    power(g, q, p) === 1n &&
    power(g, x, p) === y &&
    [p, q].every(mayBePrime)
  );
}

function verifiesOwnSignature({ key }: PrivateKey, digest: string | null): boolean {
  try {
    return verify(digest, SAMPLE, createPublicKey(key), sign(digest, SAMPLE, key));
  } catch {
    // A point that is not on the curve.
    return false;
  }
}

/** Judges a key; null for the kinds that cannot sign. */
export function isKeyConsistent(key: PrivateKey): boolean | null {
  switch (key.type) {
    case 'RSA':
      return isRsaConsistent(key);
    case 'DSA':
      return isDsaConsistent(key);
    case 'ECC':
      return verifiesOwnSignature(key, 'sha256');
    case 'Ed25519':
    case 'Ed448':
      return verifiesOwnSignature(key, null);
    case 'X25519':
    case 'X448':
      return null;
  }
}
