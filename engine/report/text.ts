/**
 * The default reporter: what `ansible-playbook` prints, plus the place of a failed task. Shows
 * events in the order they come and decides nothing.
 */
import { describePlace, describeProblem, toPlace } from '../base/index.ts';
import type { Reporter, RunEvent, TaskInfo, TaskResult } from '../run/index.ts';
import {
  describeHost,
  describeItem,
  dumpResult,
  isIncludeDone,
  isResultShown,
  toShortAction,
} from './describe-result.ts';
import type { ReporterOptions } from './options.ts';
import { renderDiff } from './render-diff.ts';
import { makeScreen, type Screen } from './screen.ts';
import { printSummary } from './summary.ts';
import { makeOutputStream, type OutputStream } from './stream-output.ts';

/** What the functions below share: the screen, the options and the last headline. */
interface Printer {
  readonly screen: Screen;
  readonly stream: OutputStream;
  readonly options: ReporterOptions;
  lastTask: string | undefined;
  /** The play whose headline was the last thing printed. */
  openPlay: string | undefined;
  isFree: boolean;
  /** What each host is at. */
  readonly started: Map<string, TaskInfo>;
}

interface Visit {
  readonly host: string;
  readonly task: TaskInfo;
  readonly result: TaskResult;
}

/** What headlines of check mode end with, where that is wanted. */
function checkMark({ options }: Printer, isCheckMode: boolean | undefined): string {
  return options.marksCheckMode === true && isCheckMode === true ? ' [CHECK MODE]' : '';
}

function printPath({ screen, options }: Printer, task: TaskInfo): void {
  const { path, line } = toPlace(task.span);
  screen.line(`task path: ${options.toFullPath?.(path) ?? path}:${String(line)}`, 'debug');
}

function printTaskBanner(printer: Printer, task: TaskInfo): void {
  if (printer.lastTask === task.id) return;
  printer.lastTask = task.id;
  const head = task.isHandler ? 'RUNNING HANDLER' : 'TASK';
  const mark = checkMark(printer, task.isCheckMode);
  printer.screen.banner(`${head} [${task.title.trim()}]${mark}`);
  if (printer.options.verbosity >= 2) printPath(printer, task);
}

function printDiff(printer: Printer, { task, result }: Visit): void {
  if (!printer.options.showDiff || result.isCensored || result.status !== 'changed') return;
  const { screen, options } = printer;
  const parts = result.diff.map((part) => renderDiff(part, screen.paint, options));
  const text = parts.join('');
  if (text === '') return;
  printTaskBanner(printer, task);
  screen.painted(text);
}

/** Says whether a result of this kind is hidden altogether. */
function isHidden(options: ReporterOptions, task: TaskInfo, result: TaskResult): boolean {
  const { displayOkHosts, displaySkippedHosts } = options;
  if (isIncludeDone(result, task)) return true;
  if (result.status === 'skipped') return displaySkippedHosts === false;
  const isMessage = options.showsMessages === true && result.isAlwaysShown && !result.isCensored;
  return result.status === 'ok' && displayOkHosts === false && !isMessage;
}

/** Writes the first part of a result's line and, when asked for, its data. */
function toResultLine(visit: Visit, head: string, options: ReporterOptions): string {
  return isResultShown(visit.result, visit.task, options.verbosity)
    ? `${head} => ${dumpResult(visit.result, visit.task, options)}`
    : head;
}

function printPlace({ screen, options }: Printer, { task, result }: Visit): void {
  if (options.showPlaces === false) return;
  screen.line(`  at ${describePlace(task.span)}`, 'failed');
  if (result.status !== 'failed' || result.problem === undefined || result.isCensored) return;
  screen.line(describeProblem(result.problem).replaceAll(/^(?=.)/gm, '  '), 'failed');
  if (options.verbosity >= 3 && result.problem.cause instanceof Error) {
    screen.line(`  cause: ${result.problem.cause.message}`, 'failed');
  }
}

function printItem(printer: Printer, visit: Visit): void {
  const { screen, options } = printer;
  const { host, task, result } = visit;
  printer.stream.flush(host);
  printDiff(printer, visit);
  if (isHidden(options, task, result)) return;
  printTaskBanner(printer, task);
  for (const warning of result.warnings) screen.warn(warning);
  const item = `(item=${describeItem(result)})`;
  const label = describeHost(host, task);
  switch (result.status) {
    case 'ok':
    case 'changed':
      screen.line(
        toResultLine(visit, `${result.status}: [${label}] => ${item}`, options),
        result.status,
      );
      break;
    case 'skipped':
      // Ansible leaves a space behind the item.
      screen.line(toResultLine(visit, `skipping: [${host}] => ${item} `, options), 'skipped');
      break;
    case 'failed':
    case 'unreachable':
      screen.failure(
        `failed: [${label}] ${item} => ${dumpResult(result, task, options)}`,
        'failed',
      );
  }
}

function printFailure(printer: Printer, visit: Visit, word: string): void {
  const { host, task, result } = visit;
  const { screen, options } = printer;
  // A failed debug says so itself as well. Observed with Ansible 2.14.
  const isLoop = result.items !== undefined && toShortAction(task.action) !== 'debug';
  const isLoopShown = isLoop && result.status === 'failed';
  const tone = result.status === 'unreachable' ? 'unreachable' : 'failed';
  if (!isLoopShown) {
    const isPathShown = options.showsPathOfFailed === true && options.verbosity < 2;
    if (isPathShown && result.status === 'failed') printPath(printer, task);
    const dump = dumpResult(result, task, options);
    screen.failure(`fatal: [${describeHost(host, task)}]: ${word} => ${dump}`, tone);
  }
  if (result.status === 'failed') printPlace(printer, visit);
  if ('isIgnored' in result && result.isIgnored) screen.line('...ignoring', 'skipped');
}

