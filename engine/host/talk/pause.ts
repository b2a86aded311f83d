/** `pause`: waits on the controller. Parameters: seconds. */
import type { StepOutcome } from '../contract.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { toDone, toElapsed } from './outcome.ts';
import { readParams, type TalkStep } from './params.ts';
import { sleep } from './sleep.ts';

/** @throws the signal's reason when the user gives up waiting */
export async function pause(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const startedAt = core.now();
  await sleep(readParams(step).number('seconds', 0), options.signal);
  const time = { startedAt, endedAt: core.now() };
  return toDone(step, time, { elapsed: toElapsed(time) });
}
