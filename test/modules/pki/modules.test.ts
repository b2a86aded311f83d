import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Plain } from '../../../engine/base/index.ts';
import openssl_csr from '../../../engine/modules/openssl_csr.ts';
import openssl_csr_pipe from '../../../engine/modules/openssl_csr_pipe.ts';
import openssl_privatekey from '../../../engine/modules/openssl_privatekey.ts';
import openssl_publickey from '../../../engine/modules/openssl_publickey.ts';
import openssl_privatekey_pipe from '../../../engine/modules/openssl_privatekey_pipe.ts';
import x509_certificate from '../../../engine/modules/x509_certificate.ts';
import x509_certificate_info from '../../../engine/modules/x509_certificate_info.ts';
import x509_certificate_pipe from '../../../engine/modules/x509_certificate_pipe.ts';
import { recorded, requestCases } from '../../crypto/recorded.ts';
import { makeFolder } from '../../host/shells.ts';
import { trust } from '../../roles/trusted.ts';
import { runModule } from './run-module.ts';

let folder = '';
const key = recorded.keys['rsa']!;

beforeEach(() => {
  folder = makeFolder();
});

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

function write(name: string, text: string): string {
  writeFileSync(`${folder}/${name}`, text);
  return `${folder}/${name}`;
}

function namesOf(changes: readonly { readonly what: string }[]): readonly string[] {
  return changes.map(({ what }) => what);
}

describe('openssl_publickey', () => {
  it.each([
    ['PEM', /^-----BEGIN PUBLIC KEY-----\n[\s\S]+-----END PUBLIC KEY-----\n$/],
    ['OpenSSH', /^ssh-rsa AAAAB3NzaC1yc2E\S+$/],
  ])('writes the public half of a key as %s, once', async (format, form) => {
    const privatekey = write('node-key.pem', key.pem);
    const wish = { path: `${folder}/node.pub`, privatekey_path: privatekey, format };
    const first = await runModule(openssl_publickey, wish);
    expect(namesOf(first.changes)).toEqual(['public key']);
    expect(readFileSync(`${folder}/node.pub`, 'utf8')).toMatch(form);
    expect((await runModule(openssl_publickey, wish)).changes).toEqual([]);
  });
});

