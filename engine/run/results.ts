/**
 * Results: made here, and turned here, once, into the loose dictionary that playbooks see. Nothing
 * else in the engine looks at that dictionary.
 */
import {
  toValue,
  type Dict,
  type Plain,
  type Problem,
  Dict as DictClass,
  splitLines,
} from '../base/index.ts';
import type { Change } from '../modules/contract.ts';
import type { DiffPart, TaskResult } from './events.ts';

/** The common part of a result with everything empty. */
const PLAIN = {
  diff: [],
  warnings: [],
  isAlwaysShown: false,
  isCensored: false,
} as const;

type Returns = Readonly<Record<string, Plain>>;

/** A task that went well. */
export function okResult(
  isChanged: boolean,
  returns: Returns,
  more: Partial<Pick<TaskResult, 'diff' | 'warnings' | 'isAlwaysShown'>> = {},
): TaskResult {
  return { ...PLAIN, ...more, status: isChanged ? 'changed' : 'ok', returns };
}

/** A task that was not run. */
export function skippedResult(reason: string, returns: Returns = {}): TaskResult {
  return { ...PLAIN, status: 'skipped', reason, returns: { skip_reason: reason, ...returns } };
}

/** A task that failed. `msg` of the returns is what people see. */
export function failedResult(
  message: string,
  returns: Returns = {},
  problem?: Problem,
): TaskResult {
  return {
    ...PLAIN,
    status: 'failed',
    message,
    problem,
    isIgnored: false,
    returns: { msg: message, ...returns },
  };
}

/** A failure around an action, before anything ran. */
export function asBare(result: TaskResult): TaskResult {
  return result.status === 'failed' ? { ...result, isBare: true } : result;
}

/** A host that could not be reached or was lost. */
export function unreachableResult(message: string): TaskResult {
  return {
    ...PLAIN,
    status: 'unreachable',
    message,
    isIgnored: false,
    returns: { msg: message, unreachable: true },
  };
}

const LINES_OF = ['stdout', 'stderr'] as const;

/** Adds `stdout_lines` and `stderr_lines`, as Ansible does for every result with such text. */
function withLines(returns: Returns): Returns {
  const lines: Record<string, Plain> = {};
  for (const name of LINES_OF) {
    const text = returns[name];
    const key = `${name}_lines`;
    if (typeof text === 'string' && returns[key] === undefined) {
      lines[key] = splitLines(text);
    }
  }
  return { ...returns, ...lines };
}

/**
 * Makes what `register` holds: `changed`, `failed`, `skipped`, `unreachable`, the module's keys,
 * and `results` for loops.
 */
export function toRegistered(result: TaskResult): Dict {
  const { warnings } = result;
  const value = toValue({
    ...toReturns(result, true),
    ...(warnings.length === 0 ? {} : { warnings }),
  });
  return value instanceof DictClass ? value : new DictClass();
}

function statusFlags({ status, items }: TaskResult): Returns {
  switch (status) {
    case 'ok':
    case 'changed':
      return items === undefined ? { failed: false } : {};
    case 'skipped':
    case 'failed':
    case 'unreachable':
      return { [status]: true };
  }
}

/**
 * The same as plain data, which reporters print.
 * @param isKept items of a loop tell what their modules were given
 */
export function toReturns(result: TaskResult, isKept = false): Returns {
  const isBare = result.status === 'failed' && result.isBare === true;
  // What ran in a loop says so even where it was not skipped. Observed with Ansible 2.14.
  const flags: Returns = {
    ...(isBare ? {} : { changed: isChangedResult(result) }),
    ...(result.items === undefined ? {} : { skipped: false }),
    ...statusFlags(result),
  };
  const hasDiff = result.diff.length === 0 || 'diff' in result.returns;
  const diff = hasDiff ? {} : { diff: result.diff.map(toDiffReturn) };
  const toItem = (item: TaskResult): Returns => ({
    ...toReturns(item),
    ...(isKept ? { invocation: item.invocation?.() } : {}),
  });
  const items = result.items === undefined ? {} : { results: result.items.map(toItem) };
  return { ...withLines(result.returns), ...flags, ...diff, ...items };
}

function toDiffReturn(part: DiffPart): Plain {
  return {
    before: part.before,
    after: part.after,
    // Without a header there is no such key, as in the results of Ansible's modules.
    ...(part.beforeHeader === '' ? {} : { before_header: part.beforeHeader }),
    ...(part.afterHeader === '' ? {} : { after_header: part.afterHeader }),
  };
}

/** Makes what --diff shows of a plan's changes: text by path, everything else as one mapping. */
export function toDiff(changes: readonly Change[]): readonly DiffPart[] {
  const shown = changes.filter((change) => change.isSecret !== true);
  const texts = shown.filter(
    (change) => change.what === 'content' && typeof change.before === 'string',
  );
  const parts: DiffPart[] = texts.map((change) => ({
    beforeHeader: change.path ?? '',
    afterHeader: change.path ?? '',
    before: typeof change.before === 'string' ? change.before : '',
    after: typeof change.after === 'string' ? change.after : '',
  }));
  const rest = shown.filter((change) => !texts.includes(change));
  if (rest.length === 0) return parts;
  const path = rest.find((change) => change.path !== undefined)?.path ?? '';
  const named: Record<string, Plain> = path === '' ? {} : { path };
  const before = { ...named };
  const after = { ...named };
  for (const change of rest) {
    if (change.before !== undefined) before[change.what] = change.before;
    if (change.after !== undefined) after[change.what] = change.after;
  }
  return [...parts, { beforeHeader: '', afterHeader: '', before, after }];
}

/**
 * A result as events carry it: without what `no_log` hides. `register` keeps the whole result, as
 * in Ansible, since later tasks may need it.
 */
export function forShow(result: TaskResult): TaskResult {
  return result.isCensored ? censored(result) : result;
}

/** Keys that a censored result keeps. Observed with ansible-core 2.14. */
const KEPT = ['attempts', 'changed', 'retries'] as const;

function censored(result: TaskResult): TaskResult {
  const text =
    "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
  const kept = KEPT.flatMap((name) => {
    const value = result.returns[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const returns = { censored: text, ...Object.fromEntries(kept) };
  const hidden = { ...result, diff: [], items: undefined, returns };
  return hidden.status === 'failed' ? { ...hidden, message: text, problem: undefined } : hidden;
}

/** Says whether a result counts as a change: its own, or that of a failed task. */
export function isChangedResult(result: TaskResult): boolean {
  return result.status === 'changed' || result.returns['changed'] === true;
}
