/** A visit: which host stands at which task. Types only, shared by the parts of a visit. */
import type { RoleRequest, TaskNode } from '../playbook/index.ts';
import type { Scope, ValueEntry } from '../vars/index.ts';
import type { TaskInfo, TaskResult } from './events.ts';
import type { Notification } from './handlers.ts';
import type { Turn } from './loop-turn.ts';

export interface Visit {
  readonly host: string;
  /** The hosts that learn what the task sets: with run_once all of the batch. */
  readonly sharers: readonly string[];
  readonly task: TaskNode;
  readonly info: TaskInfo;
  readonly scope: Scope;
  /** How to take back what the task set, where it may still fail after that. */
  readonly undo?: (() => void)[] | undefined;
  /** The place of an item that looks ahead while those before it are under way. */
  readonly turn?: Turn | undefined;
  /** Makes the scope of another host (the delegate), or one with loop variables. */
  scopeFor(host: string, locals?: ReadonlyMap<string, ValueEntry>): Scope;
}

/** What a dynamic include asks to be run next, with the loop variables it was asked with. */
export type Include = (
  | { readonly kind: 'tasks'; readonly file: string }
  | { readonly kind: 'role'; readonly role: RoleRequest }
) & {
  readonly locals: ReadonlyMap<string, ValueEntry>;
  /** How the item is called on screen. */
  readonly label?: string | undefined;
};

/** What a visit, or one item of its loop, came to. */
export interface Performed {
  readonly result: TaskResult;
  readonly includes: readonly Include[];
  /** The handlers it notifies if it changed something. */
  readonly notified?: readonly Notification[];
}