describe('openssl_privatekey', () => {
  const wish = (more: Readonly<Record<string, Plain>> = {}): Readonly<Record<string, Plain>> => ({
    path: `${folder}/node-key.pem`,
    size: 2048,
    ...more,
  });

  it('makes a key once, for its owner only', async () => {
    const first = await runModule(openssl_privatekey, wish());
    expect(namesOf(first.changes)).toEqual(['private key']);
    expect(first.returns).toMatchObject({
      type: 'RSA',
      size: 2048,
      filename: `${folder}/node-key.pem`,
    });
    const text = readFileSync(`${folder}/node-key.pem`, 'utf8');
    expect(text).toMatch(
      /^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]+-----END RSA PRIVATE KEY-----\n$/,
    );
    expect(modeOf(`${folder}/node-key.pem`)).toBe('600');
    const second = await runModule(openssl_privatekey, wish());
    expect(second.changes).toEqual([]);
    expect(second.returns).toEqual(first.returns);
    expect(readFileSync(`${folder}/node-key.pem`, 'utf8')).toBe(text);
  });

  it('never tells the key, in changes or results, unless it is asked to', async () => {
    write('node-key.pem', key.pem);
    const told = await runModule(openssl_privatekey, wish({ mode: '0640' }));
    expect(JSON.stringify(told)).not.toContain('PRIVATE KEY');
    const asked = await runModule(openssl_privatekey, wish({ return_content: true }));
    expect(asked.returns['privatekey']).toBe(key.pem);
    expect(asked.returns['fingerprint']).toEqual(key.fingerprint);
  });

  it('closes a key that others may read', async () => {
    chmodSync(write('node-key.pem', key.pem), 0o644);
    const { changes } = await runModule(openssl_privatekey, wish());
    expect(changes).toEqual([{ what: 'mode', before: '0644', after: '0600' }]);
    expect(modeOf(`${folder}/node-key.pem`)).toBe('600');
  });

  it.each([
    ['of another size', { size: 3072 }],
    ['of another type', { type: 'ECC', curve: 'secp256r1' }],
    ['that must be new', { force: true }],
    ['that is written otherwise', { format: 'pkcs8' }],
  ])('replaces a key %s and keeps a copy of the old one', async (_, more) => {
    write('node-key.pem', key.pem);
    const { returns } = await runModule(openssl_privatekey, wish({ ...more, backup: true }));
    expect(readFileSync(`${folder}/node-key.pem`, 'utf8')).not.toBe(key.pem);
    expect(readFileSync(trust<string>(returns['backup_file']), 'utf8')).toBe(key.pem);
    expect(modeOf(`${folder}/node-key.pem`)).toBe('600');
  });

  it('converts a key instead, when that is asked for', async () => {
    write('node-key.pem', key.pem);
    const more = { format: 'pkcs8', format_mismatch: 'convert' };
    const { returns } = await runModule(openssl_privatekey, wish(more));
    expect(readFileSync(`${folder}/node-key.pem`, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(returns['fingerprint']).toEqual(key.fingerprint);
  });

  it.each([
    ['fail', { size: 3072 }, 'Key has wrong type and/or size.'],
    ['fail', { passphrase: 'x', cipher: 'auto' }, 'Unable to read the key.'],
    ['partial_idempotence', { passphrase: 'x', cipher: 'auto' }, 'Unable to read the key.'],
  ])('with regenerate %s refuses rather than replaces', async (regenerate, more, message) => {
    write('node-key.pem', key.pem);
    const running = runModule(openssl_privatekey, wish({ ...more, regenerate }));
    await expect(running).rejects.toThrow(message);
    expect(readFileSync(`${folder}/node-key.pem`, 'utf8')).toBe(key.pem);
  });

  it('makes nothing in a dry run, and says that it would', async () => {
    const { changes } = await runModule(openssl_privatekey, wish(), 'check');
    expect(namesOf(changes)).toEqual(['private key']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('needs the directory to be there', async () => {
    const path = `${folder}/none/key.pem`;
    await expect(runModule(openssl_privatekey, { path })).rejects.toThrow(
      `The directory ${folder}/none does not exist or the file is not a directory`,
    );
  });

  it('removes a key', async () => {
    write('node-key.pem', key.pem);
    const { changes } = await runModule(openssl_privatekey, wish({ state: 'absent' }));
    expect(namesOf(changes)).toEqual(['state']);
    expect(existsSync(`${folder}/node-key.pem`)).toBe(false);
    expect((await runModule(openssl_privatekey, wish({ state: 'absent' }))).changes).toEqual([]);
  });
});

describe('openssl_privatekey_pipe', () => {
  it('gives a key, and keeps one that is good', async () => {
    const wish = { type: 'Ed25519' };
    const made = await runModule(openssl_privatekey_pipe, wish);
    const content = made.returns['privatekey'];
    expect(content).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    const kept = await runModule(openssl_privatekey_pipe, { ...wish, content });
    expect(kept.changes).toEqual([]);
    expect(kept.returns).not.toHaveProperty('privatekey');
    const shown = await runModule(openssl_privatekey_pipe, {
      ...wish,
      content,
      return_current_key: true,
    });
    expect(shown.returns['privatekey']).toBe(content);
  });
});

describe('openssl_csr_pipe', () => {
  it.each(requestCases.filter((one) => one.key !== 'ec'))(
    'makes the same request, byte by byte, as the real one: $name',
    async ({ params, pem, csr }) => {
      const wish = { ...trust<Readonly<Record<string, Plain>>>(params), privatekey_content: pem };
      expect((await runModule(openssl_csr_pipe, wish)).returns['csr']).toBe(csr);
    },
  );

  it.each(requestCases)('keeps what the real one made: $name', async ({ params, pem, csr }) => {
    const wish = { ...trust<Readonly<Record<string, Plain>>>(params), privatekey_content: pem };
    const { changes, returns } = await runModule(openssl_csr_pipe, { ...wish, content: csr });
    expect(changes).toEqual([]);
    expect(returns['csr']).toBe(csr);
  });

  const node = requestCases[2]!;
  it.each([
    ['subject_ordered', [{ CN: 'system:node:master1' }, { O: 'system:nodes' }]],
    ['subject_alt_name', ['DNS:master2']],
    ['key_usage', ['digitalSignature']],
    ['key_usage_critical', false],
    ['extended_key_usage', ['clientAuth']],
    ['basic_constraints', ['CA:TRUE']],
    ['ocsp_must_staple', true],
    ['create_subject_key_identifier', true],
  ])('makes a new one when %s differs', async (name, value) => {
    const wish = {
      ...trust<Readonly<Record<string, Plain>>>(node.params),
      privatekey_content: node.pem,
      content: node.csr,
      [name]: value,
    };
    expect((await runModule(openssl_csr_pipe, wish)).changes).toHaveLength(1);
  });

  it.each([
    [{ key_usage: ['everything'] }, 'Unknown key usage "everything"'],
    [{ subject_alt_name: ['master1'] }, 'Cannot parse Subject Alternative Name "master1"'],
    [{ subject_alt_name: ['IP:10.0.0.256'] }, '"IP:10.0.0.256"'],
    [{ subject: { Shoe: '42' } }, 'Cannot find OID for "Shoe"'],
    [{ subject_ordered: [{ O: 'a', CN: 'b' }] }, 'exactly one key-value pair'],
    [{ subject_ordered: [{ O: 'a' }], common_name: 'b' }, 'cannot be combined'],
    [{ basic_constraints: ['CA:PERHAPS'] }, 'Unknown basic constraint'],
    [{ digest: 'crc32' }, 'cannot sign with digest "crc32"'],
  ])('refuses %j', async (more, message) => {
    const wish = { privatekey_content: key.pem, ...more };
    await expect(runModule(openssl_csr_pipe, wish)).rejects.toThrow(message);
  });
});

describe('openssl_csr', () => {
  it('keeps a request in a file', async () => {
    const wish = {
      path: `${folder}/node.csr`,
      privatekey_path: write('key.pem', key.pem),
      common_name: 'master1',
    };
    expect((await runModule(openssl_csr, wish)).changes).toHaveLength(1);
    expect(readFileSync(wish.path, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----/);
    expect((await runModule(openssl_csr, wish)).changes).toEqual([]);
    const named = await runModule(openssl_csr, { ...wish, common_name: 'master2' });
    expect(named.changes).toHaveLength(1);
    await expect(
      runModule(openssl_csr, { ...wish, privatekey_path: `${folder}/none.pem` }),
    ).rejects.toThrow(`The private key file ${folder}/none.pem does not exist`);
  });
});

describe('x509_certificate', () => {
  const issue = (more: Readonly<Record<string, Plain>> = {}): Readonly<Record<string, Plain>> => ({
    path: `${folder}/node.pem`,
    csr_content: requestCases[2]!.csr,
    provider: 'ownca',
    ownca_path: `${folder}/ca.pem`,
    ownca_privatekey_path: `${folder}/ca-key.pem`,
    ownca_not_before: '-5m',
    ownca_not_after: '+365d',
    ...more,
  });

  beforeEach(() => {
    write('ca.pem', requestCases[0]!.certificate);
    write('ca-key.pem', key.pem);
  });

  it('issues once, for as long as was asked', async () => {
    const first = await runModule(x509_certificate, issue());
    expect(namesOf(first.changes)).toEqual(['certificate (absent)']);
    expect(first.returns).toMatchObject({
      notBefore: '20261124095500Z',
      notAfter: '20271124100000Z',
    });
    const second = await runModule(x509_certificate, issue());
    expect(second.changes).toEqual([]);
    expect(second.returns).toEqual(first.returns);
    const longer = await runModule(x509_certificate, issue({ ownca_not_after: '+400d' }));
    expect(longer.changes).toEqual([]);
  });

  it('takes what the real one issued, and issues anew when told', async () => {
    write('node.pem', recorded.issued.certificate);
    expect((await runModule(x509_certificate, issue())).changes).toEqual([]);
    const forced = await runModule(x509_certificate, issue({ force: true, backup: true }));
    expect(namesOf(forced.changes)).toEqual(['certificate (force)']);
    expect(readFileSync(trust<string>(forced.returns['backup_file']), 'utf8')).toBe(
      recorded.issued.certificate,
    );
  });

  it('issues anew for another request, and in place of what is none', async () => {
    write('node.pem', recorded.issued.certificate);
    const other = await runModule(x509_certificate, issue({ csr_content: requestCases[3]!.csr }));
    expect(namesOf(other.changes)).toEqual(['certificate (subject)']);
    write('node.pem', 'half a cert');
    const broken = await runModule(x509_certificate, issue());
    expect(namesOf(broken.changes)).toEqual(['certificate (not a certificate)']);
  });

  it.each([
    [
      { ownca_privatekey_content: recorded.keys['ec']!.pem, ownca_privatekey_path: null },
      'does not belong to the CA certificate',
    ],
    [{ provider: 'acme' }, 'provider acme is not supported by kplay'],
    [{ csr_content: 'nothing' }, 'no PEM block'],
    [{ ownca_not_after: 'tomorrow' }, 'The time spec "tomorrow" for ownca_not_after is invalid'],
    [{ provider: 'selfsigned' }, 'One of privatekey_path and privatekey_content must be specified'],
  ])('refuses %j', async (more, message) => {
    const wish = Object.entries(issue(more)).filter(([, value]) => value !== null);
    await expect(runModule(x509_certificate, Object.fromEntries(wish))).rejects.toThrow(message);
    expect(existsSync(`${folder}/node.pem`)).toBe(false);
  });

  it('signs itself', async () => {
    const wish = {
      path: `${folder}/own.pem`,
      csr_content: requestCases[0]!.csr,
      privatekey_path: `${folder}/ca-key.pem`,
      provider: 'selfsigned',
    };
    expect((await runModule(x509_certificate, wish)).changes).toHaveLength(1);
    expect((await runModule(x509_certificate, wish)).changes).toEqual([]);
    expect((await runModule(x509_certificate, { ...wish, state: 'absent' })).changes).toHaveLength(
      1,
    );
    expect(existsSync(wish.path)).toBe(false);
  });
});

describe('x509_certificate_pipe', () => {
  it('gives a certificate, and keeps one that is good', async () => {
    const wish = {
      csr_content: requestCases[2]!.csr,
      provider: 'ownca',
      ownca_content: requestCases[0]!.certificate,
      ownca_privatekey_content: key.pem,
    };
    const made = await runModule(x509_certificate_pipe, wish);
    const content = made.returns['certificate'];
    const kept = await runModule(x509_certificate_pipe, { ...wish, content });
    expect(kept.changes).toEqual([]);
    expect(kept.returns['certificate']).toBe(content);
  });
});

describe('x509_certificate_info', () => {
  it('judges validity at points in time', async () => {
    const wish = {
      content: recorded.issued.certificate,
      valid_at: { before: '20250101000000Z', now: '+0s', renew: '+30d', late: '+9999d' },
    };
    const { changes, returns } = await runModule(x509_certificate_info, wish);
    expect(changes).toEqual([]);
    expect(returns).toMatchObject({
      valid_at: { before: false, now: true, renew: true, late: false },
      subject: { commonName: 'system:node:master1', organizationName: 'system:nodes' },
      subject_alt_name: ['DNS:master1', 'DNS:master1.local', 'IP:10.0.0.11', 'IP:fd00::11'],
    });
  });
});
