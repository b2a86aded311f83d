/**
 * Turns a task's result into the data that is shown for it: which keys stay, what a hidden result
 * looks like, when it is shown at all. The rules are Ansible 2.14's, observed in test/report.
 */
import type { Plain } from '../base/index.ts';
import type { TaskInfo, TaskResult } from '../run/index.ts';
import { renderPythonJson } from './python-json.ts';
import { renderYamlResult, type YamlForm } from './yaml-result.ts';

type Returns = Readonly<Record<string, Plain>>;

const CENSORED =
  "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

/** The line's first word already says these, or they are printed on lines of their own. */
const NEVER_SHOWN = new Set(['failed', 'skipped', 'warnings', 'deprecations', 'exception']);
/** Shown from -vvv on. */
const DETAILS = new Set(['invocation', 'diff']);
const KEPT_WHEN_CENSORED = ['attempts', 'changed', 'retries'];
const HIDDEN_IN_DEBUG = new Set(['changed', 'skip_reason']);
/** Facts are noise under -v. */
const QUIET_ACTIONS = new Set(['setup', 'gather_facts']);

/** What they took in is shown by an event of its own. */
const INCLUDES = new Set(['include_tasks', 'include_role']);

/** Says whether a result is only that an include went well, which gets no line. */
export function isIncludeDone({ status }: TaskResult, task: TaskInfo): boolean {
  const isGood = status === 'ok' || status === 'changed';
  return isGood && INCLUDES.has(toShortAction(task.action));
}

/** Gives an action's name without `ansible.builtin.`. */
export function toShortAction(action: string): string {
  return action.replace(/^ansible\.(?:builtin|legacy)\./, '');
}

/** Adds what the union says and `returns` may leave out. */
function addCertainKeys(result: TaskResult): Returns {
  const isBare = result.status === 'failed' && result.isBare === true;
  const flag = isBare ? {} : { changed: result.status === 'changed' };
  const known: Returns = { ...flag, ...result.returns };
  switch (result.status) {
    case 'ok':
    case 'changed':
      return known;
    case 'skipped': {
      const hasReason = ['skip_reason', 'skipped_reason', 'msg'].some((key) => key in known);
      return hasReason ? known : { ...known, skip_reason: result.reason };
    }
    case 'failed':
      return known;
    case 'unreachable':
      return { msg: result.message, ...known, unreachable: true };
  }
}

function isShownKey(key: string, result: TaskResult, verbosity: number): boolean {
  if (NEVER_SHOWN.has(key) || key.startsWith('_ansible_')) return false;
  if (DETAILS.has(key)) return verbosity >= 3;
  // A loop's items have been shown one by one already, or there were none.
  const isLoop = result.items !== undefined || result.status === 'skipped';
  return key !== 'results' || !isLoop || result.status === 'unreachable';
}

/**
 * Picks what is shown of a result.
 * @param verbosity how many `-v`
 * @returns the keys in no particular order; secrets are not masked yet
 */
export function toShownReturns(result: TaskResult, task: TaskInfo, verbosity: number): Returns {
  const all = addCertainKeys(result);
  if (result.isCensored) {
    const kept = Object.entries(all).filter(([key]) => KEPT_WHEN_CENSORED.includes(key));
    return { censored: CENSORED, ...Object.fromEntries(kept) };
  }
  const shown = Object.entries(all).filter(
    ([key, value]) => value !== undefined && isShownKey(key, result, verbosity),
  );
  if (toShortAction(task.action) !== 'debug') return Object.fromEntries(shown);
  const isMessage = 'msg' in all;
  return Object.fromEntries(
    shown.filter(([key]) => (isMessage ? key === 'msg' : !HIDDEN_IN_DEBUG.has(key))),
  );
}

/** Says whether the result's data is printed behind the status of a host that went well. */
export function isResultShown(result: TaskResult, task: TaskInfo, verbosity: number): boolean {
  if (QUIET_ACTIONS.has(toShortAction(task.action)) && result.status !== 'failed') return false;
  return verbosity > 0 || (result.isAlwaysShown && !result.isCensored);
}

/** How much of a result is written, and what is hidden in it. */
export interface DumpOptions {
  /** How data is written; JSON when missing. */
  readonly resultForm?: YamlForm | undefined;
  /** Whether data is spread over lines: always, never, or (missing) where it is long. */
  readonly isPretty?: boolean | undefined;
  readonly verbosity: number;
  readonly mask: (text: string) => string;
}

/** Writes a result's data: one line, or indented for debug's messages and from -vvv on. */
export function dumpResult(result: TaskResult, task: TaskInfo, options: DumpOptions): string {
  const { verbosity, mask } = options;
  const { resultForm: form } = options;
  if (form !== undefined) {
    const skipped = result.status === 'skipped' && form.hasHead ? { skipped: true } : {};
    return renderYamlResult({ ...toShownReturns(result, task, verbosity), ...skipped }, form, mask);
  }
  const isSpread = options.isPretty ?? (result.isAlwaysShown || verbosity > 2);
  const indent = isSpread ? 4 : 0;
  return renderPythonJson(toShownReturns(result, task, verbosity), { indent, mask });
}

/** Names the host of a result, with the host that did the work: `web1 -> master1`. */
export function describeHost(host: string, task: TaskInfo): string {
  return task.delegate === undefined || task.delegate === host
    ? host
    : `${host} -> ${task.delegate}`;
}

/** Names the item of a loop. */
export function describeItem(result: TaskResult): string {
  return result.isCensored ? 'None' : (result.itemLabel ?? 'None');
}
