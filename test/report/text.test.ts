/** What the default reporter does beyond Ansible's output: places, live line, streaming, masking. */
import { describe, expect, test } from 'vitest';
import { makeTextReporter, type ReporterOptions } from '../../engine/report/index.ts';
import type { RunEvent } from '../../engine/run/index.ts';
import {
  changed,
  failed,
  finish,
  skipped,
  item,
  ok,
  ran,
  summary,
  done,
  task,
  unreachable,
} from './events.ts';
import { show } from './show.ts';

function print(events: readonly RunEvent[], options: Partial<ReporterOptions> = {}): string {
  return show(makeTextReporter, events, options);
}

const install = task('Install the unit', 'copy', 'roles/kubelet/tasks/main.yml:3');

describe('places of failures', () => {
  const file = { path: 'group_vars/all.yml', text: 'kubelet:\n  port: {{ nope }}\n' };
  const problem = {
    code: 'undefined-variable',
    message: '`nope` is not defined',
    span: { file, start: 17, end: 27 },
    help: 'define it in group_vars',
  };

  test('a failed task says where it stands, before it is ignored', () => {
    const text = print(finish('web1', install, failed('no space', {}, { isIgnored: true })), {
      showPlaces: true,
    });
    expect(text.split('\n').slice(2)).toEqual([
      'fatal: [web1]: FAILED! => {"changed": false, "msg": "no space"}',
      '  at roles/kubelet/tasks/main.yml:3:1',
      '...ignoring',
      '',
    ]);
  });

  test('a problem is drawn with its own place', () => {
    const text = print(finish('web1', install, failed('it broke', {}, { problem })), {
      showPlaces: true,
    });
    expect(text).toContain('  group_vars/all.yml:2:9  error  undefined-variable');
    expect(text).toMatch(/> 2 \| {3}port: \{\{ nope \}\}\n.*\^{10}\n/);
    expect(text).toContain('  help: define it in group_vars');
  });

  test('a hidden result keeps its problem to itself', () => {
    const text = print(
      finish('web1', install, failed('it broke', {}, { problem, isCensored: true })),
      {
        showPlaces: true,
      },
    );
    expect(text).not.toContain('nope');
    expect(text).not.toContain('it broke');
  });

  test('a failed loop says it once, behind its items', () => {
    const items = ['a', 'b'].map((name) => item(name, failed(`no ${name}`)));
    const text = print(finish('web1', install, failed('items failed', {}, { items })), {
      showPlaces: true,
    });
    expect(text.match(/ {2}at /g)).toHaveLength(1);
    expect(text.trimEnd().endsWith('main.yml:3:1')).toBe(true);
  });

  test('an unreachable host has no place', () => {
    const text = print(finish('web1', install, unreachable('gone')), { showPlaces: true });
    expect(text).not.toContain('  at ');
  });
});

test('secrets are hidden wherever they stand, also where JSON would escape them', () => {
  const key = '-----BEGIN KEY-----\n"MII"\n';
  const mask = (text: string): string =>
    text.replaceAll(key, '********').replaceAll('hunter2', '***');
  const diff = [
    { beforeHeader: '', afterHeader: '', before: { key: '' }, after: { key } },
    { beforeHeader: 'pw', afterHeader: 'pw', before: '', after: 'pw=hunter2\n' },
  ];
  const text = print(
    [
      ...finish('web1', install, changed({ content: key, nested: [{ hunter2: key }] }, { diff })),
      ...finish('web1', install, failed(`could not use ${key}`)),
      { type: 'warning', message: 'hunter2 is weak' },
      { type: 'output', host: 'web1', task: install, stream: 'stdout', text: 'pw hunter2\n' },
      { type: 'progress', host: 'web1', title: 'send hunter2', done: 1, total: 2 },
    ],
    { mask, verbosity: 3, showDiff: true, isStreaming: true, isTty: true, showPlaces: true },
  );
  expect(text).not.toMatch(/MII|hunter2/);
  expect(text).toContain('web1 | pw ***');
});

