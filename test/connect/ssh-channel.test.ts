import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { untilDrained } from '../../engine/connect/ssh-channel.ts';

/** Waits for room on a line, lets everything settle that can, and tells whether there was any. */
async function watch(line: PassThrough): Promise<string[]> {
  const seen: string[] = [];
  void untilDrained(line).then(() => seen.push('room'));
  await new Promise(setImmediate);
  return seen;
}

describe('a line has room', () => {
  test('at once when it takes everything', async () => {
    expect(await watch(new PassThrough({ highWaterMark: 10 }))).toEqual(['room']);
  });

  test('only after it was drained when it was full', async () => {
    const line = new PassThrough({ highWaterMark: 10 });
    line.write('far more than ten bytes');
    const seen = await watch(line);
    expect(seen).toEqual([]);
    line.resume();
    await expect.poll(() => seen).toEqual(['room']);
  });

  test('when it is gone, so that nobody waits for it', async () => {
    const line = new PassThrough({ highWaterMark: 10 });
    line.write('far more than ten bytes');
    const seen = await watch(line);
    line.destroy();
    await expect.poll(() => seen).toEqual(['room']);
    expect(await watch(line)).toEqual(['room']);
  });
});
