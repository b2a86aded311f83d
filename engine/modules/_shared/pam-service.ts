/**
 * Files of /etc/pam.d as lists of lines, and the edits of community.general's `pamd` on them. Pure.
 * Rules are written anew as that module writes them when anything changes; comments stay.
 */
import { splitLines } from '../../base/index.ts';
import { TaskFailure } from '../../host/index.ts';

/** What a rule is found by. */
export interface RuleName {
  readonly type: string;
  readonly control: string;
  readonly path: string;
}

/** A rule of PAM. */
export interface PamRule extends RuleName {
  readonly args: readonly string[];
}

/** A line: a rule, or text that is kept (comments, `@include`, empty lines). */
export type PamLine = PamRule | string;

/** Lines after an edit, and of how many rules it was. */
export interface Edited {
  readonly lines: readonly PamLine[];
  readonly count: number;
}

/** The types of rules; a dash in front is for modules that may be missing. */
export const RULE_TYPES = [
  ...['account', '-account', 'auth', '-auth'],
  ...['password', '-password', 'session', '-session'],
] as const;

const CONTROLS = [
  ...['required', 'requisite', 'sufficient', 'optional', 'include', 'substack', 'definitive'],
];
/** What a module may say (pam.conf(5)). */
const ANSWERS = [
  ...['success', 'open_err', 'symbol_err', 'service_err', 'system_err', 'buf_err', 'perm_denied'],
  ...['auth_err', 'cred_insufficient', 'authinfo_unavail', 'user_unknown', 'maxtries'],
  ...['new_authtok_reqd', 'acct_expired', 'session_err', 'cred_unavail', 'cred_expired'],
  ...['cred_err', 'no_module_data', 'conv_err', 'authtok_err', 'authtok_recover_err'],
  ...['authtok_lock_busy', 'authtok_disable_aging', 'try_again', 'ignore', 'abort'],
  ...['authtok_expired', 'module_unknown', 'bad_item', 'conv_again', 'incomplete', 'default'],
];
const ACTIONS = ['ignore', 'bad', 'die', 'ok', 'done', 'reset'];

const RULE = /(-?(?:auth|account|session|password))\s+(\[.*\]|\S*)\s+(\S*)\s*(.*)/;

/** Splits arguments at blanks, but for those in brackets. */
export function toArgs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.match(/\[.*\]|\S+/g) ?? []);
}

/** Writes `[success = 1 default=ignore]` as `[success=1 default=ignore]`. */
export function toControl(text: string): string {
  if (!text.startsWith('[')) return text;
  return `[${text.replaceAll(' = ', '=').replaceAll(/[[\]]/g, '')}]`;
}

/** Reads a file. @throws TaskFailure for a line that is no rule */
export function parseService(text: string): readonly PamLine[] {
  return splitLines(text).map((line) => {
    const start = line.trimStart();
    if (start === '' || start.startsWith('#') || start.startsWith('@include')) return line;
    const [, type, control = '', path = '', args = ''] = RULE.exec(line) ?? [];
    if (type === undefined) throw new TaskFailure(`Rule is not valid ${line}`);
    return { type, control: toControl(control), path, args: toArgs([args]) };
  });
}

function writeRule({ type, control, path, args }: PamRule): string {
  return [`${type.padEnd(10)} ${control}`, path, ...args].join(' ');
}

/** Writes lines as a file. */
export function writeService(lines: readonly PamLine[]): string {
  return `${lines.map((line) => (typeof line === 'string' ? line : writeRule(line))).join('\n')}\n`;
}

function findFault({ type, control }: PamRule): string | undefined {
  if (!RULE_TYPES.some((known) => known === type)) return `Rule type, ${type}, is`;
  if (!control.startsWith('[')) {
    return CONTROLS.includes(control) ? undefined : `Rule control, ${control}, is`;
  }
  for (const pair of control.slice(1, -1).split(' ')) {
    const [answer = '', action = ''] = pair.split('=');
    if (!ANSWERS.includes(answer)) return `Rule control value, ${answer}, is`;
    if (!ACTIONS.includes(action) && !/^\d+$/.test(action)) {
      return `Rule control action, ${action}, is`;
    }
  }
  return undefined;
}

/** @throws TaskFailure for a rule that PAM would not understand */
export function checkService(lines: readonly PamLine[]): void {
  for (const line of lines) {
    if (typeof line === 'string') continue;
    const fault = findFault(line);
    if (fault !== undefined) {
      throw new TaskFailure(`${fault} not valid in rule ${writeRule(line)}`);
    }
  }
}

function isRule(line: PamLine | undefined, { type, control, path }: RuleName): boolean {
  if (line === undefined || typeof line === 'string') return false;
  return line.type === type && line.control === control && line.path === path;
}

/** Changes each rule of a name; one that `change` leaves as it is does not count. */
export function changeRules(
  lines: readonly PamLine[],
  name: RuleName,
  change: (rule: PamRule) => PamRule,
): Edited {
  let count = 0;
  const changed = lines.map((line) => {
    if (typeof line === 'string' || !isRule(line, name)) return line;
    const fresh = change(line);
    if (writeRule(fresh) === writeRule(line)) return line;
    count += 1;
    return fresh;
  });
  return { lines: changed, count };
}

/** Removes each rule of a name. */
export function removeRules(lines: readonly PamLine[], name: RuleName): Edited {
  const kept = lines.filter((line) => !isRule(line, name));
  return { lines: kept, count: lines.length - kept.length };
}

/** Comments and empty lines are looked past. */
function isText(line: PamLine | undefined): boolean {
  return typeof line === 'string' && !line.trimStart().startsWith('@include');
}

/** Puts a rule in front of or behind each rule of a name, where it is not the nearest one already. */
export function insertRule(
  lines: readonly PamLine[],
  name: RuleName,
  rule: PamRule,
  side: 'after' | 'before',
): Edited {
  const fresh = [...lines];
  const way = side === 'before' ? -1 : 1;
  let count = 0;
  for (let at = 0; at < fresh.length; at += 1) {
    if (!isRule(fresh[at], name)) continue;
    let near = at + way;
    while (isText(fresh[near])) near += way;
    if (isRule(fresh[near], rule)) continue;
    fresh.splice(side === 'before' ? at : at + 1, 0, rule);
    count += 1;
    // Past the rule itself, or past the new one.
    at += 1;
  }
  return { lines: fresh, count };
}

function keyOf(arg: string): string {
  return arg.includes('=') ? arg.slice(0, arg.indexOf('=') + 1) : arg;
}

/** Adds arguments; `key=value` takes the place of another value of the key. */
export function addArgs(args: readonly string[], added: readonly string[]): readonly string[] {
  const all = [...args];
  for (const arg of added) {
    const at = all.findIndex((one) => !one.startsWith('[') && keyOf(one) === keyOf(arg));
    if (at === -1) all.push(arg);
    else all[at] = arg;
  }
  return all;
}
