/** How `file` says that a step has failed: in the words of Ansible's module (observed with 2.14). */
import { TaskFailure, type StepOutcome } from '../../host/index.ts';
import { describeFailure } from './outcome.ts';
import { osError, toOsError } from './os-error.ts';

/**
 * What mkdir could not make, and why. Where a file stands in the place of a parent, Python only finds
 * that nothing can be made below it.
 */
function describeDirectory(stderr: string, error: string, wanted: string): string {
  const path = /'(.*)': [^:]*$/s.exec(stderr.trim())?.[1] ?? wanted;
  const isParent = error.endsWith('File exists') && wanted.startsWith(`${path}/`);
  if (!isParent) return `There was an issue creating ${path} as requested: ${error}: b'${path}'`;
  const below = `${path}/${wanted.slice(path.length + 1).split('/')[0] ?? ''}`;
  return `There was an issue creating ${below} as requested: ${osError(20)}: b'${below}'`;
}

/** @param wanted the path that the task is about */
function describe({ step, stderr }: StepOutcome, wanted: string): string | undefined {
  const error = toOsError(stderr);
  if (error === undefined) return undefined;
  switch (step.do) {
    case 'mkdir':
      return describeDirectory(stderr, error, wanted);
    case 'touch':
    case 'write':
      return `Error, could not touch target: ${error}: b'${step.path}'`;
    case 'link':
      return `Error while ${step.force ? 'replacing' : 'linking'}: ${error}: b'${step.target}' -> b'${step.path}'`;
    default:
      return undefined;
  }
}

/** @throws TaskFailure when a step has failed */
export function failOnFailedFile(outcomes: readonly StepOutcome[], path: string): void {
  const failed = outcomes.find(({ status }) => status === 'failed');
  if (failed === undefined) return;
  throw new TaskFailure(describe(failed, path) ?? describeFailure(failed), { path });
}
