/** Makes the events of small runs by hand, so that a stream reads like the output it stands for. */
import type { Plain } from '../../engine/base/index.ts';
import type {
  DiffPart,
  HostStats,
  RunEvent,
  RunSummary,
  TaskInfo,
  TaskResult,
} from '../../engine/run/index.ts';

type Returns = Readonly<Record<string, Plain>>;
type More = Partial<
  Pick<TaskResult, 'isAlwaysShown' | 'isCensored' | 'itemLabel' | 'items' | 'warnings'>
> & { readonly diff?: readonly DiffPart[] };

const PLAIN = { diff: [], warnings: [], isAlwaysShown: false, isCensored: false } as const;

export function ok(returns: Returns = {}, more: More = {}): TaskResult {
  return {
    ...PLAIN,
    ...more,
    status: 'ok',
    returns: { changed: false, failed: false, ...returns },
  };
}

export function changed(returns: Returns = {}, more: More = {}): TaskResult {
  const flags = { changed: true, failed: false };
  return { ...PLAIN, ...more, status: 'changed', returns: { ...flags, ...returns } };
}

export function skipped(
  returns: Returns = { skip_reason: 'Conditional result was False' },
  more: More = {},
): TaskResult {
  const flags = { changed: false, skipped: true };
  const reason = 'Conditional result was False';
  return { ...PLAIN, ...more, status: 'skipped', reason, returns: { ...flags, ...returns } };
}

export function failed(
  message: string,
  returns: Returns = {},
  more: More &
    Partial<Pick<Extract<TaskResult, { status: 'failed' }>, 'isIgnored' | 'problem'>> = {},
): TaskResult {
  const flags = { changed: false, failed: true, msg: message };
  const base = { ...PLAIN, isIgnored: false, ...more };
  return { ...base, status: 'failed', message, returns: { ...flags, ...returns } };
}

export function unreachable(message: string, isIgnored = false): TaskResult {
  const returns = { changed: false, msg: message, unreachable: true };
  return { ...PLAIN, status: 'unreachable', message, isIgnored, returns };
}

/** What the module `command` returns, with the times that the recordings were given. */
export function ran(cmd: readonly string[], stdout = '', rc = 0): Returns {
  const time = '2026-11-24 10:00:00.000000';
  return {
    cmd,
    delta: '0:00:00.001000',
    start: time,
    end: time,
    rc,
    stdout,
    stdout_lines: stdout === '' ? [] : stdout.split('\n'),
    stderr: '',
    stderr_lines: [],
    msg: rc === 0 ? '' : 'non-zero return code',
  };
}

let tasks = 0;

/** Makes a task. @param place `file:line` */
export function task(
  title: string,
  action: string,
  place: string,
  more: Partial<TaskInfo> = {},
): TaskInfo {
  tasks += 1;
  const [path = '', line = '1'] = place.split(':');
  const text = '- \n'.repeat(Number(line));
  const start = 3 * (Number(line) - 1);
  const span = { file: { path, text }, start, end: start + 1 };
  return { id: String(tasks), title, action, span, isHandler: false, ...more };
}

/** The events of a task: its start, then one result per host. */
export function play(
  info: TaskInfo,
  results: Readonly<Record<string, TaskResult>>,
): readonly RunEvent[] {
  return [
    { type: 'task-start', task: info },
    ...Object.entries(results).flatMap(([host, result]) => finish(host, info, result)),
  ];
}

/** The events of one result: the items of its loop, then itself. */
export function finish(host: string, info: TaskInfo, result: TaskResult): readonly RunEvent[] {
  const { items = [], ...rest } = result;
  const events = items.map(
    (item) => ({ type: 'item-done', host, task: info, result: item }) as const,
  );
  const whole = result.items === undefined ? rest : result;
  return [...events, { type: 'task-done', host, task: info, result: whole }];
}

/** A loop's item. */
export function item(
  value: Plain,
  result: TaskResult,
  label = typeof value === 'string' ? value : '',
): TaskResult {
  const returns = { ansible_loop_var: 'item', item: value, ...result.returns };
  return { ...result, returns, itemLabel: label };
}

/** The end of a run; counts in the order ok, changed, unreachable, failed, skipped, rescued, ignored. */
export function summary(hosts: Readonly<Record<string, readonly number[]>>) {
  const names = [
    'ok',
    'changed',
    'unreachable',
    'failed',
    'skipped',
    'rescued',
    'ignored',
  ] as const;
  const toStats = (counts: readonly number[]): HostStats => {
    const stats = {
      ok: 0,
      changed: 0,
      unreachable: 0,
      failed: 0,
      skipped: 0,
      rescued: 0,
      ignored: 0,
    };
    names.forEach((name, at) => (stats[name] = counts[at] ?? 0));
    return stats;
  };
  const entries = Object.entries(hosts).map(([host, counts]) => [host, toStats(counts)] as const);
  const all = entries.map(([, stats]) => stats);
  const isLost = all.some((stats) => stats.unreachable > 0);
  const isFailed = all.some((stats) => stats.failed > 0);
  const outcome: RunSummary['outcome'] = isLost ? 'unreachable' : isFailed ? 'failed' : 'ok';
  return {
    ...{ hosts: new Map(entries), roundTrips: new Map(), outcome },
    customStats: { ofRun: undefined, ofHosts: new Map() },
  } satisfies RunSummary;
}

export function done(value: RunSummary): RunEvent {
  return { type: 'run-done', summary: value };
}
