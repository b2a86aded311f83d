/** The host in memory must answer as a real one does, or tests that use it prove nothing. */
import { mkdirSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileState, listDirectory, readFile, type Step } from '../../engine/host/index.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { createFakeHost } from '../support/fake-host.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

const files = {
  '/etc/kubelet.conf': { text: 'swap: off\n', mode: '0600' },
  '/etc/link': { type: 'link', text: 'kubelet.conf', mode: '0777' },
  '/etc/conf.d': { type: 'directory' },
} as const;

/** Fields that do not depend on the machine. */
function timeless(state: object | undefined): unknown {
  if (state === undefined) return undefined;
  const known = Object.entries(state).filter(([name]) =>
    ['type', 'mode', 'checksum', 'linkTarget', 'name'].includes(name),
  );
  return Object.fromEntries(known);
}

describe('the fake host', () => {
  test('answers as a real one', async () => {
    const [dash] = shells;
    if (dash === undefined) throw new Error('no shell');
    const session = openTestSession(dash);
    const root = makeFolder();
    mkdirSync(join(root, 'etc', 'conf.d'), { recursive: true });
    chmodSync(join(root, 'etc', 'conf.d'), 0o755);
    writeFileSync(join(root, 'etc', 'kubelet.conf'), 'swap: off\n', { mode: 0o600 });
    symlinkSync('kubelet.conf', join(root, 'etc', 'link'));
    const fake = createFakeHost({ files });
    for (const path of ['/etc/kubelet.conf', '/etc/link', '/etc/conf.d', '/etc/missing']) {
      for (const follow of [true, false]) {
        const options = { follow, checksum: 'sha256' } as const;
        const real = await session.ask(fileState(root + path, options));
        expect(timeless(await fake.ask(fileState(path, options)))).toEqual(timeless(real));
      }
      const contents = [session.ask(readFile(root + path)), fake.ask(readFile(path))];
      const [real, faked] = await Promise.allSettled(contents);
      expect(faked?.status).toBe(real?.status);
    }
    const real = await session.ask(listDirectory(`${root}/etc`));
    expect((await fake.ask(listDirectory('/etc')))?.map(timeless)).toEqual(real?.map(timeless));
  });

  test('does steps and records them', async () => {
    const fake = createFakeHost({ files });
    const steps: readonly Step[] = [
      { do: 'mkdir', title: 'm', path: '/etc/a/b', attributes: { mode: '0700' } },
      {
        do: 'write',
        title: 'w',
        path: '/etc/a/b/c',
        content: { from: 'text', text: 'x' },
        attributes: {},
      },
      { do: 'attributes', title: 'a', path: '/etc/a/b/c', attributes: { owner: 'kube' } },
      { do: 'remove', title: 'r', path: '/etc/conf.d' },
    ];
    const outcomes = await fake.run(steps);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'done']);
    expect(fake.steps).toEqual(steps);
    expect(fake.files.get('/etc/a')).toMatchObject({ type: 'directory', mode: '0700' });
    expect(fake.files.get('/etc/a/b/c')).toMatchObject({ text: 'x', mode: '0644', owner: 'kube' });
    expect(fake.files.has('/etc/conf.d')).toBe(false);
  });

  test('guesses nothing', async () => {
    const scripts = { 'systemctl daemon-reload': { rc: 0, stdout: '', stderr: '' } };
    const fake = createFakeHost({ scripts });
    const probe = { name: 'unheard-of', script: rawSh('true'), parse: () => 1 };
    await expect(fake.ask(probe)).rejects.toThrow('no answer for the probe unheard-of');
    const run = (script: string): Step => ({ do: 'run', title: 'r', script: rawSh(script) });
    expect((await fake.run([run('systemctl daemon-reload')]))[0]?.status).toBe('done');
    expect(() => fake.run([run('rm -rf /')])).toThrow('no answer for:\nrm -rf /');
  });
});
