/** One entry per result and nothing else: what Ansible's `minimal` callback prints. */
import type { Plain } from '../base/index.ts';
import type { Reporter, TaskInfo, TaskResult } from '../run/index.ts';
import { toShortAction, toShownReturns } from './describe-result.ts';
import type { ReporterOptions } from './options.ts';
import type { Tone } from './paint.ts';
import { renderPythonJson } from './python-json.ts';
import { renderDiff } from './render-diff.ts';
import { makeScreen } from './screen.ts';

/** Shown as text and not as JSON. */
const COMMANDS = new Set(['command', 'shell', 'raw', 'script']);

const CAPTIONS = {
  ok: 'SUCCESS',
  changed: 'CHANGED',
  skipped: 'SKIPPED',
  failed: 'FAILED',
  unreachable: 'UNREACHABLE!',
} as const satisfies Record<TaskResult['status'], string>;

function toText(value: Plain): string {
  return typeof value === 'string' ? value : '';
}

function describeCommand(head: string, result: TaskResult, verbosity: number, task: TaskInfo) {
  const shown = toShownReturns(result, task, verbosity);
  const rc = renderPythonJson(shown['rc'] ?? -1);
  const output = ['stdout', 'stderr', 'msg'].map((key) => toText(shown[key])).join('');
  return `${head} | rc=${rc} >>\n${output}\n`;
}

function describeResult(
  host: string,
  task: TaskInfo,
  result: TaskResult,
  options: ReporterOptions,
): string {
  const head = `${host} | ${CAPTIONS[result.status]}`;
  if (result.status === 'skipped') return head;
  const isCommand = COMMANDS.has(toShortAction(task.action)) && result.status !== 'unreachable';
  if (isCommand && result.items === undefined && !result.isCensored) {
    return describeCommand(head, result, options.verbosity, task);
  }
  const shown = toShownReturns({ ...result, items: undefined }, task, options.verbosity);
  const mark = result.status === 'failed' ? '!' : '';
  return `${head}${mark} => ${renderPythonJson(shown, { indent: 4, mask: options.mask })}`;
}

/** Makes the reporter `minimal`. */
export function makeMinimalReporter(options: ReporterOptions): Reporter {
  const screen = makeScreen(options);
  return {
    name: 'minimal',
    on(event) {
      if (event.type === 'warning') screen.warn(event.message);
      if (event.type === 'deprecation') screen.deprecate(event.message);
      if (event.type === 'progress') screen.live.update(event);
      if (event.type !== 'task-done') return;
      const { host, task, result } = event;
      screen.live.finish(host);
      if (options.showDiff && !result.isCensored) {
        const parts = result.diff.map((part) => renderDiff(part, screen.paint, options));
        if (parts.join('') !== '') screen.painted(parts.join(''));
      }
      for (const warning of result.warnings) screen.warn(warning);
      const tone: Tone = result.status;
      screen.line(describeResult(host, task, result, options), tone);
    },
  };
}
