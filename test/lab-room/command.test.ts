/** Programs of this machine are run to their end, or ended whole with what they have started. */
import { expect, test } from 'vitest';
import { LabError } from '../../engine/lab/index.ts';
import { runCommand, tryCommand } from '../../engine/lab/command.ts';

test('gives the exit code and both outputs', async () => {
  const result = await tryCommand(['sh', '-c', 'cat; echo no >&2; exit 3'], { input: 'yes' });
  expect(result).toEqual({ code: 3, stdout: 'yes', stderr: 'no\n' });
});

test('a failure is told of with its last words', async () => {
  const failing = runCommand(['sh', '-c', 'echo why >&2; exit 4']);
  await expect(failing).rejects.toThrow(/ended with 4:\nwhy/);
  await expect(failing).rejects.toThrow(LabError);
});

test('a signal ends a program and its children, and is the reason given', async () => {
  const stop = new AbortController();
  const why = new Error('enough');
  // The pipe is closed, and the call settles, only when both programs are gone.
  const running = tryCommand(['sh', '-c', 'sleep 600 & wait'], { signal: stop.signal });
  setTimeout(() => {
    stop.abort(why);
  }, 50);
  await expect(running).rejects.toBe(why);
});
