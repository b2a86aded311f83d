/**
 * The conversation between an rsync here and one on the host. In place of rsync a script starts what
 * rsync would start, and says and hears bytes; real rsync is tried on the lab (test/compat/modules).
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../engine/host/index.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

const [dash] = shells;
if (dash === undefined) throw new Error('no shell to test with');

function standIn(script: string): string {
  const path = join(makeFolder(), 'rsync');
  writeFileSync(path, `#!/bin/sh\nrsh=\${1#--rsh=}; shift\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function toStep(program: string, words: readonly string[] = []): Step {
  return { do: 'talk', title: 'synchronize', with: 'rsync', params: { program, words } };
}

describe('rsync', () => {
  test('has its words carried both ways, whatever bytes they are', async () => {
    const program = standIn(
      `printf 'a\\000\\377b\\n' | eval "$rsh" host '"$1"' | od -An -c | tr -s ' '; echo end`,
    );
    const [outcome] = await openTestSession(dash).run([
      toStep(program, [`head -n 1 | sed "s/b/it's/"`]),
    ]);
    expect(outcome).toMatchObject({ status: 'done', rc: 0 });
    expect(outcome?.stdout.trim()).toBe(`a \\0 377 i t ' s \\n\nend`);
  });

  test('ends when the host has ended, though it would say more', async () => {
    const open = 'mkfifo "$0.open"; exec 9<>"$0.open"';
    const program = standIn(`${open}; eval "$rsh" host '"false"' <&9; exit 12`);
    const [outcome] = await openTestSession(dash).run([toStep(program)]);
    expect(outcome).toMatchObject({ status: 'failed', rc: 12 });
  });

  test('gives what both printed as errors', async () => {
    const program = standIn(
      `eval "$rsh" host "'echo there >&2'" </dev/null; echo here >&2; exit 23`,
    );
    const [outcome] = await openTestSession(dash).run([toStep(program)]);
    expect(outcome).toMatchObject({ status: 'failed', rc: 23 });
    expect(outcome?.stderr).toMatch(/there[^]*here/);
  });

  test('may end before it asks for the host', async () => {
    const [outcome] = await openTestSession(dash).run([toStep(standIn('echo usage >&2; exit 1'))]);
    expect(outcome).toMatchObject({ status: 'failed', rc: 1, stderr: 'usage\n' });
  });

  test('names the package of an rsync that is missing here or there', async () => {
    const session = openTestSession(dash);
    await expect(session.run([toStep('/nowhere/rsync')])).rejects.toThrow(
      '`/nowhere/rsync` is missing on this machine (package rsync)',
    );
    const program = standIn(`eval "$rsh" host no-such-rsync </dev/null; exit 12`);
    await expect(session.run([toStep(program)])).rejects.toThrow(
      '`rsync` is missing on the host (package rsync)',
    );
  });
});
