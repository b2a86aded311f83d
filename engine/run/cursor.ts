/**
 * Where one host stands in a play, and every way it moves on. Pure: a move gives a new cursor.
 * A cursor is a stack of levels, because an include or a flush of handlers is a program of its own.
 */
import type { Dict } from '../base/index.ts';
import type { TaskNode } from '../playbook/index.ts';
import type { Instruction, Program } from './program.ts';

/** Why a host left the straight way; `rescue` reads it as ansible_failed_task and _result. */
export interface Failure {
  readonly task: TaskNode;
  readonly result: Dict;
}

interface BlockFrame {
  readonly part: 'tasks' | 'rescue' | 'always';
  readonly rescueAt: number;
  readonly alwaysAt: number;
  readonly endAt: number;
  /** The block that force_handlers puts around a part of the play. */
  readonly isForced: boolean;
  /** Goes on failing when `always` is through. */
  readonly pending: Failure | undefined;
}

interface Level {
  readonly kind: 'play' | 'include' | 'handlers';
  readonly program: Program;
  readonly at: number;
  /** Keeps includes of one task apart when hosts are compared. */
  readonly ordinal: number;
  readonly frames: readonly BlockFrame[];
  /** What else the same include brought, to run behind this program. */
  readonly queue: readonly IncludedProgram[];
}

/** A program that an include brought in; the ordinal is the same for every host that got it. */
export interface IncludedProgram {
  readonly program: Program;
  readonly ordinal: number;
}

export interface Cursor {
  readonly status: 'running' | 'done' | 'failed' | 'unreachable' | 'ended';
  readonly levels: readonly Level[];
  /** Handlers to run at the next flush, by task id. */
  readonly notified: ReadonlySet<string>;
  /** What the running rescue is about. */
  readonly failure: Failure | undefined;
}

/** A cursor at the start of a program, already moved to its first task. */
export function startCursor(program: Program): Cursor {
  const level: Level = { kind: 'play', program, at: 0, ordinal: 0, frames: [], queue: [] };
  return settle({
    status: 'running',
    levels: [level],
    notified: new Set(),
    failure: undefined,
  });
}

/** What the cursor stands at; undefined when it does not run. */
export function instructionAt(cursor: Cursor): Instruction | undefined {
  if (cursor.status !== 'running') return undefined;
  const level = cursor.levels.at(-1);
  return level?.program.instructions[level.at];
}

/** The position as numbers that can be compared from left to right. */
export function pathOf(cursor: Cursor): readonly number[] {
  return cursor.levels.flatMap((level) => [level.ordinal, level.at]);
}

/** Orders two positions: negative when `a` comes first. */
export function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const apart = (a[index] ?? -1) - (b[index] ?? -1);
    if (apart !== 0) return apart;
  }
  return 0;
}

function replaceTop(cursor: Cursor, change: Partial<Level>): Cursor {
  const top = cursor.levels.at(-1);
  if (top === undefined) return cursor;
  return { ...cursor, levels: [...cursor.levels.slice(0, -1), { ...top, ...change }] };
}

/** Moves behind the current instruction. */
export function advance(cursor: Cursor): Cursor {
  const top = cursor.levels.at(-1);
  if (top === undefined) return { ...cursor, status: 'done' };
  return settle(replaceTop(cursor, { at: top.at + 1 }));
}

/** Moves on until the cursor stands at a task that it must visit, or at a flush. */
function settle(cursor: Cursor): Cursor {
  let current = cursor;
  for (;;) {
    const top = current.levels.at(-1);
    if (top === undefined || current.status !== 'running') return current;
    const instruction = top.program.instructions[top.at];
    if (instruction === undefined) {
      current = leaveLevel(current, top);
      continue;
    }
    if (instruction.op === 'flush') return current;
    if (instruction.op === 'task') {
      if (!isIdleHandler(current, top, instruction.task)) return current;
      current = replaceTop(current, { at: top.at + 1 });
      continue;
    }
    current = stepBlock(current, top, instruction);
  }
}

function isIdleHandler(cursor: Cursor, top: Level, task: TaskNode): boolean {
  return top.kind === 'handlers' && !cursor.notified.has(task.id);
}

function leaveLevel(cursor: Cursor, top: Level): Cursor {
  const levels = cursor.levels.slice(0, -1);
  const [next, ...queue] = top.queue;
  if (next !== undefined) return { ...cursor, levels: [...levels, includeLevel(next, queue)] };
  if (levels.length === 0) return { ...cursor, status: 'done', levels };
  const below = { ...cursor, levels };
  const parent = levels.at(-1);
  return parent === undefined ? below : replaceTop(below, { at: parent.at + 1 });
}

function stepBlock(
  cursor: Cursor,
  top: Level,
  instruction: Exclude<Instruction, { op: 'task' | 'flush' }>,
): Cursor {
  const frame = top.frames.at(-1);
  switch (instruction.op) {
    case 'enter': {
      const { rescueAt, alwaysAt, endAt, isForced = false } = instruction;
      const places = { rescueAt, alwaysAt, endAt, isForced };
      const entered: BlockFrame = { ...places, part: 'tasks', pending: undefined };
      return replaceTop(cursor, { at: top.at + 1, frames: [...top.frames, entered] });
    }
    case 'end-tasks':
    case 'end-rescue': {
      const frames = replaceFrame(top.frames, { part: 'always' });
      return replaceTop({ ...cursor, failure: undefined }, { at: instruction.alwaysAt, frames });
    }
    case 'end-always': {
      const left = replaceTop(cursor, { at: top.at + 1, frames: top.frames.slice(0, -1) });
      return frame?.pending === undefined ? left : unwind(left, frame.pending);
    }
  }
}

