/** The live picture: on a screen of given size that understands what the reporter writes. */
import { expect, test, describe } from 'vitest';
import { makePrettyReporter, type PrettyReporter } from '../../engine/report/index.ts';
import type { RunEvent, TaskInfo, TaskResult } from '../../engine/run/index.ts';

/** A terminal in memory: lines, a cursor, and the few sequences that are used. */
class FakeScreen {
  columns: number;
  rows: number;
  isCursorShown = true;
  #lines: string[] = [''];
  #row = 0;
  #column = 0;
  written = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  write(text: string): void {
    this.written += text;

    for (const part of text.match(/\u001B\[\?25[hl]|\u001B\[\d*[A-Za-z]|[^]/gu) ?? [])
      this.#take(part);
  }

  #take(part: string): void {
    if (part === '\u001B[?25l') this.isCursorShown = false;
    else if (part === '\u001B[?25h') this.isCursorShown = true;
    else if (part.endsWith('A') && part.startsWith('\u001B'))
      this.#row -= Number(part.slice(2, -1));
    else if (part === '\u001B[J') this.#clearBelow();
    else if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#newLine();
    else if (!part.startsWith('\u001B')) this.#put(part);
  }

  #clearBelow(): void {
    this.#lines = this.#lines.slice(0, this.#row + 1);
    this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= '';
  }

  #put(character: string): void {
    if (this.#column >= this.columns) this.#newLine();
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + character + line.slice(this.#column + 1);
    this.#column += 1;
  }

  /** The terminal becomes as wide as this: long lines are wrapped anew, as terminals do. */
  resize(columns: number): void {
    const wrapped = this.#lines.map(
      (line) => line.match(new RegExp(`.{1,${String(columns)}}`, 'gu')) ?? [''],
    );
    this.#row = wrapped.slice(0, this.#row).flat().length;
    this.#lines = wrapped.flat();
    this.columns = columns;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}

const span = { file: { path: 'site.yml', text: '' }, start: 0, end: 0 };

function task(title: string): TaskInfo {
  return { id: title, title, action: 'command', span, isHandler: false };
}

function result(status: 'ok' | 'changed'): TaskResult {
  return { status, returns: {}, diff: [], warnings: [], isAlwaysShown: false, isCensored: false };
}

const FAILED: TaskResult = {
  ...{ status: 'failed', message: 'no', isIgnored: false, returns: { msg: 'no' } },
  ...{ diff: [], warnings: [], isAlwaysShown: false, isCensored: false },
};

/** A run that a test leads: it says what happens and when. */
class Run {
  readonly screen: FakeScreen;
  readonly reporter: PrettyReporter;
  #now = 0;
  #tick: () => void = () => undefined;

  constructor(columns: number, hosts: readonly string[], rows = 24) {
    this.screen = new FakeScreen(columns, rows);
    this.reporter = makePrettyReporter(
      {
        ...{ isTty: true, columns, colors: false, verbosity: 0, showDiff: true },
        write: (text) => {
          this.screen.write(text);
        },
        mask: (text) => text.replaceAll('swordfish', '********'),
        now: () => this.#now,
        showPlaces: false,
      },
      {
        size: () => this.screen,
        every: (_milliseconds, work) => {
          this.#tick = work;
          return () => {
            this.#tick = () => undefined;
          };
        },
      },
    );
    this.tell({ type: 'play-start', name: 'Make nodes', hosts });
  }

  tell(...events: readonly RunEvent[]): void {
    for (const event of events) this.reporter.on(event);
  }

  start(title: string, hosts: readonly string[]): void {
    this.tell({ type: 'task-start', task: task(title) });
    for (const host of hosts) this.tell({ type: 'host-start', host, task: task(title) });
  }

  /** Time goes by, and the picture is drawn. */
  wait(seconds: number): readonly string[] {
    this.#now += seconds * 1000;
    this.#tick();
    return this.screen.lines.filter((line) => line.trim() !== '');
  }
}

const END: RunEvent = {
  type: 'run-done',
  summary: {
    ...{ hosts: new Map(), roundTrips: new Map(), outcome: 'ok' },
    customStats: { ofRun: undefined, ofHosts: new Map() },
  },
};

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `node${String(at + 1)}`);
}

