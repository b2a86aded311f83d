/**
 * How PKCS #12 turns a passphrase into keys (RFC 7292, appendix B) and hides its parts: PBES2 with
 * AES, and the older schemes with triple DES and RC2, of which the last are only read.
 */
import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { CryptoError } from './crypto-error.ts';
import {
  childrenOf,
  integer,
  integerOf,
  isInteger,
  nothing,
  objectId,
  objectIdOf,
  octets,
  octetsOf,
  sequence,
  type Der,
} from './der.ts';

/** How new parts are hidden. */
export interface Pkcs12Scheme {
  readonly cipher: 'aes' | 'triple-des' | 'none';
  readonly iterations: number;
  readonly macDigest: 'sha1' | 'sha256';
  readonly macIterations: number;
}

/** What a derived key is for. */
export const KEY_USE = { key: 1, start: 2, mac: 3 } as const;

interface Derivation {
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly use: number;
  readonly size: number;
}

function repeat(bytes: Uint8Array, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** UTF-16 with a zero at its end; no passphrase at all is no bytes. */
function toPasswordBytes(passphrase: string | undefined): Buffer {
  return passphrase === undefined
    ? Buffer.alloc(0)
    : Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
}

/** Adds a number and one to each block, without what overflows. */
function addToBlocks(blocks: Buffer, addend: Buffer): Buffer {
  const size = addend.length;
  const limit = 1n << BigInt(size * 8);
  const sum = BigInt(`0x${addend.toString('hex')}`) + 1n;
  const parts: Buffer[] = [];
  for (let at = 0; at < blocks.length; at += size) {
    const value = BigInt(`0x${blocks.subarray(at, at + size).toString('hex')}`);
    parts.push(Buffer.from(((value + sum) % limit).toString(16).padStart(size * 2, '0'), 'hex'));
  }
  return Buffer.concat(parts);
}

/** Derives bytes from a passphrase as PKCS #12 does. */
export function derivePkcs12Bytes(passphrase: string | undefined, how: Derivation): Buffer {
  const block = how.digest === 'sha384' || how.digest === 'sha512' ? 128 : 64;
  const use = Buffer.alloc(block, how.use);
  const password = toPasswordBytes(passphrase);
  let input: Buffer = Buffer.concat([repeat(how.salt, block), repeat(password, block)]);
  let derived: Buffer = Buffer.alloc(0);
  while (derived.length < how.size) {
    let hash: Buffer = Buffer.concat([use, input]);
    for (let round = 0; round < how.iterations; round += 1) {
      hash = createHash(how.digest).update(hash).digest();
    }
    derived = Buffer.concat([derived, hash]);
    input = addToBlocks(input, Buffer.alloc(block, hash));
  }
  return derived.subarray(0, how.size);
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const AES_256 = '2.16.840.1.101.3.4.1.42';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const TRIPLE_DES = '1.2.840.113549.1.12.1.3';

const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [HMAC_SHA256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHERS: Readonly<Record<string, readonly [name: string, keySize: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  [AES_256]: ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

/** The schemes of PKCS #12 itself (appendix C), by the last part of their number. */
const OLD_CIPHERS: Readonly<Record<string, readonly [name: string, keySize: number]>> = {
  [TRIPLE_DES]: ['des-ede3-cbc', 24],
  '1.2.840.113549.1.12.1.4': ['des-ede3-cbc', 16],
  '1.2.840.113549.1.12.1.5': ['rc2', 16],
  '1.2.840.113549.1.12.1.6': ['rc2', 5],
};

/** Hides bytes. Gives the algorithm, as it is written beside them, and the hidden bytes. */
export function encryptPart(
  bytes: Uint8Array,
  passphrase: string | undefined,
  { cipher, iterations }: Pkcs12Scheme,
): { readonly algorithm: Der; readonly hidden: Buffer } {
  if (cipher === 'aes') {
    const [salt, start] = [randomBytes(16), randomBytes(16)];
    const key = pbkdf2Sync(passphrase ?? '', salt, iterations, 32, 'sha256');
    const derivation = sequence(
      octets(salt),
      integer(iterations),
      sequence(objectId(HMAC_SHA256), nothing()),
    );
    const parameters = sequence(
      sequence(objectId(PBKDF2), derivation),
      sequence(objectId(AES_256), octets(start)),
    );
    const made = createCipheriv('aes-256-cbc', key, start);
    const hidden = Buffer.concat([made.update(bytes), made.final()]);
    return { algorithm: sequence(objectId(PBES2), parameters), hidden };
  }
  const salt = randomBytes(8);
  const derive = (use: number, size: number): Buffer =>
    derivePkcs12Bytes(passphrase, { digest: 'sha1', salt, iterations, use, size });
  const made = createCipheriv('des-ede3-cbc', derive(KEY_USE.key, 24), derive(KEY_USE.start, 8));
  const hidden = Buffer.concat([made.update(bytes), made.final()]);
  const parameters = sequence(octets(salt), integer(iterations));
  return { algorithm: sequence(objectId(TRIPLE_DES), parameters), hidden };
}

interface Opener {
  readonly name: string;
  readonly key: Buffer;
  readonly start: Buffer;
}

function refuse(id: string): never {
  throw new CryptoError(`the algorithm ${id} in the PKCS#12 data is not supported`);
}

function planPbes2(parameters: Der | undefined, passphrase: string | undefined): Opener {
  const [derivation, cipher] = childrenOf(parameters);
  const [id, details] = childrenOf(derivation);
  const cipherId = objectIdOf(childrenOf(cipher)[0]);
  const found = CIPHERS[cipherId];
  if (objectIdOf(id) !== PBKDF2) refuse(objectIdOf(id));
  if (found === undefined) return refuse(cipherId);
  const [salt, count, ...rest] = childrenOf(details);
  const prf = rest.find((node) => !isInteger(node));
  const digest = prf === undefined ? 'sha1' : DIGESTS[objectIdOf(childrenOf(prf)[0])];
  if (digest === undefined) throw new CryptoError('a digest in the PKCS#12 data is not supported');
  const [name, size] = found;
  const key = pbkdf2Sync(passphrase ?? '', octetsOf(salt), Number(integerOf(count)), size, digest);
  return { name, key, start: octetsOf(childrenOf(cipher)[1]) };
}

function planOld(id: string, parameters: Der | undefined, passphrase: string | undefined): Opener {
  const found = OLD_CIPHERS[id];
  if (found === undefined) return refuse(id);
  const [salt, count] = childrenOf(parameters);
  const common = { digest: 'sha1', salt: octetsOf(salt), iterations: Number(integerOf(count)) };
  const derive = (use: number, size: number): Buffer =>
    derivePkcs12Bytes(passphrase, { ...common, use, size });
  const [name, size] = found;
  const key = derive(KEY_USE.key, size);
  // With two keys, the first is the third, too.
  const whole = name !== 'rc2' && size === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key;
  return { name, key: whole, start: derive(KEY_USE.start, 8) };
}

function decryptRc2({ key, start }: Opener, hidden: Buffer): Buffer {
  const cipher = forge.rc2.createDecryptionCipher(key.toString('latin1'), key.length * 8);
  cipher.start(start.toString('latin1'));
  cipher.update(forge.util.createBuffer(hidden.toString('latin1')));
  if (!cipher.finish()) throw new CryptoError('Invalid password or PKCS12 data');
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}

/** Opens a hidden part. @throws CryptoError for another passphrase, and for rare algorithms */
export function decryptPart(
  algorithm: Der | undefined,
  hidden: Buffer,
  passphrase: string | undefined,
): Buffer {
  const [node, parameters] = childrenOf(algorithm);
  const id = objectIdOf(node);
  const opener =
    id === PBES2 ? planPbes2(parameters, passphrase) : planOld(id, parameters, passphrase);
  if (opener.name === 'rc2') return decryptRc2(opener, hidden);
  try {
    const made = createDecipheriv(opener.name, opener.key, opener.start);
    return Buffer.concat([made.update(hidden), made.final()]);
  } catch (cause) {
    throw new CryptoError('Invalid password or PKCS12 data', { cause });
  }
}
