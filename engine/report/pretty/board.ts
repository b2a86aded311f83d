/** What the live picture of a run shows: where each host is, since when, and what it last said. */
import type { RunEvent, TaskResult } from '../../run/index.ts';

/** One host. */
export interface HostRow {
  /** The task it is at; undefined between tasks. */
  task: string | undefined;
  startedAt: number;
  /** When it last said something. */
  heardAt: number;
  /** The last line of output, which may not be complete. */
  tail: string;
  progress:
    | { readonly title: string; readonly done: number; readonly total: number | undefined }
    | undefined;
  /** What came of the last task that ended. */
  last: TaskResult['status'] | undefined;
}

/** Everything the picture is drawn from. */
export interface Board {
  play: string;
  task: string;
  readonly hosts: Map<string, HostRow>;
  /** What came of the current task, by host. */
  readonly results: Map<string, TaskResult['status']>;
}

/** A board with nothing on it. */
export function emptyBoard(): Board {
  return { play: '', task: '', hosts: new Map(), results: new Map() };
}

function rowOf(board: Board, host: string, now: number): HostRow {
  const known = board.hosts.get(host);
  if (known !== undefined) return known;
  const row: HostRow = {
    ...{ task: undefined, startedAt: now, heardAt: now, tail: '' },
    ...{ progress: undefined, last: undefined },
  };
  board.hosts.set(host, row);
  return row;
}

/** Control characters and sequences of terminals would break the picture. */

const CONTROLS = /\u001B\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** The last line that holds anything; `\r` begins a line anew. */
function lastLine(text: string): string {
  const lines = text.split(/[\r\n]+/);
  return lines.findLast((line) => line.trim() !== '') ?? '';
}

function hear(row: HostRow, text: string, now: number): void {
  row.heardAt = now;
  const isWhole = row.tail.endsWith('\n');
  const line = lastLine(`${isWhole ? '' : row.tail}${text}`)
    .replaceAll(CONTROLS, '')
    .slice(-500);
  row.tail = text.endsWith('\n') ? `${line}\n` : line;
}

function startPlay(board: Board, name: string, hosts: readonly string[], now: number): void {
  board.play = name;
  board.task = '';
  board.hosts.clear();
  board.results.clear();
  for (const host of hosts) rowOf(board, host, now);
}

/** Notes what an event changes. */
export function noteEvent(board: Board, event: RunEvent, now: number): void {
  switch (event.type) {
    case 'play-start':
      startPlay(board, event.name, event.hosts, now);
      break;
    case 'task-start':
      board.task = event.task.title;
      board.results.clear();
      break;
    case 'host-start': {
      const row = rowOf(board, event.host, now);
      Object.assign(row, { task: event.task.title, startedAt: now, heardAt: now });
      Object.assign(row, { tail: '', progress: undefined });
      break;
    }
    case 'output':
      hear(rowOf(board, event.host, now), event.text, now);
      break;
    case 'progress': {
      const row = rowOf(board, event.host, now);
      row.heardAt = now;
      const isOver = event.total !== undefined && event.done >= event.total;
      row.progress = isOver ? undefined : event;
      break;
    }
    case 'item-done':
    case 'retry':
      rowOf(board, event.host, now).heardAt = now;
      break;
    case 'task-done': {
      const row = rowOf(board, event.host, now);
      Object.assign(row, {
        task: undefined,
        progress: undefined,
        tail: '',
        last: event.result.status,
      });
      board.results.set(event.host, event.result.status);
      break;
    }
    default:
  }
}
