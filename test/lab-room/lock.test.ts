/** Locks between processes: held, released, and taken over from a process that is gone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { withLock } from '../../engine/lab/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'kplay-lock-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('withLock', () => {
  it('lets one in at a time', async () => {
    const path = join(folder, 'one');
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} in`);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(`${name} out`);
    };
    await Promise.all([withLock(path, work('a')), withLock(path, work('b'))]);
    const turns = [seen.slice(0, 2), seen.slice(2)].map((turn) => turn.join(', '));
    expect(turns.sort()).toEqual(['a in, a out', 'b in, b out']);
  });

  it('is free again after its work failed', async () => {
    const path = join(folder, 'failed');
    await expect(withLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(path, () => Promise.resolve('yes'))).toBe('yes');
  });

  it.each([
    ['a process number that is not there', '4194305 1'],
    ['a process number that is used again', `${process.pid} 1`],
  ])('takes over from %s', async (_what, owner) => {
    const path = join(folder, 'stale');
    writeFileSync(path, owner);
    const held = await withLock(path, () => Promise.resolve(readFileSync(path, 'utf8')));
    expect(held).not.toBe(owner);
  });
});
