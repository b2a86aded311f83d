/**
 * Which roles are done on which hosts: a role without `allow_duplicates` runs once on a host, also
 * when it comes in twice. A class because it lives as long as a play. Observed with Ansible 2.14.
 */
import type { TaskNode } from '../playbook/index.ts';

export class RoleProgress {
  /** Hosts on which a task of the role ran, by the role's identity. */
  readonly #touched = new Map<string, Set<string>>();
  readonly #done = new Map<string, Set<string>>();

  /** A task of a role ran on a host, and was not skipped. */
  touch(task: TaskNode, host: string): void {
    if (task.role !== undefined && !task.isHandler) add(this.#touched, task.role.identity, host);
  }

  /** A host is through with a role; where all its tasks were skipped it may run again. */
  complete(task: TaskNode, host: string): void {
    const identity = task.role?.identity;
    if (identity === undefined) return;
    if (this.#touched.get(identity)?.has(host) === true) add(this.#done, identity, host);
  }

  /** Says whether a host passes over a task because its role was there already. */
  isDone(task: TaskNode, host: string): boolean {
    const { role } = task;
    if (role === undefined || role.allowDuplicates || task.isHandler) return false;
    return this.#done.get(role.identity)?.has(host) === true;
  }
}

function add(sets: Map<string, Set<string>>, key: string, host: string): void {
  const known = sets.get(key) ?? new Set();
  sets.set(key, known.add(host));
}
