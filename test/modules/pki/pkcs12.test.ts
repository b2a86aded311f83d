import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync, existsSync, readdirSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Plain } from '../../../engine/base/index.ts';
import openssl_pkcs12 from '../../../engine/modules/openssl_pkcs12.ts';
import { recorded, requestCases } from '../../crypto/recorded.ts';
import { makeFolder } from '../../host/shells.ts';
import { trust } from '../../roles/trusted.ts';
import { runModule } from './run-module.ts';

const key = recorded.keys['rsa']!;
const [first, second] = requestCases.filter((one) => one.key === 'rsa');
let folder = '';

beforeEach(() => {
  folder = makeFolder();
  writeFileSync(`${folder}/key.pem`, key.pem);
  writeFileSync(`${folder}/node.pem`, first!.certificate);
  writeFileSync(`${folder}/ca.pem`, recorded.issued.certificate + second!.certificate);
});

type Wish = Readonly<Record<string, Plain>>;

const target = (): string => `${folder}/it's one.p12`;

const wish = (more: Wish = {}): Wish => ({
  path: target(),
  friendly_name: 'Küche "1"',
  privatekey_path: `${folder}/key.pem`,
  certificate_path: `${folder}/node.pem`,
  passphrase: "it's ü",
  ...more,
});

/** Makes the file, and takes it apart. */
async function goRound(more: Wish): Promise<string> {
  const made = await runModule(openssl_pkcs12, wish(more));
  expect(made.changes).toEqual([{ what: 'PKCS #12 file', before: 'absent', after: 'present' }]);
  expect((await runModule(openssl_pkcs12, wish(more))).changes).toEqual([]);
  const { passphrase } = wish(more);
  const parse = { action: 'parse', src: target(), path: `${folder}/all.pem` };
  const parts = { ...parse, ...(passphrase === undefined ? {} : { passphrase }) };
  expect((await runModule(openssl_pkcs12, parts)).changes).toHaveLength(1);
  expect((await runModule(openssl_pkcs12, parts)).changes).toEqual([]);
  return readFileSync(`${folder}/all.pem`, 'utf8');
}

describe('openssl_pkcs12', () => {
  it.each<[string, Wish]>([
    ['with AES', {}],
    ['without a passphrase', { passphrase: '' }],
    ['for old programs', { encryption_level: 'compatibility2022', iter_size: 1000 }],
  ])('makes a file %s that gives back what went in', async (_, more) => {
    expect(await goRound(more)).toBe(key.pem + first!.certificate);
    expect(statSync(target()).mode & 0o777).toBe(0o400);
  });

  it('writes as pyOpenSSL does when it is asked to count', async () => {
    const text = await goRound({ iter_size: 3000, maciter_size: 5, select_crypto_backend: 'auto' });
    expect(text).toBe(key.pem + first!.certificate);
  });

  it('knows files again that have no key, or a key alone', async () => {
    const { privatekey_path: _key, ...noKey } = wish();
    const { certificate_path: _certificate, ...keyAlone } = wish();
    for (const one of [noKey, keyAlone]) {
      expect((await runModule(openssl_pkcs12, { ...one, force: true })).changes).toHaveLength(1);
      expect((await runModule(openssl_pkcs12, one)).changes).toEqual([]);
    }
  });

  it('takes the first certificate of a file, or all', async () => {
    const others = { other_certificates: [`${folder}/ca.pem`] };
    await runModule(openssl_pkcs12, wish(others));
    expect((await runModule(openssl_pkcs12, wish(others))).changes).toEqual([]);
    const all = await runModule(
      openssl_pkcs12,
      wish({ ...others, other_certificates_parse_all: true, backup: true }),
    );
    expect(all.changes).toEqual([{ what: 'PKCS #12 file', before: 'present', after: 'new' }]);
    expect(readFileSync(trust<string>(all.returns['backup_file'])).length).toBeGreaterThan(0);
  });

  it('takes apart what openssl made, in the old way, too', async () => {
    const args = ['-inkey', `${folder}/key.pem`, '-in', `${folder}/node.pem`];
    const out = ['-out', `${folder}/made.p12`, '-passout', 'pass:kube'];
    for (const way of ['-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1', '']) {
      const words = way === '' ? [] : way.split(' ');
      execFileSync('openssl', ['pkcs12', '-export', ...args, ...out, ...words]);
      const path = `${folder}/all.pem`;
      const parts = { action: 'parse', src: `${folder}/made.p12`, path, passphrase: 'kube' };
      const ran = await runModule(openssl_pkcs12, { ...parts, force: true });
      expect(ran.changes).toHaveLength(1);
      expect(readFileSync(path, 'utf8')).toBe(key.pem + first!.certificate);
      expect(JSON.stringify(ran)).not.toContain('PRIVATE KEY');
    }
  });

  it('makes nothing in a dry run, not even what another task would have to make', async () => {
    const ran = await runModule(openssl_pkcs12, wish({ privatekey_path: '/none' }), 'check');
    expect(ran.changes).toHaveLength(1);
    const parse = { action: 'parse', src: '/none', path: `${folder}/all.pem` };
    expect((await runModule(openssl_pkcs12, parse, 'check')).changes).toHaveLength(1);
    expect(readdirSync(folder).toSorted()).toEqual(['ca.pem', 'key.pem', 'node.pem']);
  });

  it('removes the file', async () => {
    writeFileSync(target(), 'x');
    const ran = await runModule(openssl_pkcs12, { path: target(), state: 'absent' });
    expect(ran.changes).toEqual([{ what: 'state', before: 'present', after: 'absent' }]);
    expect(existsSync(target())).toBe(false);
  });

  it.each<[string, Wish, string]>([
    ['no name', { friendly_name: '' }, 'Friendly_name is required'],
    ['what is no certificate', { certificate_path: '/dev/null' }, 'no PEM block CERTIFICATE'],
    [
      'a passphrase that the key has not',
      { privatekey_passphrase: 'x' },
      'Wrong or empty passphrase provided for private key',
    ],
    [
      'a level that pyOpenSSL has not',
      { encryption_level: 'compatibility2022', select_crypto_backend: 'pyopenssl' },
      'The PyOpenSSL backend only supports encryption_level = auto',
    ],
    ['a folder that is not there', { path: '/none/x.p12' }, "The directory '/none' does not exist"],
    [
      'a missing source',
      { action: 'parse', src: '/none' },
      "[Errno 2] No such file or directory: '/none'",
    ],
  ])('refuses %s', async (_, more, message) => {
    await expect(runModule(openssl_pkcs12, wish(more))).rejects.toThrow(message);
  });

  it('refuses a key beside the certificate of another', async () => {
    writeFileSync(`${folder}/key.pem`, recorded.keys['ec']!.pem);
    await expect(runModule(openssl_pkcs12, wish())).rejects.toThrow(
      'the private key does not belong to the certificate',
    );
  });

  it('refuses another passphrase, and what is no such file', async () => {
    await runModule(openssl_pkcs12, wish());
    const parse = { action: 'parse', src: target(), path: `${folder}/all.pem` };
    const other = { ...parse, passphrase: 'kube' };
    await expect(runModule(openssl_pkcs12, other)).rejects.toThrow(
      'Invalid password or PKCS12 data',
    );
    const none = { ...parse, src: `${folder}/key.pem` };
    await expect(runModule(openssl_pkcs12, none)).rejects.toThrow(
      'Could not deserialize PKCS12 data',
    );
  });
});
