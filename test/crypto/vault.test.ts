/** Vaults that ansible-core 2.14 made (record-vault.py) are opened, and made alike to the byte. */
import { describe, expect, test } from 'vitest';
import {
  VaultError,
  isVault,
  openVault,
  parseVault,
  sealVault,
} from '../../engine/crypto/index.ts';
import { readData } from '../roles/trusted.ts';

interface RecordedVault {
  readonly name: string;
  readonly password: string;
  readonly id: string | null;
  readonly salt: string;
  readonly content: string;
  readonly text: string;
}

const vaults = readData<readonly RecordedVault[]>(new URL('vaults.json', import.meta.url));
const [first] = vaults;

describe.each(vaults)('a vault of $name', ({ password, id, salt, content, text }) => {
  const bytes = Buffer.from(content, 'base64');

  test('is opened', () => {
    const opened = openVault(text, [{ id: 'default', password }]);
    expect(opened?.content.equals(bytes)).toBe(true);
  });

  test('is made the same', () => {
    const own = { id: id ?? undefined, salt: Buffer.from(salt, 'hex') };
    expect(sealVault(bytes, password, own)).toBe(text);
  });

  test('is opened again when we made it, with a salt of its own', () => {
    const [one, other] = [sealVault(bytes, password), sealVault(bytes, password)];
    expect(one).not.toBe(other);
    expect(openVault(one, [{ id: 'x', password }])?.content.equals(bytes)).toBe(true);
  });
});

describe('several passwords', () => {
  const text = sealVault(Buffer.from('content'), 'right', { id: 'prod' });
  const right = { id: 'dev', password: 'right' };

  test('all are tried', () => {
    expect(openVault(text, [{ id: 'prod', password: 'wrong' }, right])?.secret).toBe(right);
  });

  test('that of the name is tried first', () => {
    const named = { id: 'prod', password: 'right' };
    expect(openVault(text, [right, named])?.secret).toBe(named);
  });

  test('only that of the name, when names must match', () => {
    expect(openVault(text, [right], true)).toBeUndefined();
    expect(openVault(text, [{ id: 'prod', password: 'right' }], true)?.secret.id).toBe('prod');
  });

  test('none may be right', () => {
    expect(openVault(text, [{ id: 'prod', password: 'wrong' }])).toBeUndefined();
  });
});

test('a vault is told by its first bytes', () => {
  expect(isVault(first?.text ?? '')).toBe(true);
  expect(isVault(Buffer.from(first?.text ?? ''))).toBe(true);
  expect(isVault(Buffer.from([0, 255, 36]))).toBe(false);
});

test.each([
  ['a text', 'hello', 'input is not vault encrypted data.'],
  [
    'a cut line',
    '$ANSIBLE_VAULT;1.1;AES256\n616',
    'Vault format unhexlify error: Odd-length string',
  ],
  [
    'a wrong letter',
    '$ANSIBLE_VAULT;1.1;AES256\nxy',
    'Vault format unhexlify error: Non-hexadecimal digit found',
  ],
  ['another cipher', '$ANSIBLE_VAULT;1.1;AES\n61', 'Cipher AES could not be found'],
  ['another format', '$ANSIBLE_VAULT;9.9;AES256\n61', 'Vault format 9.9 is not known'],
])('%s is refused', (_name, text, message) => {
  expect(() => parseVault(text)).toThrow(new VaultError(message));
});
