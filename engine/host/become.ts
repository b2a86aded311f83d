/**
 * Becoming another user: the command line that starts a shell as them, and how to tell a password
 * prompt, a refusal and success apart. Words of failures are Ansible's.
 */
import { quote } from '../shell/index.ts';
import { TaskFailure } from './contract.ts';

/** Who to become, and how. Resolved from `become_*` keywords and `ansible_become_*` variables. */
export interface BecomeSpec {
  readonly method: 'sudo' | 'su' | 'doas';
  readonly user: string;
  readonly password?: string | undefined;
  /** Replaces the default flags (sudo: `-H -S -n`, su: none, doas: none). */
  readonly flags?: string | undefined;
  /** Replaces the name of the program. */
  readonly exe?: string | undefined;
}

/** A command line that becomes somebody, and what its stderr may say before it has. */
export interface BecomePlan {
  readonly commandLine: string;
  /**
   * How a password is asked for, when it can be: `prompt` matches the end of stderr, `readyMark` is
   * the first line that the new user's shell prints on stdout. Undefined: nothing to wait for.
   */
  readonly asks?: { readonly prompt: RegExp; readonly readyMark: string };
}

function toCommand(script: string): string {
  return `/bin/sh -c ${quote(script)}`;
}

function planSudo(spec: BecomeSpec, label: string, script: string): BecomePlan {
  const flags = spec.flags ?? '-H -S -n';
  const exe = spec.exe ?? 'sudo';
  const user = `-u ${quote(spec.user)}`;
  if (spec.password === undefined)
    return { commandLine: `${exe} ${flags} ${user} ${toCommand(script)}` };
  // With a password, -n must go and the prompt must be one that nothing else prints.
  const asking = flags
    .replaceAll(/(^|\s)(--non-interactive|-n)(?=\s|$)/g, ' ')
    .replaceAll(/(^|\s)-(\w*)n(\w*)(?=\s|$)/g, '$1-$2$3')
    .trim();
  const prompt = `[${label} password] `;
  return {
    commandLine: `${exe} ${asking} -p ${quote(prompt)} ${user} ${toCommand(`echo ${label}; ${script}`)}`,
    asks: { prompt: new RegExp(`\\[${label} password\\] $`), readyMark: label },
  };
}

function planSu(spec: BecomeSpec, label: string, script: string): BecomePlan {
  const command = quote(toCommand(`echo ${label}; ${script}`));
  const parts = [spec.exe ?? 'su', spec.flags ?? '', quote(spec.user), '-c', command];
  return {
    commandLine: parts.filter((part) => part !== '').join(' '),
    // PAM's prompt is in the host's language; every one of them ends like this.
    asks: { prompt: /[:：] ?$/u, readyMark: label },
  };
}

function planDoas(spec: BecomeSpec, script: string): BecomePlan {
  if (spec.password !== undefined)
    throw new TaskFailure('doas reads passwords from a terminal only: allow it with `nopass`');
  const [exe, flags] = [spec.exe ?? 'doas', spec.flags ?? '-n'];
  return { commandLine: `${exe} ${flags} -u ${quote(spec.user)} ${toCommand(script)}` };
}

/**
 * Plans the command line that runs `script` (text for `/bin/sh -c`) as another user.
 * @param label letters and digits, new for each use: part of prompt and ready mark
 * @throws TaskFailure when the method cannot work with what the spec has
 */
export function planBecome(spec: BecomeSpec, label: string, script: string): BecomePlan {
  switch (spec.method) {
    case 'sudo':
      return planSudo(spec, label, script);
    case 'su':
      return planSu(spec, label, script);
    case 'doas':
      return planDoas(spec, script);
  }
}

const MISSING = [/a password is required/i, /authorization required/i, /Authentication required/i];
const INCORRECT = [
  /Sorry, try again/i,
  /incorrect password/i,
  /Authentication failure/i,
  /Permission denied/i,
];

/**
 * Turns the stderr of a become that failed into the failure Ansible would show.
 * @param stderr what was printed before the command ended
 */
export function toBecomeFailure(spec: BecomeSpec, stderr: string): TaskFailure {
  const said = stderr.trim();
  const has = (patterns: readonly RegExp[]): boolean => patterns.some((one) => one.test(said));
  if (spec.password === undefined && has([...MISSING, ...INCORRECT]))
    return new TaskFailure(`Missing ${spec.method} password`);
  if (has(INCORRECT)) return new TaskFailure(`Incorrect ${spec.method} password`);
  if (/not found|No such file/i.test(said))
    return new TaskFailure(`${spec.method} is missing on the host (package ${spec.method})`, {
      stderr: said,
    });
  const detail = said === '' ? 'no message was given' : said;
  return new TaskFailure(`${spec.method} to ${spec.user} was refused: ${detail}`, { stderr: said });
}
