/**
 * The whole run as one JSON document at its end, with the keys of the `ansible.posix.json`
 * callback: plays, their tasks, results by host, and the counts.
 */
import { toPlace, type Plain, type Span } from '../base/index.ts';
import type { Reporter, RunSummary, TaskInfo, TaskResult } from '../run/index.ts';
import { toShownReturns } from './describe-result.ts';
import type { ReporterOptions } from './options.ts';
import { renderPythonJson } from './python-json.ts';
import { toHostStats, toRunStats } from './custom-stats.ts';
import { makeScreen } from './screen.ts';

interface Duration {
  readonly start: string;
  end: string;
}

interface TaskRecord {
  readonly task: TaskInfo;
  readonly duration: Duration;
  readonly hosts: Map<string, Plain>;
}

interface PlayRecord {
  readonly name: string;
  readonly duration: Duration;
  readonly tasks: TaskRecord[];
}

function describeSpan(span: Span): string {
  const { path, line } = toPlace(span);
  return `${path}:${String(line)}`;
}

function toPlainResult(task: TaskInfo, result: TaskResult): { readonly [key: string]: Plain } {
  // -vvv, because a machine reads this: nothing is left out for brevity.
  const shown = toShownReturns({ ...result, items: undefined }, task, 3);
  const flags: Record<string, Plain> = {};
  if (result.status === 'failed' || result.status === 'skipped') flags[result.status] = true;
  if (result.status === 'failed' && result.problem !== undefined && !result.isCensored) {
    flags['problem'] = { code: result.problem.code, message: result.problem.message };
  }
  if (result.diff.length > 0 && !result.isCensored) {
    flags['diff'] = result.diff.map((part) => ({
      before: part.before,
      after: part.after,
      ...(part.beforeHeader === '' ? {} : { before_header: part.beforeHeader }),
      ...(part.afterHeader === '' ? {} : { after_header: part.afterHeader }),
    }));
  }
  if (result.warnings.length > 0 && !result.isCensored) flags['warnings'] = [...result.warnings];
  const items = result.items?.map((item) => toPlainResult(task, item));
  return { ...shown, ...flags, ...(items === undefined ? {} : { results: items }) };
}

function toPlainTask({ task, duration, hosts }: TaskRecord): Plain {
  return {
    task: {
      name: task.title,
      id: task.id,
      path: describeSpan(task.span),
      duration: { ...duration },
    },
    hosts: Object.fromEntries(hosts),
  };
}

function toPlainPlay(play: PlayRecord, index: number): Plain {
  return {
    play: { name: play.name, id: String(index + 1), duration: { ...play.duration } },
    tasks: play.tasks.map(toPlainTask),
  };
}

function toPlainStats(summary: RunSummary): Plain {
  const entries = [...summary.hosts].map(([host, { failed, ...counts }]) => {
    return [host, { ...counts, failures: failed }] as const;
  });
  return Object.fromEntries(entries);
}

/** Collects a run; `findTask` makes a record when a task is first heard of (strategy free). */
function makeCollector(now: () => number) {
  const plays: PlayRecord[] = [];
  const stamp = (): string => new Date(now()).toISOString();
  const startPlay = (name: string): PlayRecord => {
    const play = { name, duration: { start: stamp(), end: stamp() }, tasks: [] };
    plays.push(play);
    return play;
  };
  const findTask = (task: TaskInfo): TaskRecord => {
    const play = plays.at(-1) ?? startPlay('');
    const known = play.tasks.find((record) => record.task.id === task.id);
    if (known !== undefined) return known;
    const record = { task, duration: { start: stamp(), end: stamp() }, hosts: new Map() };
    play.tasks.push(record);
    return record;
  };
  const finishTask = (host: string, task: TaskInfo, result: TaskResult): void => {
    const record = findTask(task);
    record.hosts.set(host, { ...toPlainResult(task, result), action: task.action });
    record.duration.end = stamp();
    const play = plays.at(-1);
    if (play !== undefined) play.duration.end = record.duration.end;
  };
  return { plays, startPlay, findTask, finishTask };
}

/** Makes the reporter `json`. Writes once, at the end of the run. */
export function makeJsonReporter(options: ReporterOptions): Reporter {
  const collector = makeCollector(options.now);
  const screen = makeScreen(options);
  return {
    name: 'json',
    on(event) {
      if (event.type === 'play-start') collector.startPlay(event.name);
      if (event.type === 'task-start') collector.findTask(event.task);
      if (event.type === 'task-done') {
        collector.finishTask(event.host, event.task, event.result);
      }
      // Never between the lines of the document.
      if (event.type === 'warning' && options.writeError !== undefined) screen.warn(event.message);
      if (event.type !== 'run-done') return;
      const document = {
        plays: collector.plays.map(toPlainPlay),
        stats: toPlainStats(event.summary),
        custom_stats: Object.fromEntries(toHostStats(event.summary)),
        global_custom_stats: toRunStats(event.summary) ?? {},
      };
      screen.painted(renderPythonJson(document, { indent: 4, mask: options.mask }));
    },
  };
}
