/** The numbers that keys are made of, by the names that community.crypto gives them. */
import { createPublicKey, ECDH } from 'node:crypto';
import type { Plain } from '../base/index.ts';
import { bitsOf, childrenOf, contentOf, decodeDer, integerOf, type Der } from './der.ts';
import { fromOpensslCurve, nameKeyType, type PrivateKey } from './private-key.ts';

type Numbers = Readonly<Record<string, Plain>>;

/** What a public key is. */
export interface PublicKeyInfo {
  /** `RSA`, `ECC`, `Ed25519`, … */
  readonly type: string;
  readonly data: Numbers;
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
}

function countBits(number: bigint): number {
  return number === 0n ? 0 : number.toString(2).length;
}

function describeRsa(bits: Buffer): Numbers {
  const [modulus, exponent] = childrenOf(decodeDer(bits)).map(integerOf);
  return { size: countBits(modulus ?? 0n), modulus: modulus ?? 0n, exponent: exponent ?? 0n };
}

function describeDsa(parameters: Der | undefined, bits: Buffer): Numbers {
  const [p = 0n, q = 0n, g = 0n] = childrenOf(parameters).map(integerOf);
  return { size: countBits(p), p, q, g, y: integerOf(decodeDer(bits)) };
}

function describeEc(opensslCurve: string, bits: Buffer): Numbers {
  const curve = fromOpensslCurve(opensslCurve) ?? '';
  // A point may be written with the sign of one half only.
  const text = ECDH.convertKey(bits, opensslCurve, undefined, 'hex', 'uncompressed').toString();
  const point = Buffer.from(text, 'hex');
  const half = (point.length - 1) / 2;
  const [x, y] = [point.subarray(1, 1 + half), point.subarray(1 + half)].map((part) =>
    toNumber(part),
  );
  const size = Number(/\d+/.exec(curve)?.[0] ?? 0);
  return { curve, x: x ?? 0n, y: y ?? 0n, exponent_size: size };
}

/** Describes a public key (SubjectPublicKeyInfo). */
export function describePublicKey(publicDer: Buffer): PublicKeyInfo {
  const key = createPublicKey({ key: publicDer, format: 'der', type: 'spki' });
  const [algorithm, node] = childrenOf(decodeDer(publicDer));
  const bits = bitsOf(node);
  const type = nameKeyType(key);
  switch (type) {
    case 'RSA':
      return { type, data: describeRsa(bits) };
    case 'DSA':
      return { type, data: describeDsa(childrenOf(algorithm)[1], bits) };
    case 'ECC':
      return { type, data: describeEc(key.asymmetricKeyDetails?.namedCurve ?? '', bits) };
    default:
      return { type: type ?? `unknown (${key.asymmetricKeyType ?? ''})`, data: {} };
  }
}

/** The private numbers of an RSA key, in the order of PKCS #1 (RFC 8017, A.1.2). */
export interface RsaNumbers {
  readonly n: bigint;
  readonly e: bigint;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qi: bigint;
}

/** What stands inside of PKCS #8. */
function readInside({ key }: PrivateKey): Der {
  const [, , inside] = childrenOf(decodeDer(key.export({ format: 'der', type: 'pkcs8' })));
  return decodeDer(contentOf(inside));
}

/** Reads the numbers of an RSA key. */
export function readRsaNumbers(key: PrivateKey): RsaNumbers {
  const numbers = childrenOf(readInside(key)).map(integerOf);
  const at = (index: number): bigint => numbers[index] ?? 0n;
  const [n, e, d, p] = [at(1), at(2), at(3), at(4)];
  return { n, e, d, p, q: at(5), dp: at(6), dq: at(7), qi: at(8) };
}

/** Describes the private half of a key; nothing for kinds that have no numbers of their own. */
export function describePrivateNumbers(key: PrivateKey): Readonly<Record<string, bigint>> {
  switch (key.type) {
    case 'RSA': {
      const { p, q, d } = readRsaNumbers(key);
      return { p, q, exponent: d };
    }
    case 'DSA':
      return { x: integerOf(readInside(key)) };
    case 'ECC':
      return { multiplier: toNumber(contentOf(childrenOf(readInside(key))[1])) };
    case 'Ed25519':
    case 'Ed448':
    case 'X25519':
    case 'X448':
      return {};
  }
}
