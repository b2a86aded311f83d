/**
 * The run as JUnit XML, for continuous integration: one test case per task and host. Names and
 * outcomes follow Ansible's `junit` callback: skipped is skipped, ignored failures pass.
 */
import { toPlace } from '../base/index.ts';
import type { Reporter, TaskInfo, TaskResult } from '../run/index.ts';
import { toShownReturns } from './describe-result.ts';
import { escapeMarkup } from './escape-markup.ts';
import type { ReporterOptions } from './options.ts';
import { renderPythonJson } from './python-json.ts';

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly dump: string;
}

/** Escapes text for XML 1.0; characters that it cannot hold become U+FFFD. */
function escapeXml(text: string): string {
  return escapeMarkup(text).replaceAll(
    /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu,
    '\uFFFD',
  );
}

/** Escapes text inside quotes, where a parser would turn line breaks into spaces. */
function escapeAttribute(text: string): string {
  return escapeXml(text).replaceAll('\n', '&#10;');
}

function toOutcome(result: TaskResult): TestCase['outcome'] {
  if (result.status === 'skipped') return 'skipped';
  const isBad = result.status === 'failed' || result.status === 'unreachable';
  return isBad && !result.isIgnored ? 'failed' : 'passed';
}

function toMessage(result: TaskResult): string {
  if ('message' in result) return result.message;
  return 'reason' in result ? result.reason : '';
}

function renderCase(test: TestCase): string {
  const name = `classname="${escapeAttribute(test.className)}" name="${escapeAttribute(test.name)}"`;
  const open = `    <testcase ${name} time="${test.seconds.toFixed(3)}">`;
  const message = `message="${escapeAttribute(test.message)}"`;
  const bodies = {
    passed: `<system-out>${escapeXml(test.dump)}</system-out>`,
    failed: `<failure ${message} type="failure">${escapeXml(test.dump)}</failure>`,
    skipped: `<skipped ${message}/>`,
  } as const;
  return `${open}\n      ${bodies[test.outcome]}\n    </testcase>`;
}

function count(cases: readonly TestCase[], outcome: TestCase['outcome']): string {
  return String(cases.filter((test) => test.outcome === outcome).length);
}

function renderSuite(name: string, cases: readonly TestCase[]): string {
  const seconds = cases.reduce((sum, test) => sum + test.seconds, 0).toFixed(3);
  const counts = [
    `tests="${String(cases.length)}"`,
    `failures="${count(cases, 'failed')}"`,
    'errors="0"',
    `skipped="${count(cases, 'skipped')}"`,
    `time="${seconds}"`,
  ].join(' ');
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<testsuites>',
    `  <testsuite name="${escapeAttribute(name)}" ${counts}>`,
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Makes the reporter `junit`. Writes once, at the end of the run. */
export function makeJunitReporter(options: ReporterOptions): Reporter {
  const cases: TestCase[] = [];
  const startedAt = new Map<string, number>();
  let suite = 'kplay';
  let play = '';

  const finish = (host: string, task: TaskInfo, result: TaskResult): void => {
    const { path, line } = toPlace(task.span);
    const now = options.now();
    const shown = toShownReturns({ ...result, items: undefined }, task, 0);
    cases.push({
      name: options.mask(`[${host}] ${play}: ${task.title}`),
      className: `${path}:${String(line)}`,
      seconds: (now - (startedAt.get(task.id) ?? now)) / 1000,
      outcome: toOutcome(result),
      message: result.isCensored ? 'hidden by no_log' : options.mask(toMessage(result)),
      dump: renderPythonJson(shown, { mask: options.mask }),
    });
  };
  return {
    name: 'junit',
    on(event) {
      switch (event.type) {
        case 'playbook-start':
          suite = event.path.replace(/^.*\//s, '').replace(/\.ya?ml$/, '');
          break;
        case 'play-start':
          play = event.name;
          break;
        case 'task-start':
        case 'host-start':
          if (!startedAt.has(event.task.id)) startedAt.set(event.task.id, options.now());
          break;
        case 'task-done':
          finish(event.host, event.task, event.result);
          break;
        case 'run-done':
          options.write(options.mask(renderSuite(suite, cases)));
          break;
        default:
      }
    },
  };
}
