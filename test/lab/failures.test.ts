/**
 * What goes wrong on real hosts: each failure says what happened and where in the playbook, ends
 * with Ansible's exit code, and leaves nothing half-written.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  changeHostKey,
  getHost,
  getLab,
  mountSmallDisk,
  operatorPassword,
  runInHost,
  setSshServer,
  standardPlaces,
  unmountSmallDisk,
} from '../../engine/lab/index.ts';
import { runKplay } from '../support/kplay.ts';
import { askHost, type CommandEnd } from '../support/lab-run.ts';

const lab = inject('lab');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-failures-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function play(
  name: string,
  tasks: string,
  words: readonly string[] = [],
): Promise<CommandEnd> {
  const path = join(folder, `${name}.yml`);
  const head = '- hosts: worker2\n  become: true\n  gather_facts: false\n  tasks:\n';
  await writeFile(path, head + tasks.replace(/^(?=.)/gm, '    '));
  return runKplay([path, '-i', lab.inventory, ...words]);
}

/** Names that a broken write may leave: anything in the folder but what was there. */
function filesIn(path: string): Promise<string> {
  return askHost(lab, 'worker2', `ls -A ${path}\n`);
}

describe('a task that fails on a host', () => {
  it('names a variable that is not there, with the place in the template', async () => {
    const template = join(folder, 'kubelet.conf.j2');
    await writeFile(template, '# kubelet\naddress = {{ kubelet_adress }}\n');
    const end = await play(
      'undefined',
      `- template:\n    src: ${template}\n    dest: /etc/kubelet.conf\n  vars:\n    kubelet_address: 10.0.0.1\n`,
    );
    expect(end.code).toBe(2);
    expect(end.stdout).toContain("'kubelet_adress' is undefined");
    expect(end.stdout).toContain('kubelet.conf.j2:2:14');
    expect(end.stdout).toContain('did you mean `kubelet_address`?');
    expect(end.stdout).toMatch(/at \S+undefined\.yml:5:7/);
    expect(await askHost(lab, 'worker2', 'test -e /etc/kubelet.conf || echo absent\n')).toBe(
      'absent\n',
    );
  });

  it('refuses a download with the wrong checksum and leaves nothing', async () => {
    const url = `${lab.mirrorUrl}/wrong/checksum/release/v1.20.2/bin/linux/amd64/kubelet`;
    const end = await play(
      'checksum',
      `- file:\n    path: /srv/downloads\n    state: directory\n- get_url:\n    url: ${url}\n    dest: /srv/downloads/kubelet\n    checksum: sha256:${lab.mirrorUrl}/release/v1.20.2/bin/linux/amd64/kubelet.sha256\n`,
    );
    expect(end.code).toBe(2);
    expect(end.stdout).toMatch(/checksum/i);
    expect(end.stdout).toMatch(/at \S+checksum\.yml:8:7/);
    expect(await filesIn('/srv/downloads')).toBe('');
  });

  it('refuses a page that says 404 as a file', async () => {
    const url = `${lab.mirrorUrl}/release/v9.9.9/bin/linux/amd64/kubelet`;
    const end = await play('missing', `- get_url:\n    url: ${url}\n    dest: /srv/kubelet\n`);
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('404');
    expect(await askHost(lab, 'worker2', 'test -e /srv/kubelet || echo absent\n')).toBe('absent\n');
  });

  it('leaves the old file and no part of the new one on a full disk', async () => {
    const theirs = await getLab(lab.name);
    const host = getHost(theirs, 'worker2');
    await mountSmallDisk(theirs, host, { path: '/mnt/small', kilobytes: 1024 });
    try {
      await askHost(lab, 'worker2', 'echo old >/mnt/small/kubelet\n');
      const big = join(folder, 'kubelet');
      await writeFile(big, Buffer.alloc(4 * 1024 * 1024, 7));
      const end = await play(
        'full-disk',
        `- copy:\n    src: ${big}\n    dest: /mnt/small/kubelet\n    mode: "0755"\n`,
      );
      expect(end.code).toBe(2);
      expect(end.stdout).toMatch(/No space left on device/);
      expect(end.stdout).toMatch(/at \S+full-disk\.yml:5:7/);
      expect(await askHost(lab, 'worker2', 'cat /mnt/small/kubelet; ls -A /mnt/small\n')).toBe(
        'old\nkubelet\n',
      );
    } finally {
      await unmountSmallDisk(theirs, host, '/mnt/small');
    }
  });
});

