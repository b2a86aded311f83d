/** unarchive with real archives: tar, gzip, xz and zip, from the host and from the controller. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import unarchive from '../../engine/modules/unarchive.ts';
import { makeFolder, openTestSession, shells } from '../host/shells.ts';
import { layOut, makeController, readBack, readParams, runModule } from './run-case.ts';

const tree = {
  'tree/bin/cni': { content: 'binary\n', mode: '0755' },
  'tree/README': { content: 'read me\n', mode: '0644' },
};

/** Packs the tree; the tool is told by the name. */
function pack(folder: string, name: string): void {
  layOut(folder, tree);
  const archive = join(folder, name);
  const [tool = 'tar', ...words] = name.endsWith('.zip')
    ? ['zip', '-q', '-r', archive, 'bin', 'README']
    : ['tar', '-caf', archive, 'bin', 'README'];
  const packed = spawnSync(tool, words, { cwd: join(folder, 'tree') });
  expect(packed.status, packed.stderr.toString()).toBe(0);
}

const names = ['cni.tar', 'cni.tgz', 'cni.tar.xz', 'cni.zip'];
const after = { 'out/bin/cni': tree['tree/bin/cni'], 'out/README': tree['tree/README'] };

test.each(names)('unpacks %s of the host once', async (name) => {
  const folder = makeFolder();
  pack(folder, name);
  layOut(folder, { out: { directory: true } });
  const session = openTestSession(shells[0]!);
  const params = readParams(unarchive, {
    src: join(folder, name),
    dest: join(folder, 'out'),
    remote_src: true,
  });
  const controller = makeController(folder, false);
  const first = await runModule(unarchive, params, session, controller);
  expect(first.changed).toBe(true);
  expect(readBack(folder, after)).toEqual(after);
  const second = await runModule(unarchive, params, session, controller);
  expect(second.changes).toEqual([]);
  layOut(folder, { 'out/README': { content: 'other\n' } });
  const third = await runModule(unarchive, params, session, controller);
  expect(third.changed).toBe(true);
  expect(readBack(folder, after)).toEqual(after);
});

test.each(['cni.tgz', 'cni.zip'])('brings %s from the controller', async (name) => {
  const [folder, controllerFolder] = [makeFolder(), makeFolder()];
  pack(controllerFolder, name);
  layOut(folder, { out: { directory: true } });
  const session = openTestSession(shells[0]!);
  const params = readParams(unarchive, {
    src: name,
    dest: join(folder, 'out'),
    mode: 'u=rwX,g=rX,o=',
    list_files: true,
  });
  const controller = makeController(controllerFolder, false);
  const first = await runModule(unarchive, params, session, controller);
  expect(first.changed).toBe(true);
  expect(first.returns['files']).toContain('bin/cni');
  const wanted = { 'out/bin/cni': { mode: '0750' }, 'out/README': { mode: '0640' } };
  expect(readBack(folder, wanted)).toEqual(wanted);
  const second = await runModule(unarchive, params, session, controller);
  expect(second.changed).toBe(false);
  expect(readBack(folder, { 'out/.kplay-archive': {} })).toEqual({
    'out/.kplay-archive': { absent: true },
  });
});

test.each(names)(
  'brings %s from the controller and leaves owners and modes to it',
  async (name) => {
    const [folder, controllerFolder] = [makeFolder(), makeFolder()];
    pack(controllerFolder, name);
    layOut(folder, { out: { directory: true } });
    const params = readParams(unarchive, { src: name, dest: join(folder, 'out') });
    const controller = makeController(controllerFolder, false);
    // Archives need the real tar and unzip.
    for (const shell of shells.filter(({ isBusybox }) => !isBusybox)) {
      const session = openTestSession(shell);
      const isFirst = shell === shells[0];
      expect((await runModule(unarchive, params, session, controller)).changed).toBe(isFirst);
      expect(readBack(folder, after)).toEqual(after);
    }
  },
);

test('leaves out what is excluded, and refuses what is no archive', async () => {
  const folder = makeFolder();
  pack(folder, 'cni.tgz');
  layOut(folder, { out: { directory: true }, 'text.tgz': { content: 'no archive\n' } });
  const session = openTestSession(shells[0]!);
  const controller = makeController(folder, false);
  const dest = join(folder, 'out');
  const params = readParams(unarchive, {
    src: join(folder, 'cni.tgz'),
    dest,
    remote_src: true,
    exclude: ['README'],
  });
  await runModule(unarchive, params, session, controller);
  expect(readBack(folder, { 'out/README': {} })).toEqual({ 'out/README': { absent: true } });
  const wrong = readParams(unarchive, { src: join(folder, 'text.tgz'), dest, remote_src: true });
  await expect(runModule(unarchive, wrong, session, controller)).rejects.toThrow(
    'Failed to find handler for',
  );
});
