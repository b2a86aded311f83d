/**
 * Connections into containers. There is no container engine here: a stand-in `docker` on the PATH
 * writes down its words and runs the command, which shows what a real one would be told.
 */
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

const SITE = `
- hosts: all
  gather_facts: false
  tasks:
    - shell: echo "inside $STAND_IN"; cat
      args: {stdin: "it's piped"}
      register: said
    - debug: var=said.stdout
    - copy: {content: "kept\\n", dest: "{{ folder }}/file"}
`;

function makeProject(programs: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-containers-'));
  for (const program of programs) {
    const text = `#!/bin/sh\necho "$*" | head -n 1 >>${folder}/words\nwhile [ "$1" != /bin/sh ]; do shift; done\nSTAND_IN=${program} exec "$@"\n`;
    writeFileSync(join(folder, program), text);
    chmodSync(join(folder, program), 0o755);
  }
  writeFileSync(join(folder, 'site.yml'), SITE);
  return folder;
}

test.each([
  ['docker', 'docker', 'exec -i -u deploy box /bin/sh -c'],
  ['community.docker.docker', 'docker', 'exec -i -u deploy box /bin/sh -c'],
  ['podman', 'podman', 'exec -i -u deploy box /bin/sh -c'],
  ['lxc', 'lxc-attach', '-n box -- /bin/sh -c'],
  ['lxd', 'lxc', 'exec box -- /bin/sh -c'],
  ['chroot', 'chroot', 'box /bin/sh -c'],
])('%s runs its tasks through %s', async (connection, program, words) => {
  const folder = makeProject([program]);
  const path = `${folder}:${process.env['PATH'] ?? ''}`;
  const end = await callKplay(
    [
      'site.yml',
      '-i',
      'web,',
      '-c',
      connection,
      '-u',
      'deploy',
      '-e',
      `ansible_host=box folder=${folder}`,
    ],
    folder,
    { PATH: path },
  );
  expect(end.stderr).toBe('');
  expect(end.code).toBe(0);
  expect(end.stdout).toContain(`"inside ${program}\\nit's piped"`);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept\n');
  expect(readFileSync(join(folder, 'words'), 'utf8')).toContain(words);
});

test('no other user is asked for when none is named', async () => {
  const folder = makeProject(['docker']);
  const path = `${folder}:${process.env['PATH'] ?? ''}`;
  const words = ['site.yml', '-i', 'box,', '-c', 'docker', '-u', userInfo().username];
  await callKplay([...words, '-e', `folder=${folder}`], folder, { PATH: path });
  expect(readFileSync(join(folder, 'words'), 'utf8')).toMatch(/^exec -i box \/bin\/sh -c/);
});

test('a program that is missing makes the host unreachable', async () => {
  const folder = makeProject([]);
  const end = await callKplay(['site.yml', '-i', 'box,', '-c', 'podman'], folder, {
    PATH: folder,
  });
  expect(end.code).toBe(4);
  expect(end.stdout).toContain('UNREACHABLE!');
});
