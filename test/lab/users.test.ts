/** What users without rights may do to files of others, and whom a task becomes, as in Ansible 2.14. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { runKplay } from '../support/kplay.ts';
import { askHost, type CommandEnd } from '../support/lab-run.ts';

const lab = inject('lab');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-users-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function play(tasks: string, words: readonly string[], env = {}): Promise<CommandEnd> {
  const path = join(folder, 'site.yml');
  const head = '- hosts: worker1\n  gather_facts: false\n  tasks:\n';
  await writeFile(path, head + tasks.replace(/^(?=.)/gm, '    '));
  return runKplay([path, '-i', lab.inventory, ...words], { env });
}

it('a file that cannot be given back to its owner becomes that of whoever writes it', async () => {
  await askHost(
    lab,
    'worker1',
    'mkdir -m 777 /srv/shared; cd /srv/shared; echo bar >plain; echo bar >lines; chmod 666 *\n',
  );
  const end = await play(
    `- copy:
    dest: /srv/shared/plain
    content: baz
  register: written
- assert:
    that: written.owner == 'vagrant' and written.uid == written.gid
- lineinfile:
    path: /srv/shared/lines
    line: baz
- copy:
    dest: /srv/shared/plain
    content: mine
    owner: root
  ignore_errors: true
`,
    [],
  );
  expect(end.code, end.stdout + end.stderr).toBe(0);
  expect(end.stdout).toMatch(/ignored=1/);
  const left = await askHost(lab, 'worker1', 'cd /srv/shared; stat -c "%U:%G %a %n" *; cat *\n');
  expect(left).toBe('vagrant:vagrant 666 lines\nvagrant:vagrant 666 plain\nbar\nbaz\nbaz');
});

it('a task becomes the user it has logged in as only where that is asked for', async () => {
  const tasks = '- command: id -un\n  become: true\n  become_user: vagrant\n';
  const plain = await play(tasks, ['-vvvv']);
  expect(plain.stdout).toMatch(/<worker1> CONNECTED ssh vagrant@\S+:22\n/);
  expect(plain.stdout).toMatch(/<worker1> EXEC exec \/bin\/sh -c /);
  expect(plain.stdout).not.toContain('sudo');
  const asked = await play(tasks, ['-vvvv'], { ANSIBLE_BECOME_ALLOW_SAME_USER: 'true' });
  expect(asked.stdout).toMatch(/<worker1> EXEC exec sudo -H -S -n -u vagrant \/bin\/sh -c /);
});
