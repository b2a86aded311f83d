/** Steps of several items, done as one list: a file that is written again and again is written once. */
import type { Step, StepOutcome, WriteStep } from '../host/index.ts';

/** A write that leaves nothing of what was there, and nothing beside. */
function isPlainWrite(step: Step): step is WriteStep {
  if (step.do !== 'write' || step.backup === true || step.isInPlace === true) return false;
  const { mode, owner, group } = step.attributes;
  const isWhole = mode !== undefined && owner !== undefined && group !== undefined;
  return isWhole && step.validate === undefined;
}

/** For each step that a later one makes good for nothing, that later one. */
function findOverwriting(steps: readonly Step[]): ReadonlyMap<Step, Step> {
  const lasts = new Map<string, Step | undefined>();
  for (const step of steps) {
    if (!('path' in step)) continue;
    const { path } = step;
    const isPlain = isPlainWrite(step) && (!lasts.has(path) || lasts.get(path) !== undefined);
    lasts.set(path, isPlain ? step : undefined);
  }
  const found = new Map<Step, Step>();
  for (const step of steps) {
    const last = 'path' in step ? lasts.get(step.path) : undefined;
    if (last !== undefined && last !== step) found.set(step, last);
  }
  return found;
}

/** Leaves out the writes of a path that only its last write decides on. */
export function withoutOverwritten(steps: readonly Step[]): readonly Step[] {
  const overwriting = findOverwriting(steps);
  return steps.filter((step) => !overwriting.has(step));
}

/**
 * Gives each step an outcome: one that was left out has that of the write that stands for it, if that
 * was done; otherwise nobody knows.
 * @param outcomes of what `withoutOverwritten` left
 */
export function spreadOutcomes(
  steps: readonly Step[],
  outcomes: readonly StepOutcome[],
): readonly (StepOutcome | undefined)[] {
  const overwriting = findOverwriting(steps);
  const byStep = new Map(outcomes.map((outcome) => [outcome.step, outcome]));
  return steps.map((step) => {
    const last = overwriting.get(step);
    if (last === undefined) return byStep.get(step);
    const outcome = byStep.get(last);
    return outcome?.status === 'done' ? { ...outcome, step } : undefined;
  });
}
