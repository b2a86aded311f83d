/** Outcomes of conversations: done with an answer, or failed with a sentence. */
import type { Plain } from '../../base/index.ts';
import type { StepOutcome } from '../contract.ts';
import type { TalkStep } from './params.ts';

/** When a conversation began and ended, by the controller's clock. */
export interface TalkTime {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** Gives whole seconds, as Ansible's `elapsed`. */
export function toElapsed({ startedAt, endedAt }: TalkTime): number {
  return Math.floor((endedAt - startedAt) / 1000);
}

/** The outcome of a conversation that came to what was wanted. */
export function toDone(
  step: TalkStep,
  time: TalkTime,
  answer: Readonly<Record<string, Plain>>,
): StepOutcome {
  return { step, status: 'done', rc: 0, stdout: '', stderr: '', ...time, answer };
}

/** The outcome of a conversation that did not. */
export function toFailed(
  step: TalkStep,
  time: TalkTime,
  failure: {
    readonly message: string;
    readonly answer: Readonly<Record<string, Plain>>;
    readonly stderr?: string;
  },
): StepOutcome {
  const { message, answer, stderr = '' } = failure;
  return { step, status: 'failed', rc: 1, stdout: '', stderr, ...time, message, answer };
}
