/** What the steps of a module came to: the backup they made, the first failure among them. */
import { TaskFailure, type StepOutcome } from '../../host/index.ts';
import { splitLines, type Plain } from '../../base/index.ts';

/** Path of the backup that a write made. */
export function findBackup(outcomes: readonly StepOutcome[]): string | undefined {
  return outcomes.find(({ backupFile }) => backupFile !== undefined)?.backupFile;
}

/** Says what a failed step said, or that it failed. */
export function describeFailure({ step, message, stderr, stdout, rc }: StepOutcome): string {
  if (message !== undefined) return message;
  const said = step.isSecret === true ? '' : stderr.trim() || stdout.trim();
  return `could not ${step.title}${said === '' ? ` (exit code ${rc})` : `: ${said}`}`;
}

/**
 * Fails the task when a step failed; every `settle` begins with it.
 * @param describe words of its own for a failed step
 * @throws TaskFailure with the step's rc and outputs
 */
export function failOnFailedStep(
  outcomes: readonly StepOutcome[],
  describe: (outcome: StepOutcome) => string = describeFailure,
  more: Readonly<Record<string, Plain>> = {},
): void {
  const failed = outcomes.find(({ status }) => status === 'failed');
  if (failed === undefined) return;
  const isSecret = failed.step.isSecret === true;
  const [stdout, stderr] = isSecret ? ['', ''] : [failed.stdout, failed.stderr];
  throw new TaskFailure(describe(failed), {
    ...more,
    rc: failed.rc,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr,
    stderr_lines: splitLines(stderr),
    ...(failed.message === 'failed to validate' ? { exit_status: failed.rc } : {}),
  });
}

/**
 * Returns of a plan with the backup that was made, once every step is known to have gone well.
 * @throws TaskFailure when a step failed
 */
export function settleWrite<R extends object>(
  returns: R,
  outcomes: readonly StepOutcome[],
  describe: (outcome: StepOutcome) => string = describeFailure,
): R & { readonly backup_file?: string } {
  failOnFailedStep(outcomes, describe);
  const backup = findBackup(outcomes);
  return backup === undefined ? returns : { ...returns, backup_file: backup };
}
