/** Many steps and many questions with few programs: the same in the end as one by one. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  utimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../engine/host/index.ts';
import { pathState } from '../../engine/modules/_shared/path-state.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

const attributes = { mode: '0640', owner: 'nobody', group: 'daemon' };

function write(path: string, text: string): Step {
  const content = { from: 'text', text } as const;
  return { do: 'write', title: `write ${path}`, path, content, attributes };
}

const names = [
  ...['a', '.hidden', '-n', 'x y', "it's", '$(id)', '*', 'ü', '%s', 'back\\slash', 'new\nline'],
  'n'.repeat(200),
];

function look(path: string): unknown {
  const { mode, uid, gid } = statSync(path);
  return [(mode & 0o7777).toString(8), uid, gid];
}

const outsider = [65534, 1] as const;

describe.each(shells)('many steps on $name', (shell) => {
  test('write files exact to the byte, in one round trip and with few programs', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    writeFileSync(join(folder, 'a'), 'old', { mode: 0o777 });
    await session.run([{ do: 'touch', title: 'warm', path: join(folder, 'warm') }]);
    const before = session.stats.roundTrips;
    const texts = names.map((name, index) => `of ${name}${'\n'.repeat(index)}\0%s \\n 'q'`);
    const steps = names.map((name, index) => write(join(folder, name), texts[index] ?? ''));
    const outcomes = await session.run(steps);
    expect(outcomes.map(({ status }) => status)).toEqual(steps.map(() => 'done'));
    expect(outcomes.map(({ step }) => step)).toEqual(steps);
    expect(session.stats.roundTrips - before).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual([...names, 'warm'].toSorted());
    for (const [index, name] of names.entries()) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(texts[index]);
      expect(look(join(folder, name))).toEqual(['640', ...outsider]);
    }
  });

  test.each(['0644', '0755', '4711', '0400'])(
    'make new files of mode %s for root',
    async (mode) => {
      const session = openTestSession(shell);
      const folder = makeFolder();
      const root = { mode, owner: 'root', group: 'root' };
      const steps = names.map((name) => ({ ...write(join(folder, name), 'x'), attributes: root }));
      await session.run(steps);
      const bits = Number.parseInt(mode, 8).toString(8);
      expect(names.map((name) => look(join(folder, name)))).toEqual(names.map(() => [bits, 0, 0]));
    },
  );

  test('are done one by one when one of them fails, up to that one', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'f5', 'full'), { recursive: true });
    const steps = Array.from({ length: 12 }, (_, index) => write(join(folder, `f${index}`), 'x'));
    const outcomes = await session.run(steps);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'done'),
      'failed',
      ...Array.from({ length: 6 }, () => 'not-run'),
    ]);
    expect(outcomes[5]?.message).toMatch(/Could not replace .*f5 is a directory/);
    expect(readdirSync(folder).toSorted()).toEqual(['f0', 'f1', 'f2', 'f3', 'f4', 'f5']);
  });

  test('write files of several folders in one round trip, a folder by two names one by one', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const folders = ["it's", '-p', 'new\nline', 'same', 'alias'].map((name) => join(folder, name));
    for (const path of folders.slice(0, 4)) mkdirSync(path);
    await session.run([{ do: 'touch', title: 'warm', path: join(folder, 'warm') }]);
    const stepsOf = (paths: readonly string[]): Step[] =>
      paths.flatMap((path) => ['-n', '*', 'c'].map((name) => write(join(path, name), path)));
    const before = session.stats.roundTrips;
    const outcomes = await session.run(stepsOf(folders.slice(0, 4)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 'done'));
    expect(session.stats.roundTrips - before).toBe(1);
    symlinkSync('same', join(folder, 'alias'));
    expect((await session.run(stepsOf(folders))).every(({ status }) => status === 'done')).toBe(
      true,
    );
    for (const path of folders) {
      expect(readdirSync(path).toSorted()).toEqual(['*', '-n', 'c']);
      const text = path.endsWith('same') ? join(folder, 'alias') : path;
      expect(readFileSync(join(path, 'c'), 'utf8')).toBe(text);
      expect(look(join(path, '*'))).toEqual(['640', ...outsider]);
    }
  });

  test('begin nothing in any folder where one file cannot be put in place', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'one'));
    mkdirSync(join(folder, 'two', 'f9'), { recursive: true });
    const steps = Array.from({ length: 10 }, (_, index) =>
      write(join(folder, index < 5 ? 'one' : 'two', `f${index}`), 'x'),
    );
    const outcomes = await session.run(steps);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 9 }, () => 'done'),
      'failed',
    ]);
    expect(outcomes[9]?.message).toMatch(/Could not replace .*f9 is a directory/);
    expect(readdirSync(join(folder, 'two')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('give files in a folder that hands its group on the group that is asked for', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    chownSync(folder, 0, 1);
    chmodSync(folder, 0o2755);
    const root = { mode: '0644', owner: 'root', group: 'root' };
    const steps = names.map((name) => ({ ...write(join(folder, name), 'x'), attributes: root }));
    await session.run(steps);
    expect(names.map((name) => look(join(folder, name)))).toEqual(names.map(() => ['644', 0, 0]));
  });

  test('make directories in several folders, each before what is below it', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const paths = ['a', 'a/b', 'a/b/c', 'd', 'd/e', 'f', 'f/g', 'h'].map((name) =>
      join(folder, name),
    );
    await session.run([{ do: 'touch', title: 'warm', path: join(folder, 'warm') }]);
    const before = session.stats.roundTrips;
    const make = paths.map((path): Step => ({ do: 'mkdir', title: path, path, attributes }));
    expect((await session.run(make)).every(({ status }) => status === 'done')).toBe(true);
    expect(session.stats.roundTrips - before).toBe(1);
    expect(paths.map(look)).toEqual(paths.map(() => ['640', ...outsider]));
  });

  test('replace a link and not what it leads to', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const elsewhere = makeFolder();
    symlinkSync(elsewhere, join(folder, 'n1'));
    const steps = Array.from({ length: 9 }, (_, index) => write(join(folder, `n${index}`), 'x'));
    await session.run(steps);
    expect(lstatSync(join(folder, 'n1')).isFile()).toBe(true);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('make directories and set attributes, where some are there already too', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const paths = names.map((name) => join(folder, name));
    const make = paths.map((path): Step => ({ do: 'mkdir', title: path, path, attributes }));
    expect((await session.run(make)).every(({ status }) => status === 'done')).toBe(true);
    expect(paths.map(look)).toEqual(paths.map(() => ['640', ...outsider]));
    const more = [...paths, join(folder, 'more')].map((path): Step => ({
      do: 'mkdir',
      title: path,
      path,
      attributes: { mode: '2755' },
    }));
    expect((await session.run(more)).every(({ status }) => status === 'done')).toBe(true);
    expect(paths.map(look)).toEqual(paths.map(() => ['2755', ...outsider]));
    const own = paths.map((path): Step => ({
      do: 'attributes',
      title: path,
      path,
      attributes: { mode: 'o-rx' },
    }));
    await session.run(own);
    expect(paths.map(look)).toEqual(paths.map(() => ['2750', ...outsider]));
  });

  test('touch files, and make those that are not there', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const paths = names.map((name) => join(folder, name));
    for (const path of paths.slice(1)) {
      writeFileSync(path, 'kept');
      utimesSync(path, 1, 1);
    }
    const steps = paths.map((path): Step => ({ do: 'touch', title: path, path }));
    const begun = Math.floor(Date.now() / 1000);
    expect((await session.run(steps)).every(({ status }) => status === 'done')).toBe(true);
    const before = session.stats.roundTrips;
    expect((await session.run(steps)).every(({ status }) => status === 'done')).toBe(true);
    expect(session.stats.roundTrips - before).toBe(1);
    for (const path of paths) {
      expect(statSync(path).mtimeMs / 1000).toBeGreaterThanOrEqual(begun);
      expect(statSync(path).atimeMs / 1000).toBeGreaterThanOrEqual(begun);
    }
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(
      paths.map((_, index) => (index === 0 ? '' : 'kept')),
    );
  });

  test('leave nothing behind when the shell is told to end', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const stop = new AbortController();
    const large = 'x'.repeat(60_000);
    const steps = Array.from({ length: 40 }, (_, index) => write(join(folder, `f${index}`), large));
    const running = session.run(steps, { signal: stop.signal });
    running.catch(() => undefined);
    for (let turn = 0; turn < 200 && readdirSync(folder).length === 0; turn += 1)
      await new Promise((resolve) => setTimeout(resolve, 1));
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    const left = () => readdirSync(folder).filter((name) => name.startsWith('.kplay'));
    await expect.poll(left).toEqual([]);
  });
});

/** A folder of all that a path can lead to. */
function layOutKinds(): readonly string[] {
  const folder = makeFolder();
  const at = (name: string): string => join(folder, name);
  for (const name of names.filter((one) => one !== 'new\nline')) writeFileSync(at(name), name);
  writeFileSync(at('new\nline'), 'x');
  writeFileSync(at('foreign'), 'x');
  chownSync(at('foreign'), ...outsider);
  mkdirSync(at('dir'), { mode: 0o1777 });
  symlinkSync('a', at('link'));
  symlinkSync('dir', at('link-to-dir'));
  symlinkSync('nowhere', at('dangling'));
  symlinkSync('self', at('self'));
  execFileSync('mkfifo', [at('pipe')]);
  const there = readdirSync(folder).map(at);
  return [...there, at('nothing'), at('dir/none'), at('no/such/dir'), at('a/below-a-file'), '/'];
}

const questions = [
  {},
  { checksum: 'sha1', owner: 'nobody', group: 'daemon' },
  { checksum: 'sha256', owner: '4242', group: 'no-such-group' },
] as const;

describe.each(shells)('many questions on $name', (shell) => {
  test.each(questions)('are answered as each alone: %j', async (question) => {
    const session = openTestSession(shell);
    const paths = layOutKinds();
    const single = [];
    for (const path of paths) single.push(await session.ask(pathState(path, question)));
    const before = session.stats.roundTrips;
    const many = await Promise.all(paths.map((path) => session.ask(pathState(path, question))));
    const untimed = (state: unknown): unknown =>
      JSON.parse(
        JSON.stringify(state, (key, value: unknown) => (key === 'accessTime' ? 0 : value)),
      );
    expect(many.map(untimed)).toEqual(single.map(untimed));
    // Links and the like are asked for once more.
    expect(session.stats.roundTrips - before).toBe(2);
  });
});
