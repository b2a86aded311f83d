/**
 * Ansible's vault: seals bytes under a password and opens them again. Formats 1.1 and 1.2 with
 * AES256, as «Format of files encrypted with Ansible Vault» in Ansible's documentation tells them:
 * PBKDF2 (SHA-256, 10,000 rounds) makes two keys and a counter start from password and salt,
 * AES-256-CTR encrypts what is padded by RFC 5652, HMAC-SHA256 vouches for the ciphertext.
 */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const MARK = '$ANSIBLE_VAULT';
const ROUNDS = 10_000;
const BLOCK = 16;
const SALT_BYTES = 32;
const LINE = 80;

/** A text that is no vault, or one that was cut or changed. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}

/** A password and the name it goes by (`--vault-id NAME@SOURCE`). */
export interface VaultSecret {
  readonly id: string;
  readonly password: string;
}

/** A vault as its text says, still closed. */
export interface VaultEnvelope {
  readonly version: '1.1' | '1.2';
  /** The name of the password; a vault of format 1.1 has none and counts as `default`. */
  readonly id: string;
  readonly salt: Uint8Array;
  readonly hmac: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Says whether a text is a vault as a whole. */
export function isVault(text: string | Uint8Array): boolean {
  const head =
    typeof text === 'string' ? text : Buffer.from(text.subarray(0, MARK.length)).toString('latin1');
  return head.startsWith(MARK);
}

function fromHex(hex: string): Buffer {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.length * 2 === hex.length) return bytes;
  const reason = hex.length % 2 === 1 ? 'Odd-length string' : 'Non-hexadecimal digit found';
  throw new VaultError(`Vault format unhexlify error: ${reason}`);
}

/**
 * Reads the text of a vault.
 * @throws VaultError in Ansible's words when it is none, or not of a format that can be read
 */
export function parseVault(text: string): VaultEnvelope {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const { version, id } = parseHead(head);
  const body = fromHex(lines.map((line) => line.trim()).join('')).toString('latin1');
  const [salt, hmac, ciphertext] = body.split('\n');
  if (salt === undefined || hmac === undefined || ciphertext === undefined) {
    throw new VaultError('Vault format unhexlify error: it needs a salt, a checksum and a text');
  }
  return { version, id, salt: fromHex(salt), hmac: fromHex(hmac), ciphertext: fromHex(ciphertext) };
}

function parseHead(head: string): Pick<VaultEnvelope, 'version' | 'id'> {
  const [mark, version = '', cipher = '', id = ''] = head.split(';').map((part) => part.trim());
  if (mark !== MARK) throw new VaultError('input is not vault encrypted data.');
  if (cipher !== 'AES256') throw new VaultError(`Cipher ${cipher} could not be found`);
  if (version === '1.1') return { version, id: 'default' };
  if (version === '1.2') return { version, id };
  throw new VaultError(`Vault format ${version} is not known`);
}

interface VaultKeys {
  readonly cipher: Buffer;
  readonly hmac: Buffer;
  readonly counter: Buffer;
}

function deriveKeys(password: string, salt: Uint8Array): VaultKeys {
  const bytes = pbkdf2Sync(Buffer.from(password, 'utf8'), salt, ROUNDS, 80, 'sha256');
  return {
    cipher: bytes.subarray(0, 32),
    hmac: bytes.subarray(32, 64),
    counter: bytes.subarray(64, 80),
  };
}

function signWith(key: Buffer, ciphertext: Uint8Array): Buffer {
  return createHmac('sha256', key).update(ciphertext).digest();
}

/** The content under one password, or undefined when it is not the right one. */
function openWith(envelope: VaultEnvelope, password: string): Buffer | undefined {
  const keys = deriveKeys(password, envelope.salt);
  const expected = signWith(keys.hmac, envelope.ciphertext);
  const isRight =
    expected.length === envelope.hmac.length && timingSafeEqual(expected, envelope.hmac);
  if (!isRight) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.counter);
  const padded = Buffer.concat([decipher.update(envelope.ciphertext), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > BLOCK || padding > padded.length) {
    throw new VaultError('the padding of the vault is wrong');
  }
  return padded.subarray(0, padded.length - padding);
}

/** What was in a vault, and whose password opened it. */
export interface OpenedVault {
  readonly content: Buffer;
  readonly secret: VaultSecret;
}

/**
 * Opens a vault with the first secret that fits; one of the vault's own name is tried first, as
 * Ansible does.
 * @param isMatching try no other secret than those of the vault's name (DEFAULT_VAULT_ID_MATCH)
 * @returns undefined when none fits
 * @throws VaultError as `parseVault` does
 */
export function openVault(
  text: string,
  secrets: readonly VaultSecret[],
  isMatching = false,
): OpenedVault | undefined {
  const envelope = parseVault(text);
  const named = secrets.filter(({ id }) => id === envelope.id);
  const others = isMatching ? [] : secrets.filter(({ id }) => id !== envelope.id);
  for (const secret of [...named, ...others]) {
    const content = openWith(envelope, secret.password);
    if (content !== undefined) return { content, secret };
  }
  return undefined;
}

/** What sealing may be told besides the password. */
export interface SealOptions {
  /** Name of the password; any but `default` gives format 1.2. */
  readonly id?: string | undefined;
  /** Only for comparing with known vaults; random bytes when missing. */
  readonly salt?: Uint8Array | undefined;
}

/** Seals bytes. @returns the vault's lines, each with a newline */
export function sealVault(
  content: Uint8Array,
  password: string,
  { id, salt = randomBytes(SALT_BYTES) }: SealOptions = {},
): string {
  const keys = deriveKeys(password, salt);
  const padding = BLOCK - (content.length % BLOCK);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.counter);
  const padded = Buffer.concat([content, Buffer.alloc(padding, padding)]);
  const ciphertext = Buffer.concat([cipher.update(padded), cipher.final()]);
  const parts = [Buffer.from(salt), signWith(keys.hmac, ciphertext), ciphertext];
  const body = Buffer.from(parts.map((part) => part.toString('hex')).join('\n')).toString('hex');
  const isNamed = id !== undefined && id !== 'default';
  const head = isNamed ? `${MARK};1.2;AES256;${id}` : `${MARK};1.1;AES256`;
  const lines = body.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return `${[head, ...lines].join('\n')}\n`;
}
