/** What came of git's work: the report of its script, or why a command failed, in Ansible's words. */
import { refuseMissing } from './tool.ts';
import type { GitParams } from './git-params.ts';
import { MARK } from './git-script.ts';
import type { StepOutcome } from '../../host/index.ts';

/** What stands behind the last mark of a stream, and what the mark names. */
function readLast(text: string): { readonly command: string; readonly said: string } {
  const at = text.lastIndexOf(`\n${MARK}`);
  if (at === -1) return { command: 'run', said: text };
  const end = text.indexOf('\n', at + 1);
  return { command: text.slice(at + 1 + MARK.length, end), said: text.slice(end + 1) };
}

function toMessage(params: GitParams, command: string, out: string, err: string): string {
  const { version, remote } = params;
  const [word = '', ...rest] = command.split(' ');
  switch (word) {
    case 'fetch':
      return `Failed to download remote objects and refs: ${out} ${err}`;
    case 'url':
      return `Failed to set a new url ${rest.join(' ')} for ${remote}: ${out} ${err}`;
    case 'branch':
      return `Failed to checkout ${command}`;
    case 'version':
      return `Failed to checkout ${version}`;
    case 'fetch-branch':
      return `Failed to fetch branch from remote: ${version}`;
    case 'verify':
      return `Failed to verify GPG signature of commit/tag "${version}"`;
    case 'key':
      return `The gpg_whitelist does not include the public key "${rest[0] ?? ''}" for this commit`;
    case 'submodules':
      return `Failed to init/update submodules: ${out}${err}`;
    case 'move':
      return `Unable to move git dir. ${err.trim()}`;
    case 'archive':
      return 'Failed to perform archive operation';
    default:
      return err.trimEnd();
  }
}

/** Why the script ended early. */
export interface GitFailure {
  readonly message: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Describes a failed step. @throws TaskFailure when git is not there */
export function describeGitFailure(params: GitParams, outcome: StepOutcome): GitFailure {
  refuseMissing(outcome);
  const { command, said: stdout } = readLast(outcome.stdout);
  const { said: stderr } = readLast(outcome.stderr);
  const message = outcome.message ?? toMessage(params, command, stdout, stderr);
  return { message, rc: outcome.rc, stdout, stderr };
}

/** What the script tells in the end. */
export interface GitReport {
  readonly after: string;
  readonly hasNewSubmodules: boolean;
  readonly hasNewArchive: boolean;
}

/** Reads the report of a step that went well. */
export function readReport({ stdout }: StepOutcome): GitReport {
  const lines = readLast(stdout).said.split('\n');
  return {
    after: lines.find((line) => line.startsWith('after '))?.slice('after '.length) ?? '',
    hasNewSubmodules: lines.includes('submodules'),
    hasNewArchive: lines.includes('archive'),
  };
}