function printResult(printer: Printer, visit: Visit): void {
  const { screen, options } = printer;
  const { host, task, result } = visit;
  const isLoop = result.items !== undefined;
  printer.stream.flush(host);
  screen.live.finish(host);
  if (!isLoop) printDiff(printer, visit);
  if (isHidden(options, task, result)) return;
  printTaskBanner(printer, task);
  for (const warning of result.warnings) screen.warn(warning);
  switch (result.status) {
    case 'ok':
    case 'changed': {
      if (isLoop) return;
      const head = `${result.status}: [${describeHost(host, task)}]`;
      screen.line(toResultLine(visit, head, options), result.status);
      break;
    }
    case 'skipped':
      screen.line(toResultLine(visit, `skipping: [${host}]`, options), 'skipped');
      break;
    case 'failed':
      printFailure(printer, visit, 'FAILED!');
      break;
    case 'unreachable':
      printFailure(printer, visit, 'UNREACHABLE!');
  }
}

function printRetry({ screen, options }: Printer, visit: Visit, retriesLeft: number): void {
  const { host, task, result } = visit;
  const left = `(${String(retriesLeft)} retries left).`;
  const line = `FAILED - RETRYING: [${describeHost(host, task)}]: ${task.title} ${left}`;
  const isDumped = options.verbosity > 2 || result.isAlwaysShown;
  const dump = isDumped ? `Result was: ${dumpResult(result, task, options)}` : '';
  screen.line(`${line}${dump}`, 'debug');
}

function printPlay(printer: Printer, name: string, isCheckMode?: boolean): void {
  const mark = checkMark(printer, isCheckMode);
  printer.screen.banner(name.trim() === '' ? `PLAY${mark}` : `PLAY [${name.trim()}]${mark}`);
}

function printIncluded(
  printer: Printer,
  { path, isRole, hosts, itemLabel }: Extract<RunEvent, { readonly type: 'included' }>,
): void {
  // Ansible says nothing of a role; where each host goes on alone, this is the first of its include.
  if (isRole && !printer.isFree) return;
  const task = printer.started.get(hosts[0] ?? '');
  if (task !== undefined) printTaskBanner(printer, task);
  if (isRole) return;
  const item = itemLabel === undefined ? '' : ` => (item=${itemLabel})`;
  printer.screen.line(`included: ${path} for ${hosts.join(', ')}${item}`, 'skipped');
}

/** Headlines of plays and tasks, and what stands between results. */
function printProgress(printer: Printer, event: RunEvent): void {
  const { screen, options } = printer;
  switch (event.type) {
    case 'playbook-start':
      if (options.verbosity >= 2) screen.banner(`PLAYBOOK: ${event.path.replace(/^.*\//s, '')}`);
      if (options.marksCheckMode === true && event.isCheckMode === true) screen.banner('DRY RUN');
      break;
    case 'play-start':
      printPlay(printer, event.name, event.isCheckMode);
      printer.openPlay = event.name;
      printer.lastTask = undefined;
      printer.isFree = event.isFree === true;
      break;
    case 'play-skipped':
      if (printer.openPlay !== event.name) printPlay(printer, event.name);
      screen.line(`skipping: ${event.reason}`, 'skipped');
      break;
    case 'task-start':
      printer.openPlay = undefined;
      // Where each host goes on alone, a headline stands above results only, as Ansible has it.
      if (printer.isFree) break;
      printer.lastTask = undefined;
      if (options.displayOkHosts !== false && options.displaySkippedHosts !== false) {
        printTaskBanner(printer, event.task);
      }
      break;
    case 'included':
      printIncluded(printer, event);
      break;
    case 'note':
      if (options.verbosity >= event.verbosity) screen.note(event.message);
      break;
    case 'no-more-hosts':
      screen.banner('NO MORE HOSTS LEFT');
      break;
    default:
  }
}

/** Makes the default reporter. */
export function makeTextReporter(options: ReporterOptions): Reporter {
  const screen = makeScreen(options);
  const stream = makeOutputStream((line) => {
    screen.line(line);
  });
  const printer: Printer = {
    screen,
    stream,
    options,
    lastTask: undefined,
    openPlay: undefined,
    isFree: false,
    started: new Map(),
  };
  if (options.verbosity > 0 && options.opening !== undefined) screen.line(options.opening, 'debug');
  return {
    name: 'default',
    on(event) {
      switch (event.type) {
        case 'host-start':
          printer.started.set(event.host, event.task);
          break;
        case 'item-done':
          printItem(printer, event);
          break;
        case 'task-done':
          printResult(printer, event);
          break;
        case 'retry':
          printRetry(printer, event, event.retriesLeft);
          break;
        case 'output':
          if (options.isStreaming === true) stream.add(event);
          break;
        case 'progress':
          screen.live.update(event);
          break;
        case 'warning':
          screen.warn(event.message);
          break;
        case 'deprecation':
          screen.deprecate(event.message);
          break;
        case 'playbook-done':
        case 'run-done':
          printSummary(printer, event.summary);
          break;
        default:
          printProgress(printer, event);
      }
    },
  };
}