function replaceFrame(
  frames: readonly BlockFrame[],
  change: Partial<BlockFrame>,
): readonly BlockFrame[] {
  const frame = frames.at(-1);
  return frame === undefined ? frames : [...frames.slice(0, -1), { ...frame, ...change }];
}

/** The task failed here: goes to the nearest rescue, through every `always` on the way. */
export function fail(cursor: Cursor, failure: Failure): Cursor {
  return settle(unwind(cursor, failure));
}

function unwind(cursor: Cursor, failure: Failure): Cursor {
  const top = cursor.levels.at(-1);
  if (top === undefined) return { ...cursor, status: 'failed', failure };
  const frame = top.frames.at(-1);
  if (frame === undefined) {
    // A handler that fails counts as a failure of the flush: the rest of the handlers stays notified.
    const levels = cursor.levels.slice(0, -1);
    if (levels.length === 0) return { ...cursor, status: 'failed', failure };
    return unwind({ ...cursor, levels }, failure);
  }
  if (frame.part === 'tasks' && frame.rescueAt !== frame.alwaysAt) {
    const frames = replaceFrame(top.frames, { part: 'rescue' });
    return replaceTop({ ...cursor, failure }, { at: frame.rescueAt, frames });
  }
  if (frame.part === 'always') {
    return unwind(replaceTop(cursor, { frames: top.frames.slice(0, -1) }), failure);
  }
  const frames = replaceFrame(top.frames, { part: 'always', pending: failure });
  return replaceTop(cursor, { at: frame.alwaysAt, frames });
}

/** Says whether a failure here would be rescued. */
export function hasRescue(cursor: Cursor): boolean {
  for (const level of [...cursor.levels].reverse()) {
    if (level.frames.some((frame) => frame.part === 'tasks' && frame.rescueAt !== frame.alwaysAt)) {
      return true;
    }
    if (level.kind === 'handlers') return false;
  }
  return false;
}

function includeLevel(first: IncludedProgram, queue: readonly IncludedProgram[]): Level {
  return { kind: 'include', ...first, at: 0, frames: [], queue };
}

/** Goes into what an include brought, one program after the other. */
export function enterIncludes(cursor: Cursor, programs: readonly IncludedProgram[]): Cursor {
  const [first, ...queue] = programs;
  if (first === undefined) return advance(cursor);
  return settle({ ...cursor, levels: [...cursor.levels, includeLevel(first, queue)] });
}

/** Starts the notified handlers; without any the cursor just moves on. */
export function enterHandlers(cursor: Cursor, program: Program): Cursor {
  const level: Level = { kind: 'handlers', program, at: 0, ordinal: 0, frames: [], queue: [] };
  return settle({ ...cursor, levels: [...cursor.levels, level] });
}

/** Marks handlers to run at the next flush. */
export function notify(cursor: Cursor, ids: Iterable<string>): Cursor {
  return { ...cursor, notified: new Set([...cursor.notified, ...ids]) };
}

/** Takes a handler off the list as it runs. */
export function unnotify(cursor: Cursor, id: string): Cursor {
  const notified = new Set(cursor.notified);
  notified.delete(id);
  return { ...cursor, notified };
}

/** Ends the host's part in the play. */
export function stop(cursor: Cursor, status: Exclude<Cursor['status'], 'running'>): Cursor {
  return { ...cursor, status, levels: [] };
}

function innermostFrame(cursor: Cursor): BlockFrame | undefined {
  return cursor.levels.flatMap((level) => level.frames).at(-1);
}

/** Says whether the host has failed, even if an `always` is still to be gone through. */
export function isFailing(cursor: Cursor): boolean {
  if (cursor.status === 'failed') return true;
  return cursor.levels.some((level) => level.frames.some((frame) => frame.pending !== undefined));
}

/** Says whether the host stands in a rescue or an always, which go on after a fatal error. */
export function isRecovering(cursor: Cursor): boolean {
  const frame = innermostFrame(cursor);
  return frame !== undefined && frame.part !== 'tasks' && !frame.isForced;
}

function depthOf(cursor: Cursor): number {
  return cursor.levels.reduce((sum, level) => sum + 1 + level.frames.length, 0);
}

/**
 * Says whether a failure counts as the host's own when it happens: no rescue takes it, and it is
 * not the task's own block that has an `always`. Observed with ansible-core 2.14.
 */
export function isLost(before: Cursor, after: Cursor): boolean {
  if (after.status !== 'running') return true;
  const frame = innermostFrame(after);
  if (frame?.part !== 'always') return false;
  return frame.isForced || depthOf(after) < depthOf(before);
}

/** Takes a failed or lost host up again behind where it stood (`meta: clear_host_errors`). */
export function revive(cursor: Cursor): Cursor {
  const levels = cursor.levels.map((level) => ({
    ...level,
    frames: level.frames.map((frame) => ({ ...frame, pending: undefined })),
  }));
  return { ...cursor, levels, failure: undefined };
}
