/** What comes out of a vault is shown nowhere: not in results, differences, JSON or base64. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sealVault } from '../../engine/crypto/index.ts';
import { runSample } from '../support/run-sample.ts';

const SITE = `
- hosts: localhost
  gather_facts: false
  connection: local
  vars_files: [secrets.yml]
  tasks:
    - debug: var=db_password
    - debug: msg="{{ token | b64encode }}"
    - debug: {msg: "{{ {'a': token} | to_json }}"}
    - command: {argv: [echo, "{{ db_password }}", "{{ token }}", "{{ plain }}"]}
    - copy: {content: "{{ db_password }}\\n", dest: "{{ place }}/out"}
      diff: true
    - fail: {msg: "cannot log in with {{ token }}"}
      ignore_errors: true
`;

function makeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-vault-'));
  const value = sealVault(Buffer.from('t"k€n-value'), 'open sesame').trim().split('\n');
  const text = [
    'db_password: correct horse',
    'token: !vault |',
    ...value.map((line) => `  ${line}`),
  ];
  const lines = [...text, 'plain: 12', `place: ${folder}`].join('\n');
  writeFileSync(join(folder, 'secrets.yml'), sealVault(Buffer.from(lines), 'open sesame'));
  writeFileSync(join(folder, 'password'), 'open sesame\n');
  writeFileSync(join(folder, 'site.yml'), SITE);
  return folder;
}

test('values of a vaulted file, and a vault within it, are masked', async () => {
  const folder = makeProject();
  const run = await runSample(join(folder, 'site.yml'), {
    vaultPasswordFiles: [join(folder, 'password')],
    verbose: 2,
  });
  expect(run.code).toBe(0);
  expect(run.text).toContain('"db_password": "********"');
  expect(run.text).toContain('cannot log in with ********');
  const secrets = ['correct horse', 't"k', 't\\"k', 'open sesame'];
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]);
  for (const form of forms) expect(run.text).not.toContain(form.replace(/=+$/, ''));
});

test('without the masked file nothing is masked', async () => {
  const folder = makeProject();
  writeFileSync(
    join(folder, 'secrets.yml'),
    `db_password: correct horse\ntoken: xyz\nplain: 1\nplace: ${folder}\n`,
  );
  const run = await runSample(join(folder, 'site.yml'));
  expect(run.text).toContain('"db_password": "correct horse"');
});
