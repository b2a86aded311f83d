/**
 * How long everything took: `profile_tasks` below each headline and as a list at the end, `timer` as
 * one line. They run beside the reporter on the screen and say what ansible.posix's do.
 */
import type { Reporter, TaskInfo } from '../run/index.ts';
import type { ReporterOptions } from './options.ts';

const WIDTH = 79;
const LISTED = 20;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

function pad(number: number, width = 2): string {
  return String(Math.floor(number)).padStart(width, '0');
}

/** `0:00:01.250`. @param milliseconds how long */
function describeDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  return `${hours}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}.${pad(milliseconds % 1000, 3)}`;
}

/** `Saturday 28 November 2026  18:05:09 +0000`, local. */
function describeMoment(milliseconds: number): string {
  const now = new Date(milliseconds);
  const day = `${DAYS[now.getDay()] ?? ''} ${pad(now.getDate())} ${MONTHS[now.getMonth()] ?? ''}`;
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((part) => pad(part));
  const offset = -now.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${pad(Math.abs(offset) / 60)}${pad(Math.abs(offset) % 60)}`;
  return `${day} ${now.getFullYear()}  ${time.join(':')} ${zone}`;
}

function fill(text: string, character: string): string {
  const head = text === '' ? '' : `${text} `;
  return `${head}${character.repeat(Math.max(3, WIDTH - head.length))} `;
}

interface Clocked {
  readonly name: string;
  startedAt: number;
  elapsed: number;
}

/** Makes the reporter `profile_tasks`. */
export function makeProfileTasksReporter(options: ReporterOptions): Reporter {
  const startedAt = options.now();
  const tasks = new Map<string, Clocked>();
  let last = startedAt;
  let current: Clocked | undefined;
  const say = (text: string): void => {
    options.write(`${options.mask(text)}\n`);
  };
  const sayTime = (): void => {
    const now = options.now();
    const [since, total] = [now - last, now - startedAt].map(describeDuration);
    last = now;
    say(fill(`${describeMoment(now)} (${since ?? ''})${' '.repeat(7)}${total ?? ''}`, '*'));
  };
  const stop = (): void => {
    if (current !== undefined) current.elapsed += options.now() - current.startedAt;
    current = undefined;
  };
  const start = (task: TaskInfo): void => {
    stop();
    current = tasks.get(task.id) ?? { name: task.title.trim(), startedAt: 0, elapsed: 0 };
    current.startedAt = options.now();
    tasks.set(task.id, current);
  };
  const summarize = (): void => {
    sayTime();
    say(fill('', '='));
    stop();
    const slowest = [...tasks.values()].sort((left, right) => right.elapsed - left.elapsed);
    const columns = options.isTty ? options.columns - 1 : WIDTH;
    for (const { name, elapsed } of slowest.slice(0, LISTED)) {
      const seconds = ` ${(elapsed / 1000).toFixed(2)}s`;
      say(`${name} `.padEnd(columns - 9, '-') + seconds.padStart(9, '-'));
    }
  };
  return {
    name: 'profile_tasks',
    on(event) {
      if (event.type === 'task-start') {
        sayTime();
        start(event.task);
      }
      if (event.type === 'run-done') summarize();
    },
  };
}

/** Makes the reporter `timer`. */
export function makeTimerReporter(options: ReporterOptions): Reporter {
  const startedAt = options.now();
  return {
    name: 'timer',
    on(event) {
      if (event.type !== 'run-done') return;
      const seconds = Math.floor((options.now() - startedAt) / 1000);
      const parts = [
        `${Math.floor(seconds / 86_400)} days`,
        `${Math.floor(seconds / 3600) % 24} hours`,
        `${Math.floor(seconds / 60) % 60} minutes`,
        `${seconds % 60} seconds`,
      ];
      options.write(`Playbook run took ${parts.join(', ')}\n`);
    },
  };
}
