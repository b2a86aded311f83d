/** The conversations: steps that are more than a script. One file each. */
import type { StepOutcome } from '../contract.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { expect } from './expect.ts';
import { fetchFile } from './fetch.ts';
import type { TalkStep } from './params.ts';
import { pause } from './pause.ts';
import { reboot } from './reboot.ts';
import { rsync } from './rsync.ts';
import { waitFor } from './wait-for.ts';

/**
 * Holds the conversation of a step.
 * @throws UnreachableError, TaskFailure, or the signal's reason
 */
export function talk(core: SessionCore, step: TalkStep, options: RunOptions): Promise<StepOutcome> {
  switch (step.with) {
    case 'wait_for':
      return waitFor(core, step, options);
    case 'expect':
      return expect(core, step, options);
    case 'fetch':
      return fetchFile(core, step, options);
    case 'reboot':
      return reboot(core, step, options);
    case 'rsync':
      return rsync(core, step, options);
    case 'pause':
      return pause(core, step, options);
  }
}
