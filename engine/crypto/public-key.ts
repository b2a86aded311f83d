/**
 * Public keys as text: PEM, or one line of OpenSSH's (RFC 4253 section 6.6, RFC 5656, RFC 8709).
 * Comments of lines say nothing about a key.
 */
import { createPublicKey } from 'node:crypto';
import { CryptoError } from './crypto-error.ts';
import { fromPem, toPem } from './pem.ts';
import type { PrivateKey } from './private-key.ts';

export type PublicKeyFormat = 'OpenSSH' | 'PEM';

const SSH_CURVES: Readonly<Record<string, string>> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

/** A length of four bytes, then the bytes. */
function toField(bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** A positive number: a zero byte goes first where the highest bit is set. */
function toNumberField(base64url: string | undefined): Buffer {
  const bytes = Buffer.from(base64url ?? '', 'base64url');
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0;
  return toField(isHigh ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function toSshLine({ key }: PrivateKey): string {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const write = (name: string, ...fields: readonly Buffer[]): string =>
    `${name} ${Buffer.concat([toField(name), ...fields]).toString('base64')}`;
  if (jwk.kty === 'RSA') return write('ssh-rsa', toNumberField(jwk.e), toNumberField(jwk.n));
  if (jwk.crv === 'Ed25519') {
    return write('ssh-ed25519', toField(Buffer.from(jwk.x ?? '', 'base64url')));
  }
  const curve = SSH_CURVES[jwk.crv ?? ''];
  if (jwk.kty !== 'EC' || curve === undefined) {
    throw new CryptoError('OpenSSH has no form for a public key of this type');
  }
  const [x, y] = [jwk.x ?? '', jwk.y ?? ''].map((text) => Buffer.from(text, 'base64url'));
  const point = Buffer.concat([Buffer.from([4]), x ?? Buffer.alloc(0), y ?? Buffer.alloc(0)]);
  return write(`ecdsa-sha2-${curve}`, toField(curve), toField(point));
}

/** Writes the public half of a key. @throws CryptoError for a type that the format has not */
export function writePublicKey(key: PrivateKey, format: PublicKeyFormat): string {
  return format === 'PEM' ? toPem('PUBLIC KEY', key.publicDer) : toSshLine(key);
}

/** Whether a text holds just this public key in this format. */
export function isPublicKeyOf(text: string, key: PrivateKey, format: PublicKeyFormat): boolean {
  if (format === 'OpenSSH') {
    return text.trim().split(/\s+/).slice(0, 2).join(' ') === toSshLine(key);
  }
  try {
    return fromPem(text, ['PUBLIC KEY']).equals(key.publicDer);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

/**
 * Reads a public key in PEM, PKCS #1 too.
 * @returns SubjectPublicKeyInfo
 * @throws CryptoError for anything else, private keys among it
 */
export function parsePublicKey(pem: string): Buffer {
  const [type, label] = pem.includes('-----BEGIN RSA PUBLIC KEY-----')
    ? (['pkcs1', 'RSA PUBLIC KEY'] as const)
    : (['spki', 'PUBLIC KEY'] as const);
  const der = fromPem(pem, [label]);
  try {
    return createPublicKey({ key: der, format: 'der', type }).export({
      format: 'der',
      type: 'spki',
    });
  } catch (cause) {
    throw new CryptoError('the public key cannot be read', { cause });
  }
}
