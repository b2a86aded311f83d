/** Waiting for a host: how long, and what is waited out. */
import { expect, test } from 'vitest';
import { UnreachableError } from '../../engine/connect/index.ts';
import { TaskFailure } from '../../engine/host/index.ts';
import type { Session } from '../../engine/run/contract.ts';
import { openWhenReachable } from '../../engine/run/wait-for-host.ts';

const SESSION = {} as unknown as Session; // oxlint-disable-line typescript/consistent-type-assertions -- nobody uses it

/** Waits with a clock that only sleeping moves, for a door that answers so. */
async function wait(
  params: Readonly<Record<string, number>>,
  answers: readonly Error[],
): Promise<{ readonly elapsed: number; readonly knocks: number }> {
  let [time, knocks] = [0, 0];
  const door = {
    knock: () => {
      const error = answers[knocks];
      knocks += 1;
      return error === undefined ? Promise.resolve(SESSION) : Promise.reject(error);
    },
    now: () => time,
  };
  const sleep = (seconds: number): Promise<void> => {
    time += seconds * 1000;
    return Promise.resolve();
  };
  const { elapsedSeconds } = await openWhenReachable(params, door, { sleep });
  return { elapsed: elapsedSeconds, knocks };
}

const down = new UnreachableError('no route', {});

test('goes on until the host answers, whoever refuses first', async () => {
  const refused = new TaskFailure('sudo was refused');
  expect(await wait({ sleep: 2.5 }, [down, refused])).toEqual({ elapsed: 5, knocks: 3 });
});

test('counts the time behind the delay', async () => {
  expect(await wait({ delay: 10, timeout: 5 }, [down])).toEqual({ elapsed: 11, knocks: 2 });
});

test('gives up when the time is over', async () => {
  const never = Array.from({ length: 9 }, () => down);
  await expect(wait({ timeout: 3 }, never)).rejects.toMatchObject({
    message: 'timed out waiting for ping module test: no route',
  });
});