describe('becoming another user', () => {
  const operator = ['-e', 'ansible_user=operator'];

  it('says that the sudo password is wrong, and never shows it', async () => {
    const password = 'not the operator';
    const file = join(folder, 'wrong-password');
    await writeFile(file, `${password}\n`, { mode: 0o600 });
    const end = await play('wrong-sudo', '- command: id -u\n', [
      ...operator,
      ...['--become-password-file', file, '-vvv'],
    ]);
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('Incorrect sudo password');
    expect(end.stdout + end.stderr).not.toContain(password);
  });

  it('says that a sudo password is missing', async () => {
    const end = await play('no-sudo', '- command: id -u\n', operator);
    expect(end.code).toBe(2);
    expect(end.stdout).toContain('Missing sudo password');
  });

  it('works with the right one', async () => {
    const file = join(folder, 'right-password');
    await writeFile(file, `${operatorPassword}\n`, { mode: 0o600 });
    const end = await play(
      'right-sudo',
      '- command: id -u\n  register: id\n- assert:\n    that: id.stdout == "0"\n',
      [...operator, ...['--become-password-file', file]],
    );
    expect(end.code, end.stdout + end.stderr).toBe(0);
  });
});

describe('a secret parameter', () => {
  it('appears in no output, whatever the verbosity', async () => {
    const end = await play(
      'secret',
      '- copy:\n    content: "token = {{ token }}"\n    dest: /root/token\n    mode: "0600"\n  no_log: true\n',
      ['-e', 'token=tiger-in-the-tank', '-vvv', '--diff'],
    );
    expect(end.code, end.stdout).toBe(0);
    expect(end.stdout + end.stderr).not.toContain('tiger-in-the-tank');
    expect(await askHost(lab, 'worker2', 'cat /root/token\n')).toBe('token = tiger-in-the-tank');
  });
});

describe('the output in a pipe', () => {
  it('has no color, also where other programs would be told to color', async () => {
    const path = join(folder, 'piped.yml');
    await writeFile(path, '- hosts: worker2\n  gather_facts: false\n  tasks:\n    - ping:\n');
    const env = { CI: 'true', FORCE_COLOR: '1', TERM: 'xterm-256color' };
    const end = await runKplay([path, '-i', lab.inventory], { env });
    expect(end.stdout).toContain('ok: [worker2]');
    expect(end.stdout).not.toContain('\u001b');
  });
});

describe('a host that cannot be reached', () => {
  it('is unreachable with exit code 4, and the others go on', async () => {
    const theirs = await getLab(lab.name);
    await setSshServer(theirs, getHost(theirs, 'worker1'), 'stopped');
    try {
      const path = join(folder, 'stopped.yml');
      await writeFile(
        path,
        '- hosts: workers\n  gather_facts: false\n  tasks:\n    - command: id\n',
      );
      const end = await runKplay([path, '-i', lab.inventory, '-T', '3']);
      expect(end.code).toBe(4);
      expect(end.stdout).toMatch(/fatal: \[worker1\]: UNREACHABLE!/);
      expect(end.stdout).toMatch(/worker2\s+: ok=1 +changed=1/);
    } finally {
      await setSshServer(theirs, getHost(theirs, 'worker1'), 'running');
    }
  });

  it('is refused when its key changed, with both fingerprints and what to type', async () => {
    const known = await readFile(lab.knownHosts, 'utf8');
    const theirs = await getLab(lab.name);
    const host = getHost(theirs, 'master2');
    const keys = '/etc/ssh/ssh_host_*';
    await runInHost(
      standardPlaces,
      theirs,
      host,
      `mkdir -p /root/keys && cp -a ${keys} /root/keys\n`,
    );
    await changeHostKey(theirs, host);
    const path = join(folder, 'changed-key.yml');
    await writeFile(path, '- hosts: master2\n  gather_facts: false\n  tasks:\n    - command: id\n');
    const end = await runKplay([path, '-i', lab.inventory]);
    const restore = `rm ${keys} && cp -a /root/keys/* /etc/ssh/ && systemctl restart ssh.service\n`;
    await runInHost(standardPlaces, theirs, host, restore);
    expect(end.code).toBe(4);
    expect(end.stdout).toMatch(/UNREACHABLE!/);
    expect(end.stdout.match(/SHA256:/g)?.length).toBeGreaterThanOrEqual(2);
    expect(end.stdout).toContain('ssh-keygen');
    expect(await readFile(lab.knownHosts, 'utf8')).toBe(known);
  });
});
