/** `kplay vault` as a user calls it, beside what ansible-vault 2.14 printed for the same words. */
import { mkdtempSync, readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../../engine/cli/exit-codes.ts';
import { openVault, parseVault } from '../../engine/crypto/index.ts';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

function path(name: string): string {
  return join(folder, name);
}

function write(name: string, text: string, mode = 0o644): string {
  writeFileSync(path(name), text);
  chmodSync(path(name), mode);
  return path(name);
}

function read(name: string): string {
  return readFileSync(path(name), 'utf8');
}

function open(text: string, password: string): string | undefined {
  return openVault(text, [{ id: 'default', password }])?.content.toString('utf8');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-vault-'));
  write('first', 'one\n');
  write('second', 'two\n');
  write('plain.yml', 'a: 1\n', 0o640);
});

function vault(...words: readonly string[]): ReturnType<typeof callKplay> {
  return callKplay(['vault', ...words], folder);
}

describe('files', () => {
  test('a password file that is not there is a warning beside one that is', async () => {
    await vault('encrypt', 'plain.yml', '--vault-password-file', 'first');
    const both = ['--vault-password-file', 'nowhere', '--vault-password-file', 'first'];
    const viewed = await vault('view', 'plain.yml', ...both);
    expect(viewed).toMatchObject({ code: 0, stdout: 'a: 1\n' });
    expect(viewed.stderr).toContain('[WARNING]: Error in vault password file loading: The vault');
    const alone = await vault('view', 'plain.yml', '--vault-password-file', 'nowhere');
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain('nowhere was not found');
  });

  test('encrypt, view, rekey and decrypt keep content and mode', async () => {
    expect((await vault('encrypt', 'plain.yml', '--vault-password-file', 'first')).code).toBe(0);
    expect(open(read('plain.yml'), 'one')).toBe('a: 1\n');
    expect(statSync(path('plain.yml')).mode & 0o777).toBe(0o640);
    const viewed = await vault('view', 'plain.yml', '--vault-id', 'x@first');
    expect(viewed.stdout).toBe('a: 1\n');
    const again = await vault(
      ...['rekey', 'plain.yml', '--vault-id', 'first', '--new-vault-id', 'prod@second'],
    );
    expect(again).toMatchObject({ code: 0, stderr: 'Rekey successful\n' });
    expect(parseVault(read('plain.yml'))).toMatchObject({ version: '1.2', id: 'prod' });
    await vault('decrypt', 'plain.yml', '--vault-pass-file', 'second');
    expect(read('plain.yml')).toBe('a: 1\n');
    expect(statSync(path('plain.yml')).mode & 0o777).toBe(0o640);
  });

  test('--output leaves the file alone, and what is new is its owner’s only', async () => {
    const words = ['encrypt', 'plain.yml', '--vault-id', 'dev@first', '--output', 'sealed.yml'];
    expect((await vault(...words)).code).toBe(0);
    expect(read('plain.yml')).toBe('a: 1\n');
    expect(statSync(path('sealed.yml')).mode & 0o777).toBe(0o600);
    const shown = await vault('decrypt', 'sealed.yml', '--vault-id', 'first', '--output', '-');
    expect(shown.stdout).toBe('a: 1\n');
  });

  test('the password of several is chosen by its name', async () => {
    const ids = ['--vault-id', 'dev@first', '--vault-id', 'prod@second'];
    await vault('encrypt', 'plain.yml', ...ids, '--encrypt-vault-id', 'prod');
    expect(open(read('plain.yml'), 'two')).toBe('a: 1\n');
  });

  test('a program gives the password, and a client is told the name', async () => {
    write('secret-client.sh', '#!/bin/sh\necho "for $1 $2"\n', 0o755);
    await vault('encrypt', 'plain.yml', '--vault-id', 'prod@secret-client.sh');
    expect(open(read('plain.yml'), 'for --vault-id prod')).toBe('a: 1\n');
  });

  test('a password file may itself be a vault', async () => {
    await vault('encrypt', 'second', '--vault-id', 'first');
    const ids = ['--vault-id', 'first', '--vault-id', 'inner@second'];
    await vault('encrypt', 'plain.yml', ...ids, '--encrypt-vault-id', 'inner');
    expect(open(read('plain.yml'), 'two')).toBe('a: 1\n');
  });

  test('the editor edits what is in it', async () => {
    const editor = write('editor.sh', '#!/bin/sh\necho "b: 2" >>"$1"\n', 0o755);
    const made = await callKplay(['vault', 'create', 'new.yml', '--vault-id', 'first'], folder, {
      EDITOR: editor,
    });
    expect(made.code).toBe(0);
    expect(open(read('new.yml'), 'one')).toBe('b: 2\n');
    await callKplay(['vault', 'edit', 'new.yml', '--vault-id', 'first'], folder, {
      EDITOR: editor,
    });
    expect(open(read('new.yml'), 'one')).toBe('b: 2\nb: 2\n');
  });

  test('the settings name the password file', async () => {
    write('ansible.cfg', '[defaults]\nvault_password_file = first\n');
    const done = await callKplay(['vault', 'encrypt', 'plain.yml'], folder, {
      ANSIBLE_CONFIG: path('ansible.cfg'),
    });
    expect(done.code).toBe(0);
    expect(open(read('plain.yml'), 'one')).toBe('a: 1\n');
  });
});