describe('the picture', () => {
  test('one line a host: its task, the time, and what it says', () => {
    const run = new Run(80, names(2));
    run.start('Install the kubelet', names(2));
    run.tell({
      type: 'output',
      host: 'node1',
      task: task(''),
      stream: 'stdout',
      text: 'Unpacking\nSetting up kub',
    });
    run.tell({ type: 'output', host: 'node1', task: task(''), stream: 'stdout', text: 'elet' });
    run.tell({
      type: 'task-done',
      host: 'node2',
      task: task('Install the kubelet'),
      result: result('ok'),
    });
    const lines = run.wait(61).slice(-3);
    expect(lines).toEqual([
      'Make nodes › Install the kubelet',
      expect.stringMatching(/^node1 {2}1m01s {2}Install the kubelet {2,}(silent for 1m01s)$/),
      'node2  ok',
    ]);
  });

  test('a bar for a transfer, and the tail of output', () => {
    const run = new Run(100, names(2));
    run.start('Copy', names(2));
    run.tell({ type: 'progress', host: 'node1', title: 'send', done: 50_000, total: 100_000 });
    run.tell({
      type: 'output',
      host: 'node2',
      task: task(''),
      stream: 'stdout',
      text: '\u001B[31mred\u001B[0m\r10%\r20%',
    });
    const lines = run.wait(2);
    expect(lines.at(-2)).toContain('██████░░░░░░  50% of 100 kB');
    expect(lines.at(-1)).toMatch(/^node2 {5}2s {2}Copy +\| 20%$/);
  });

  test('secrets are hidden, also where a line is cut', () => {
    const run = new Run(40, ['node1']);
    run.start('Log in with swordfish', ['node1']);
    run.tell({
      type: 'output',
      host: 'node1',
      task: task(''),
      stream: 'stdout',
      text: 'the word is swordfish',
    });
    run.wait(1);
    expect(run.screen.written).not.toContain('sword');
  });

  test.each([
    [1, 80],
    [4, 80],
    [4, 200],
    [200, 80],
    [200, 200],
    [4, 20],
    [200, 10],
  ])('%i hosts at %i columns fit, and stay in place', (count, columns) => {
    const run = new Run(columns, names(count));
    run.start('A task with a rather long name that says what it does', names(count));
    const first = run.wait(1).length;
    for (let second = 0; second < 20; second += 1) run.wait(1);
    expect(run.screen.lines.filter((line) => line.trim() !== '')).toHaveLength(first);
    // Above the picture is the headline of the play, which is as wide as Ansible's.
    const above = run.screen.lines.findLastIndex((line) => line.includes('*'));
    const picture = run.screen.lines.slice(above + 1);
    expect(picture.length).toBeLessThanOrEqual(run.screen.rows - 3);
    for (const line of picture) expect(line.length).toBeLessThan(columns);
  });

  test('more hosts than rows are counted, and who failed is named', () => {
    const run = new Run(80, names(200));
    run.start('Restart', names(200));
    const done = names(200).slice(0, 190);
    for (const host of done) {
      const status = host === 'node17' ? FAILED : result(host === 'node3' ? 'changed' : 'ok');
      run.tell({ type: 'task-done', host, task: task('Restart'), result: status });
    }
    const lines = run.wait(1);
    expect(lines).toContain('188 ok, 1 changed, 1 failed: node17; 10 running');
    expect(lines.join('\n')).toContain('fatal: [node17]: FAILED! => {');
  });

  test('a terminal that becomes narrower or wider keeps nothing of the old picture', () => {
    for (const columns of [30, 200]) {
      const run = new Run(80, names(4));
      run.start('A task with a rather long name that says what it does', names(4));
      run.wait(1);
      run.screen.resize(columns);
      run.wait(1);
      const heads = run.wait(1).filter((line) => line.startsWith('Make nodes ›'));
      expect(heads).toHaveLength(1);
    }
  });
});

describe('the end', () => {
  test('leaves nothing of the picture, and the cursor', () => {
    const run = new Run(80, names(4));
    run.start('Restart', names(4));
    run.wait(1);
    expect(run.screen.isCursorShown).toBe(false);
    run.tell(END);
    expect(run.screen.isCursorShown).toBe(true);
    const lines = run.wait(5).join('\n');
    expect(lines).not.toContain('›');
    expect(lines).toContain('PLAY RECAP');
  });

  test('by a crash or by Ctrl-C as well; a pause lasts until the next event', () => {
    const run = new Run(80, names(4));
    run.start('Restart', names(4));
    run.wait(1);
    run.reporter.pause();
    expect([run.screen.isCursorShown, run.wait(1).join('\n').includes('›')]).toEqual([true, false]);
    run.start('Again', names(4));
    expect(run.wait(1).join('\n')).toContain('› Again');
    run.reporter.close();
    expect([run.screen.isCursorShown, run.wait(1).join('\n').includes('›')]).toEqual([true, false]);
  });
});
