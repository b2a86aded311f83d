/** Signatures over DER structures: which algorithm goes with a key and a digest, signing, checking. */
import { constants, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { CryptoError } from './crypto-error.ts';
import {
  bits,
  bitsOf,
  childrenOf,
  encodeDer,
  integerOf,
  isTagged,
  nothing,
  objectId,
  objectIdOf,
  sequence,
  type Der,
} from './der.ts';
import type { PrivateKey } from './private-key.ts';

interface Algorithm {
  readonly name: string;
  readonly id: string;
  readonly type: 'RSA' | 'ECC' | 'DSA' | 'Ed25519' | 'Ed448';
  readonly digest: string | null;
}

const ALGORITHMS: readonly Algorithm[] = [
  { name: 'sha1WithRSAEncryption', id: '1.2.840.113549.1.1.5', type: 'RSA', digest: 'sha1' },
  { name: 'sha224WithRSAEncryption', id: '1.2.840.113549.1.1.14', type: 'RSA', digest: 'sha224' },
  { name: 'sha256WithRSAEncryption', id: '1.2.840.113549.1.1.11', type: 'RSA', digest: 'sha256' },
  { name: 'sha384WithRSAEncryption', id: '1.2.840.113549.1.1.12', type: 'RSA', digest: 'sha384' },
  { name: 'sha512WithRSAEncryption', id: '1.2.840.113549.1.1.13', type: 'RSA', digest: 'sha512' },
  { name: 'ecdsa-with-SHA1', id: '1.2.840.10045.4.1', type: 'ECC', digest: 'sha1' },
  { name: 'ecdsa-with-SHA224', id: '1.2.840.10045.4.3.1', type: 'ECC', digest: 'sha224' },
  { name: 'ecdsa-with-SHA256', id: '1.2.840.10045.4.3.2', type: 'ECC', digest: 'sha256' },
  { name: 'ecdsa-with-SHA384', id: '1.2.840.10045.4.3.3', type: 'ECC', digest: 'sha384' },
  { name: 'ecdsa-with-SHA512', id: '1.2.840.10045.4.3.4', type: 'ECC', digest: 'sha512' },
  { name: 'dsaWithSHA1', id: '1.2.840.10040.4.3', type: 'DSA', digest: 'sha1' },
  { name: 'dsa_with_SHA224', id: '2.16.840.1.101.3.4.3.1', type: 'DSA', digest: 'sha224' },
  { name: 'dsa_with_SHA256', id: '2.16.840.1.101.3.4.3.2', type: 'DSA', digest: 'sha256' },
  { name: 'dsa_with_SHA384', id: '2.16.840.1.101.3.4.3.3', type: 'DSA', digest: 'sha384' },
  { name: 'dsa_with_SHA512', id: '2.16.840.1.101.3.4.3.4', type: 'DSA', digest: 'sha512' },
  { name: 'ED25519', id: '1.3.101.112', type: 'Ed25519', digest: null },
  { name: 'ED448', id: '1.3.101.113', type: 'Ed448', digest: null },
];

function resolveAlgorithm(key: PrivateKey, digest: string): Algorithm {
  const found = ALGORITHMS.find(
    (one) => one.type === key.type && (one.digest === null || one.digest === digest),
  );
  if (found === undefined) {
    throw new CryptoError(`a key of type ${key.type} cannot sign with digest "${digest}"`);
  }
  return found;
}

/** The AlgorithmIdentifier for a key and a digest. @throws CryptoError when they do not go together */
export function toAlgorithmIdentifier(key: PrivateKey, digest: string): Der {
  const { id, type } = resolveAlgorithm(key, digest);
  // RSA wants an explicit NULL (RFC 4055), the others nothing at all.
  return type === 'RSA' ? sequence(objectId(id), nothing()) : sequence(objectId(id));
}

/** Signs a structure: body, algorithm and signature in one sequence. */
export function signStructure(body: Der, key: PrivateKey, digest: string): Buffer {
  const { digest: hash } = resolveAlgorithm(key, digest);
  const signature = sign(hash, encodeDer(body), key.key);
  return encodeDer(sequence(body, toAlgorithmIdentifier(key, digest), bits(signature)));
}

/** RSA with salt: the digest and the length of the salt are parameters (RFC 4055, 3.1). */
const SALTED = '1.2.840.113549.1.1.10';
const DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

interface Check {
  readonly digest: string | null;
  readonly key:
    | KeyObject
    | { readonly key: KeyObject; readonly padding: number; readonly saltLength: number };
}

function planSaltedCheck(parameters: Der | undefined, key: KeyObject): Check | undefined {
  const partOf = (number: number): Der | undefined =>
    childrenOf(childrenOf(parameters).find((node) => isTagged(node, number)))[0];
  const hasPart = (number: number): boolean =>
    childrenOf(parameters).some((node) => isTagged(node, number));
  const digest = hasPart(0) ? DIGESTS[objectIdOf(childrenOf(partOf(0))[0])] : 'sha1';
  const saltLength = hasPart(2) ? Number(integerOf(partOf(2))) : 20;
  if (digest === undefined) return undefined;
  return { digest, key: { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } };
}

function planCheck(algorithm: Der | undefined, key: KeyObject): Check | undefined {
  const [id, parameters] = childrenOf(algorithm);
  if (objectIdOf(id) === SALTED) return planSaltedCheck(parameters, key);
  const found = ALGORITHMS.find((one) => one.id === objectIdOf(id));
  return found === undefined ? undefined : { digest: found.digest, key };
}

/** Checks a signed structure against a public key (SubjectPublicKeyInfo). */
export function isSignedBy(structure: Der, publicDer: Buffer): boolean {
  const [body, algorithm, signature] = childrenOf(structure);
  const key = createPublicKey({ key: publicDer, format: 'der', type: 'spki' });
  const check = planCheck(algorithm, key);
  if (check === undefined || body === undefined) return false;
  try {
    return verify(check.digest, encodeDer(body), check.key, bitsOf(signature));
  } catch {
    // A key of another type than the signature's.
    return false;
  }
}

/** Names a signature's algorithm as OpenSSL does; its number when it is not known. */
export function nameAlgorithm(identifier: Der | undefined): string {
  const id = objectIdOf(childrenOf(identifier)[0]);
  return ALGORITHMS.find((one) => one.id === id)?.name ?? id;
}