describe('the live line', () => {
  const progress = (done: number, total?: number, host = 'web1'): RunEvent => {
    return { type: 'progress', host, title: 'write /opt/kubelet', done, total };
  };
  const clock = (...times: readonly number[]): (() => number) => {
    const left = [...times];
    return () => left.shift() ?? times.at(-1) ?? 0;
  };

  test('is redrawn in place and gone before the next line', () => {
    const events = [progress(0, 100e6), progress(50e6, 100e6), ...finish('web1', install, ok())];
    const text = print(events, { isTty: true, columns: 80, now: clock(0, 5000) });
    expect(text).toMatch(
      /\r\u001B\[2Kweb1: write \/opt\/kubelet 0% \(0 B of 100 MB, 0 B\/s\)\r\u001B\[2Kweb1: write \/opt\/kubelet 50% \(50.0 MB of 100 MB, 10.0 MB\/s\)\r\u001B\[2K\nTASK/,
    );
  });

  test('is not redrawn more often than ten times a second', () => {
    const events = [progress(0, 100), progress(1, 100), progress(2, 100), progress(3, 100)];
    const text = print(events, { isTty: true, now: clock(0, 40, 80, 120) });
    expect(text.match(/\r/g)).toHaveLength(2);
  });

  test('sums up transfers to several hosts', () => {
    const events = [progress(1e6, 4e6), progress(2e6, 4e6, 'web2')];
    const text = print(events, { isTty: true, now: clock(0, 1000) });
    expect(text).toContain('2 transfers 37% (3.0 MB of 8.0 MB, 3.0 MB/s)');
  });

  test('knows no percentage when the size is unknown', () => {
    expect(print([progress(1500)], { isTty: true })).toContain('kubelet (1.5 kB, ');
  });

  test('fits into a narrow terminal', () => {
    const text = print([progress(1, 2)], { isTty: true, columns: 20 });
    expect(text).toBe('\r\u001B[2Kweb1: write /opt/k…');
  });

  test('is silent in a pipe, but for a word every half minute', () => {
    const events = [progress(0, 900e6), progress(10e6, 900e6), progress(300e6, 900e6)];
    expect(print(events, { now: clock(0, 29_000, 30_000) })).toBe(
      'web1: write /opt/kubelet 33% (300 MB of 900 MB, 10.0 MB/s)\n',
    );
  });
});

describe('streaming', () => {
  const output = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): RunEvent => {
    return { type: 'output', host: 'web1', task: install, stream, text };
  };

  test('prints whole lines behind the host and the rest when the task ends', () => {
    const events = [
      { type: 'task-start', task: install } as const,
      output('one\ntw'),
      output('oops\n', 'stderr'),
      output('o\nthree'),
      ...finish('web1', install, changed(ran(['sh']))),
    ];
    expect(print(events, { isStreaming: true }).split('\n').slice(2, -1)).toEqual([
      'web1 | one',
      'web1 | oops',
      'web1 | two',
      'web1 | three',
      'changed: [web1]',
    ]);
  });

  test('is off unless asked for', () => {
    expect(print([output('one\n')])).toBe('');
  });
});

describe('what -v adds', () => {
  test('says first which settings count, and shows no list of items for a loop without any', () => {
    const returns = { skipped_reason: 'No items in the list', results: [], backup: undefined };
    const text = print(finish('web1', install, skipped(returns)), {
      verbosity: 2,
      opening: 'Using /etc/ansible/ansible.cfg as config file',
      toFullPath: (path) => `/srv/${path}`,
    });
    expect(text.split('\n')).toEqual([
      'Using /etc/ansible/ansible.cfg as config file',
      '',
      `TASK [Install the unit] ${'*'.repeat(56)}`,
      'task path: /srv/roles/kubelet/tasks/main.yml:3',
      'skipping: [web1] => {"changed": false, "skipped_reason": "No items in the list"}',
      '',
    ]);
  });

  test('begins nothing without -v', () => {
    expect(print([], { opening: 'Using defaults' })).toBe('');
  });
});

describe('headlines', () => {
  test('a play without hosts has one, whether or not it was started', () => {
    const skip = { type: 'play-skipped', name: 'Nodes', reason: 'no hosts matched' } as const;
    const start = { type: 'play-start', name: 'Nodes', hosts: [] } as const;
    expect(print([start, skip])).toBe(print([skip]));
    expect(print([skip])).toMatch(/^\nPLAY \[Nodes\] \*+\nskipping: no hosts matched\n$/);
  });

  const banner = (name: string, options: Partial<ReporterOptions> = {}): string => {
    return print([{ type: 'play-start', name, hosts: [] }], options).trim();
  };
  test.each([
    ['in a pipe', 'Nodes', { columns: 200 }, 80],
    ['on a wide terminal', 'Nodes', { isTty: true, columns: 120 }, 120],
    ['on a narrow terminal', 'Nodes', { isTty: true, columns: 40 }, 80],
    ['for a long name', 'x'.repeat(100), {}, 111],
  ])('%s are as long as Ansible makes them', (_, name, options, length) => {
    expect(banner(name, options)).toHaveLength(length);
  });
  test('count what a terminal shows', () => {
    expect(banner('日本')).toBe(`PLAY [日本] ${'*'.repeat(68)}`);
  });
});

test('warnings go to their own stream, once', () => {
  let errors = '';
  const warning = { type: 'warning', message: 'the disk is nearly full' } as const;
  const text = print([warning, warning], { writeError: (piece) => (errors += piece) });
  expect(text).toBe('');
  expect(errors).toBe('[WARNING]: the disk is nearly full\n');
});

test('round trips are told at -vvv', () => {
  const total = { ...summary({ web1: [1] }), roundTrips: new Map([['web1', 7]]) };
  expect(print([done(total)], { verbosity: 3 })).toContain('web1: 7 round trips\n');
});