describe('encrypt_string', () => {
  test('gives a value to paste', async () => {
    const { stdout } = await vault(
      'encrypt_string',
      's3cret',
      '-n',
      'token',
      '--vault-id',
      'first',
    );
    const [head, ...lines] = stdout.split('\n');
    expect(head).toBe('token: !vault |');
    expect(lines.every((line) => line.startsWith('          '))).toBe(true);
    expect(open(lines.map((line) => line.trim()).join('\n'), 'one')).toBe('s3cret');
  });

  test('tells several apart', async () => {
    const { stdout, stderr } = await vault(
      ...['encrypt_string', 'x', 'y', '-n', 'one', '--vault-id', 'prod@first'],
    );
    expect(stdout.match(/!vault \|/g)).toHaveLength(2);
    expect(stderr).toBe(
      [
        'The number of --name options do not match the number of args.',
        'The last named variable will be "one". The rest will not have names.',
        '# The encrypted version of variable ("one", the string #1 from the command line args).',
        '# The encrypted version of the string #2 from the command line args.)',
        '',
      ].join('\n'),
    );
  });
});

describe('what cannot be done', () => {
  test.each([
    ['encrypt twice', ['encrypt', 'sealed', '--vault-id', 'first'], 'input is already encrypted'],
    [
      'a file that is not there',
      ['view', 'nowhere', '--vault-id', 'first'],
      'Unable to read source',
    ],
    [
      'the wrong password',
      ['view', 'sealed', '--vault-id', 'second'],
      'Decryption failed (no vault',
    ],
    [
      'create over a file',
      ['create', 'sealed', '--vault-id', 'first'],
      "exists, please use 'edit'",
    ],
    [
      'an unknown name',
      ['encrypt', 'plain.yml', '--vault-id', 'a@first', '--encrypt-vault-id', 'b'],
      "Did not find a match for --encrypt-vault-id=b in the known vault-ids ['a']",
    ],
  ])('%s', async (_name, words, message) => {
    write('sealed', 'a: 1\n');
    await vault('encrypt', 'sealed', '--vault-id', 'first');
    const before = read('sealed');
    const end = await vault(...words);
    expect(end.stderr).toContain(message);
    expect(end.code).toBe(EXIT.error);
    expect(read('sealed')).toBe(before);
  });

  test('no action is a mistake of usage', async () => {
    expect((await vault()).code).toBe(EXIT.usage);
  });
});
