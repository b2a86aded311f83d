/**
 * Private keys: made with Node's own generators, read from and written as PEM. The text of a key
 * leaves this file only through `PrivateKey.pem`.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CryptoError } from './crypto-error.ts';
import { bitsOf, childrenOf, decodeDer, encodeDer, integer, octetsOf, sequence } from './der.ts';
import { toPem } from './pem.ts';

export type KeyType = 'RSA' | 'ECC' | 'Ed25519' | 'Ed448' | 'X25519' | 'X448' | 'DSA';
export type KeyFormat = 'pkcs1' | 'pkcs8';

/** What a new key should be. */
export interface KeyWish {
  readonly type: KeyType;
  /** Bits, for RSA and DSA. */
  readonly size: number;
  /** `secp256r1`, for ECC. */
  readonly curve?: string | undefined;
  readonly format: KeyFormat;
  /** Encrypts the PEM text. */
  readonly passphrase?: string | undefined;
}

/** A private key that was read or made. */
export interface PrivateKey {
  readonly type: KeyType;
  readonly size: number | undefined;
  readonly curve: string | undefined;
  readonly pem: string;
  /** SubjectPublicKeyInfo. */
  readonly publicDer: Buffer;
  readonly key: KeyObject;
}

const TYPES: Readonly<Record<string, KeyType>> = {
  rsa: 'RSA',
  dsa: 'DSA',
  ec: 'ECC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
};

/** OpenSSL's names of curves, where they differ from the standard's. */
const CURVES: Readonly<Record<string, string>> = {
  secp256r1: 'prime256v1',
  secp192r1: 'prime192v1',
};

/** Names the kind of a key; undefined for one that is not known here. */
export function nameKeyType(key: KeyObject): KeyType | undefined {
  return TYPES[key.asymmetricKeyType ?? ''];
}

const generate = promisify(generateKeyPair);

function toOpensslCurve(curve: string): string {
  return CURVES[curve] ?? curve;
}

/** The standard's name of a curve. */
export function fromOpensslCurve(name: string | undefined): string | undefined {
  return Object.entries(CURVES).find(([, openssl]) => openssl === name)?.[0] ?? name;
}

async function generateKeyObject({ type, size, curve }: KeyWish): Promise<KeyObject> {
  switch (type) {
    case 'RSA':
      return (await generate('rsa', { modulusLength: size })).privateKey;
    case 'DSA':
      return (await generate('dsa', { modulusLength: size, divisorLength: 256 })).privateKey;
    case 'ECC':
      if (curve === undefined) throw new CryptoError('type is ECC but curve is missing');
      return (await generate('ec', { namedCurve: toOpensslCurve(curve) })).privateKey;
    case 'Ed25519':
      return (await generate('ed25519')).privateKey;
    case 'Ed448':
      return (await generate('ed448')).privateKey;
    case 'X25519':
      return (await generate('x25519')).privateKey;
    case 'X448':
      return (await generate('x448')).privateKey;
  }
}

/** The form of OpenSSL before PKCS #8, which Node does not write. */
function toTraditionalDsa(key: KeyObject): string {
  const [, algorithm, inside] = childrenOf(decodeDer(key.export({ format: 'der', type: 'pkcs8' })));
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const numbers = [
    ...childrenOf(childrenOf(algorithm)[1]),
    decodeDer(bitsOf(childrenOf(decodeDer(spki))[1])),
    decodeDer(octetsOf(inside)),
  ];
  return toPem('DSA PRIVATE KEY', encodeDer(sequence(integer(0), ...numbers)));
}

function exportPem(key: KeyObject, wish: Pick<KeyWish, 'format' | 'passphrase'>): string {
  const cipher =
    wish.passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase: wish.passphrase };
  const isTraditional = wish.format === 'pkcs1';
  const kind = key.asymmetricKeyType;
  if (isTraditional && kind === 'rsa') return toText(key, { type: 'pkcs1', ...cipher });
  if (isTraditional && kind === 'ec') return toText(key, { type: 'sec1', ...cipher });
  const isPlain = wish.passphrase === undefined;
  if (isTraditional && kind === 'dsa' && isPlain) return toTraditionalDsa(key);
  return toText(key, { type: 'pkcs8', ...cipher });
}

function toText(
  key: KeyObject,
  options: { type: 'pkcs1' | 'sec1' | 'pkcs8'; cipher?: string; passphrase?: string },
): string {
  return key.export({ format: 'pem', ...options }).toString();
}

function toPrivateKey(key: KeyObject, pem: string): PrivateKey {
  const type = nameKeyType(key);
  if (type === undefined) throw new CryptoError('the key is of a type that is not supported');
  const details = key.asymmetricKeyDetails;
  return {
    type,
    size: details?.modulusLength,
    curve: fromOpensslCurve(details?.namedCurve),
    pem,
    publicDer: createPublicKey(key).export({ format: 'der', type: 'spki' }),
    key,
  };
}

/**
 * Makes a key.
 * @throws CryptoError when there is no such curve or size
 */
export async function generatePrivateKey(wish: KeyWish): Promise<PrivateKey> {
  try {
    const key = await generateKeyObject(wish);
    return toPrivateKey(key, exportPem(key, wish));
  } catch (cause) {
    if (cause instanceof CryptoError) throw cause;
    throw new CryptoError(`cannot make a key of type ${wish.type}`, { cause });
  }
}

/**
 * Reads a key.
 * @throws CryptoError for a wrong passphrase, a needless one, and anything that is no key
 */
export function parsePrivateKey(pem: string, passphrase?: string): PrivateKey {
  const isEncrypted = /ENCRYPTED/.test(pem);
  if (isEncrypted && passphrase === undefined) {
    throw new CryptoError('the private key is encrypted and no passphrase was given');
  }
  if (!isEncrypted && passphrase !== undefined) {
    throw new CryptoError('a passphrase was given for a private key that is not encrypted');
  }
  try {
    const key = createPrivateKey({ key: pem, ...(isEncrypted ? { passphrase } : {}) });
    return toPrivateKey(key, pem);
  } catch {
    // The reason may quote the input, so it is not passed on.
    throw new CryptoError('the private key cannot be read, or its passphrase is wrong');
  }
}

/** Says how a key's text is written; undefined when it is no PEM key. */
export function identifyKeyFormat(pem: string): KeyFormat | undefined {
  if (/-----BEGIN (?:ENCRYPTED )?PRIVATE KEY-----/.test(pem)) return 'pkcs8';
  return /-----BEGIN [A-Z]+ PRIVATE KEY-----/.test(pem) ? 'pkcs1' : undefined;
}

/** Writes a key that was read in another form. */
export function convertPrivateKey(
  key: PrivateKey,
  wish: Pick<KeyWish, 'format' | 'passphrase'>,
): PrivateKey {
  return { ...key, pem: exportPem(key.key, wish) };
}
