/** The user's configuration of ssh: read as ssh_config(5) says, and followed to a real sshd. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listSshOptions, parseSshConfig } from '../../engine/connect/index.ts';
import { callKplay, type CallEnd } from '../support/call-kplay.ts';
import { startSshd, type Sshd } from './sshd.ts';

const CONFIG = `
# for everybody
ServerAliveInterval 5
Host gate *.lab !bad.lab
  HostName = %h.example.org
  User "a user"
  ProxyJump gate
Match user root
  Port 1
Match all
  Port 2222
`;

test.each([
  ['gate', ['hostname=gate.example.org', 'user=a user', 'proxyjump=gate', 'port=2222']],
  ['x.lab', ['hostname=x.lab.example.org', 'user=a user', 'proxyjump=gate', 'port=2222']],
  ['bad.lab', ['port=2222']],
])('the options of %s', (host, options) => {
  const words = listSshOptions(parseSshConfig(CONFIG), host);
  expect(words.filter((word) => word !== '-o')).toEqual(['serveraliveinterval=5', ...options]);
});

describe('a run', () => {
  let sshd: Sshd;

  beforeAll(async () => {
    sshd = await startSshd();
  });

  afterAll(() => {
    sshd.stop();
  });

  /** Runs a command on the host that a configuration calls `alias`. @param file below HOME */
  function reach(lines: readonly string[], file = '.ssh/config', flags = ''): Promise<CallEnd> {
    const home = mkdtempSync(join(tmpdir(), 'kplay-ssh-config-'));
    mkdirSync(join(home, '.ssh'));
    const { target } = sshd;
    const login = [
      `User ${target.user}`,
      `IdentityFile ${target.privateKeyFiles[0] ?? ''}`,
      'IdentitiesOnly yes',
      'StrictHostKeyChecking accept-new',
      `UserKnownHostsFile ${join(home, 'known_hosts')}`,
    ];
    writeFileSync(join(home, file), [...lines, 'Host *', ...login].join('\n'));
    const words = ['adhoc', 'all', '-i', 'alias,', '-m', 'command', '-a', 'echo reached'];
    const more = flags === '' ? [] : [`--ssh-common-args=${flags}`];
    return callKplay([...words, ...more], home, { HOME: home });
  }

  const place = (): readonly string[] => ['HostName 127.0.0.1', `Port ${String(sshd.port)}`];

  test('finds name, port, user and key there', async () => {
    const end = await reach(['Host alias', ...place()]);
    expect(end.stdout).toBe('alias | CHANGED | rc=0 >>\nreached\n');
  });

  test('goes through another host', async () => {
    const end = await reach(['Host gate', ...place(), 'Host alias', ...place(), 'ProxyJump gate']);
    expect(end.stdout).toBe('alias | CHANGED | rc=0 >>\nreached\n');
  });

  test('goes through a program', async () => {
    const program = `require('net').connect(%p,'%h',function(){process.stdin.pipe(this).pipe(process.stdout)})`;
    const command = `ProxyCommand ${process.execPath} -e "${program}"`;
    const end = await reach(['Host alias', ...place(), command]);
    expect(end.stdout).toBe('alias | CHANGED | rc=0 >>\nreached\n');
  });

  test('finds them in the file that -F names, and the hosts to go through too', async () => {
    const gate = ['Host gate', ...place()];
    const lines = [...gate, 'Host alias', ...place(), 'ProxyJump gate'];
    const end = await reach(lines, 'lab.cfg', '-F ~/lab.cfg');
    expect(end.stdout).toBe('alias | CHANGED | rc=0 >>\nreached\n');
  });

  test('-F none looks into no file', async () => {
    const end = await reach(['Host alias', ...place()], '.ssh/config', '-F none');
    expect(end.code).toBe(4);
  });

  test('a file that is not there makes the host unreachable', async () => {
    const end = await reach(['Host alias', ...place()], '.ssh/config', '-F nowhere.cfg');
    expect(end.code).toBe(4);
    expect(end.stdout).toContain("Can't open user config file nowhere.cfg");
  });

  test('a gate that is not there makes the host unreachable', async () => {
    const gate = ['Host gate', 'HostName 127.0.0.1', 'Port 1'];
    const end = await reach([...gate, 'Host alias', ...place(), 'ProxyJump gate']);
    expect(end.code).toBe(4);
  });
});
