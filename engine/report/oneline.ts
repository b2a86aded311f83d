/** One line per result: what Ansible's `oneline` callback prints. */
import type { Plain } from '../base/index.ts';
import type { Reporter, TaskInfo, TaskResult } from '../run/index.ts';
import { toShortAction, toShownReturns } from './describe-result.ts';
import type { ReporterOptions } from './options.ts';
import { renderPythonJson } from './python-json.ts';
import { makeScreen } from './screen.ts';

/** Whose output is shown and not their data. */
const COMMANDS = new Set(['command', 'shell', 'raw']);

const CAPTIONS = {
  ok: 'SUCCESS',
  changed: 'CHANGED',
  skipped: 'SKIPPED',
  failed: 'FAILED!',
  unreachable: 'UNREACHABLE!',
} as const satisfies Record<TaskResult['status'], string>;

/** Newlines would make lines of their own; Ansible writes them as they are escaped in C. */
function inOneLine(value: Plain): string {
  const text = typeof value === 'string' ? value : '';
  return text.replaceAll('\r', '').replaceAll('\n', '\\n');
}

function describeCommand(host: string, result: TaskResult): string {
  const { rc, stdout, stderr } = result.returns;
  const head = `${host} | ${CAPTIONS[result.status].replace('!', '')} | rc=${renderPythonJson(rc ?? -1)}`;
  const errors = inOneLine(stderr);
  const tail = errors === '' ? '' : ` (stderr) ${errors}`;
  return `${head} | (stdout) ${inOneLine(stdout)}${tail}`;
}

function describeResult(
  host: string,
  task: TaskInfo,
  result: TaskResult,
  options: ReporterOptions,
): string {
  const head = `${host} | ${CAPTIONS[result.status]}`;
  if (result.status === 'skipped') return head;
  if (result.status === 'unreachable') return `${head}: ${inOneLine(result.message)}`;
  const isGood = result.status === 'ok' || result.status === 'changed';
  const isCommand = COMMANDS.has(toShortAction(task.action)) && isGood;
  if (isCommand && !result.isCensored) return describeCommand(host, result);
  const shown = toShownReturns({ ...result, items: undefined }, task, options.verbosity);
  // Ansible lays the data out over lines and takes the newlines out again.
  const data = renderPythonJson(shown, { indent: 1, mask: options.mask }).replace(/\n */g, '');
  return `${head} => ${data}`;
}

/** Makes the reporter `oneline`. */
export function makeOnelineReporter(options: ReporterOptions): Reporter {
  const screen = makeScreen(options);
  return {
    name: 'oneline',
    on(event) {
      if (event.type === 'warning') screen.warn(event.message);
      if (event.type !== 'task-done') return;
      const { host, task, result } = event;
      for (const warning of result.warnings) screen.warn(warning);
      screen.line(describeResult(host, task, result, options), result.status);
    },
  };
}

/** Writes a result as the file that `kplay adhoc --tree` makes for its host. */
export function renderTreeFile(
  task: TaskInfo,
  result: TaskResult,
  mask: (text: string) => string,
): string {
  return renderPythonJson(toShownReturns(result, task, 0), { mask });
}
