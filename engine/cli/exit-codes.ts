/** Exit codes, as ansible-playbook 2.14 gives them (observed), and sysexits' 70 for our own bugs. */
import type { Problem } from '../base/index.ts';

export const EXIT = {
  ok: 0,
  error: 1,
  failedHosts: 2,
  usage: 2,
  unreachable: 4,
  parse: 4,
  bug: 70,
  /** Options that do not go together, or that are missing. */
  options: 5,
  interrupted: 99,
} as const;

/** Problems that ansible-playbook ends with 1: the project is well-formed but cannot be run. */
const ERRORS: ReadonlySet<string> = new Set([
  'unknown-role',
  'role-cycle',
  'missing-import',
  'unknown-handler',
  'missing-vars-file',
  'file-not-found',
  'playbook-not-found',
  'no-such-host',
  'no-answer',
  'explain-refused',
  'init-refused',
  'test-refused',
]);

/** The same for everything about hosts, vaults and settings: `inventory-…`, `vault-…`. */
const ABOUT_HOSTS = /^(inventory|vagrant|vagrantfile|pattern|vault|config)-/;

/** Problems that ansible-playbook finds only while running: there the task fails with 2. */
const FAILURES: ReadonlySet<string> = new Set([
  'unknown-parameter',
  'missing-parameter',
  'wrong-parameter-type',
  'wrong-parameter-value',
  'parameters-conflict',
  'template-syntax',
  'template-failed',
  'undefined-variable',
  'variable-cycle',
  'loop-not-a-list',
]);

const OPTIONS: ReadonlySet<string> = new Set([
  'vault-unclear',
  'extra-vars-not-a-mapping',
  'inventory-refused',
  'adhoc-refused',
  'ssh-refused',
]);

/** The exit code for problems found before or between tasks; the first one decides. */
export function exitCodeOf(problems: readonly Problem[]): number {
  const code = problems[0]?.code ?? '';
  if (OPTIONS.has(code)) return EXIT.options;
  if (ERRORS.has(code) || ABOUT_HOSTS.test(code)) return EXIT.error;
  return FAILURES.has(code) ? EXIT.failedHosts : EXIT.parse;
}
