/** Flattens tasks and blocks to a list of instructions with jump targets. Pure. */
import type { ItemNode, TaskNode } from '../playbook/index.ts';

/** Indexes point into the same program. */
export type Instruction =
  | { readonly op: 'task'; readonly task: TaskNode }
  | {
      readonly op: 'enter';
      /** Where rescue starts; equal to `alwaysAt` when there is none. */
      readonly rescueAt: number;
      readonly alwaysAt: number;
      readonly endAt: number;
      /** Made by force_handlers. */
      readonly isForced?: boolean;
    }
  | { readonly op: 'end-tasks'; readonly alwaysAt: number }
  | { readonly op: 'end-rescue'; readonly alwaysAt: number }
  | { readonly op: 'end-always' }
  /** Run notified handlers: between the parts of a play. */
  | { readonly op: 'flush' };

export interface Program {
  readonly instructions: readonly Instruction[];
}

function compileInto(instructions: Instruction[], items: readonly ItemNode[]): void {
  for (const item of items) {
    if (item.kind === 'task') {
      instructions.push({ op: 'task', task: item });
      continue;
    }
    const enterAt = instructions.length;
    instructions.push({ op: 'end-always' });
    compileInto(instructions, item.tasks);
    const endTasksAt = instructions.length;
    instructions.push({ op: 'end-always' });
    const rescueAt = instructions.length;
    compileInto(instructions, item.rescue);
    const endRescueAt = instructions.length;
    if (item.rescue.length > 0) instructions.push({ op: 'end-always' });
    const alwaysAt = instructions.length;
    compileInto(instructions, item.always);
    instructions.push({ op: 'end-always' });
    const endAt = instructions.length;
    const start = item.rescue.length > 0 ? rescueAt : alwaysAt;
    instructions[enterAt] = { op: 'enter', rescueAt: start, alwaysAt, endAt };
    instructions[endTasksAt] = { op: 'end-tasks', alwaysAt };
    if (item.rescue.length > 0) instructions[endRescueAt] = { op: 'end-rescue', alwaysAt };
  }
}

/**
 * Compiles parts of a play with a flush of handlers behind each.
 * @param isForced force_handlers: the flush is an `always` of its part, so that failed hosts run
 * their handlers as well
 */
export function compileProgram(parts: readonly (readonly ItemNode[])[], isForced = false): Program {
  const instructions: Instruction[] = [];
  for (const items of parts) {
    if (isForced) compileForced(instructions, items);
    else {
      compileInto(instructions, items);
      instructions.push({ op: 'flush' });
    }
  }
  return { instructions };
}

function compileForced(instructions: Instruction[], items: readonly ItemNode[]): void {
  const enterAt = instructions.length;
  instructions.push({ op: 'end-always' });
  compileInto(instructions, items);
  const alwaysAt = instructions.length + 1;
  instructions.push({ op: 'end-tasks', alwaysAt }, { op: 'flush' }, { op: 'end-always' });
  const endAt = instructions.length;
  const places = { rescueAt: alwaysAt, alwaysAt, endAt };
  instructions[enterAt] = { op: 'enter', ...places, isForced: true };
}

/** Compiles items that were included, or handlers: no flush of their own. */
export function compileItems(items: readonly ItemNode[]): Program {
  const instructions: Instruction[] = [];
  compileInto(instructions, items);
  return { instructions };
}
