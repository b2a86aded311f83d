/** The reporters print what the recorded `ansible-playbook` printed for the same run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  makeJsonReporter,
  makeMinimalReporter,
  makeTextReporter,
  toExitCode,
  type ReporterOptions,
} from '../../engine/report/index.ts';
import { show } from './show.ts';
import { streams } from './streams.ts';

function load(name: string): { readonly code: number; readonly text: string } {
  const whole = readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8');
  const [head = '', ...lines] = whole.split('\n');
  return { code: Number(/exit code (\d+)$/.exec(head)?.[1]), text: lines.join('\n') };
}

/** Only the meaning of colours is compared: Ansible and we write other sequences for them. */
function nameColors(text: string): string {
  const tones: Readonly<Record<string, string>> = {
    '0;31': 'red',
    '31': 'red',
    '0;32': 'green',
    '32': 'green',
    '0;33': 'yellow',
    '33': 'yellow',
    '0;36': 'cyan',
    '36': 'cyan',
    '1;30': 'gray',
    '90': 'gray',
    '1;31': 'bold red',
    '1;35': 'bold magenta',
  };
  return text
    .replaceAll('\u001B[1m\u001B[31m', '\u001B[1;31m')
    .replaceAll('\u001B[1m\u001B[35m', '\u001B[1;35m')
    .replaceAll('\u001B[39m\u001B[22m', '\u001B[0m')
    .replaceAll('\u001B[39m', '\u001B[0m')
    .replaceAll(/\u001B\[([\d;]+)m\u001B\[0m/g, '')
    .replaceAll(/\u001B\[([\d;]+)m/g, (_, code: string) => `<${tones[code] ?? '/'}>`);
}

describe('the default output', () => {
  const cases: readonly (readonly [string, keyof typeof streams, Partial<ReporterOptions>])[] = [
    ['results', 'results', {}],
    ['results-v', 'results', { verbosity: 1 }],
    ['results-vv', 'results', { verbosity: 2 }],
    ['results-no-ok', 'results', { displayOkHosts: false }],
    ['debug', 'debug', {}],
    ['debug-v', 'debug', { verbosity: 1 }],
    ['loops', 'loops', {}],
    ['loops-v', 'loops', { verbosity: 1 }],
    ['loops-no-skipped', 'loops', { displaySkippedHosts: false }],
    ['failures', 'failures', {}],
    ['handlers', 'handlers', {}],
    ['diffs', 'diffs', { showDiff: true }],
    ['unreachable', 'unreachable', {}],
    ['stop', 'stop', {}],
    ['warnings', 'warnings', {}],
  ];
  test.each(cases)('%s', (name, stream, options) => {
    // Ansible counts plays under the headline of -vv.
    const expected = load(name).text.replace(/^\d+ plays in .*\n/m, '');
    expect(show(makeTextReporter, streams[stream], options).trimStart()).toBe(expected);
  });
});

describe('colours', () => {
  test.each([
    ['failures-color', 'failures'],
    ['diffs-color', 'diffs'],
    ['unreachable-color', 'unreachable'],
  ] as const)('%s', (name, stream) => {
    const text = show(makeTextReporter, streams[stream], { colors: true, showDiff: true });
    expect(nameColors(text).trimStart()).toBe(nameColors(load(name).text));
  });
});

test('minimal prints one entry per result', () => {
  const text = show(makeMinimalReporter, streams.failures, {});
  expect(text).toBe(load('failures-minimal').text);
});

describe('exit codes', () => {
  test.each(['results', 'loops', 'failures', 'diffs', 'unreachable', 'stop'] as const)(
    '%s',
    (name) => {
      const last = streams[name].at(-1);
      expect(last?.type === 'run-done' && toExitCode(last.summary)).toBe(load(name).code);
    },
  );
});

const LEFT_OUT =
  /^(?:_ansible_.*|invocation|id|duration|path|include|include_args|action|ansible_facts)$/;

/** Takes out what two runs cannot have in common; items of an include lack `changed` there. */
function comparable(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => {
    return LEFT_OUT.test(key) || (key === 'changed' && value === false) ? undefined : value;
  });
}

test('json has the keys of ansible.posix.json', () => {
  const expected = comparable(load('handlers-json').text);
  expect(comparable(show(makeJsonReporter, streams.handlers, {}))).toEqual(expected);
});
