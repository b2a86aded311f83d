/** What changes while a play runs over one batch of hosts. A class because it has a lifetime. */
import {
  tasksIn,
  withDependencies,
  type PlayNode,
  type RoleNode,
  type TaskNode,
} from '../playbook/index.ts';
import type { PlayVars, Scope, ValueEntry, VarStore } from '../vars/index.ts';
import { isFailing, type Cursor } from './cursor.ts';
import { compileItems, type Program } from './program.ts';
import { RoleProgress } from './role-progress.ts';

/** Hosts that earlier plays and batches lost; they stay out until `meta: clear_host_errors`. */
export interface LostHosts {
  readonly failed: Set<string>;
  readonly unreachable: Set<string>;
}

/** What a batch of a play is made from. */
export type BatchVars = Omit<PlayVars, 'hosts' | 'activeBatch' | 'publicRoles'>;

export class PlayState {
  readonly play: PlayNode;
  readonly vars: PlayVars & { allHosts: readonly string[] };
  readonly lost: LostHosts;
  readonly cursors = new Map<string, Cursor>();
  readonly roles = new RoleProgress();
  /** `meta: end_play` was met: no further batch. */
  isPlayEnded = false;
  /** A fatal error ended the play; no play of this playbook comes behind it. */
  isBroken = false;
  readonly #store: VarStore;
  readonly #publicRoles: RoleNode[] = [];
  readonly #includedHandlers: (readonly TaskNode[])[] = [];
  #handlerProgram: Program | undefined;

  constructor(store: VarStore, vars: BatchVars, lost: LostHosts) {
    this.#store = store;
    this.play = vars.play;
    this.lost = lost;
    this.vars = {
      ...vars,
      hosts: () => this.vars.allHosts.filter((host) => this.#isInPlay(host)),
      activeBatch: () => vars.batch.filter((host) => this.#isInPlay(host)),
      publicRoles: this.#publicRoles,
    };
  }

  /** Hosts of the batch that have neither failed nor been lost. */
  get activeHosts(): readonly string[] {
    return [...this.cursors]
      .filter(([, cursor]) => cursor.status !== 'failed' && cursor.status !== 'unreachable')
      .map(([host]) => host);
  }

  /** Hosts of the batch that can still be reached. */
  get reachableHosts(): readonly string[] {
    return [...this.cursors.keys()].filter((host) => !this.lost.unreachable.has(host));
  }

  /** Takes the hosts that the inventory has now; those that come new wait for the next play. */
  refreshHosts(hosts: readonly string[]): void {
    this.vars.allHosts = hosts;
  }

  #isInPlay(host: string): boolean {
    const cursor = this.cursors.get(host);
    const status = cursor?.status;
    const isGone = status === 'unreachable' || status === 'ended';
    const isOut = isGone || (cursor !== undefined && isFailing(cursor));
    return !isOut && !this.lost.failed.has(host) && !this.lost.unreachable.has(host);
  }

  /** Handlers by file, in the order they run: those of roles first, then the play's own. */
  get handlerGroups(): readonly (readonly TaskNode[])[] {
    const ofRoles = withDependencies(this.play.roles).map((role) => tasksIn(role.handlers));
    return [...ofRoles, tasksIn(this.play.handlers), ...this.#includedHandlers];
  }

  /** The handlers as a program; the same one until an include brings more. */
  get handlerProgram(): Program {
    this.#handlerProgram ??= compileItems(this.handlerGroups.flat());
    return this.#handlerProgram;
  }

  /** Takes in a role that an include brought. */
  addRole(role: RoleNode): void {
    if (!role.isPrivate) this.#publicRoles.push(role);
    this.#includedHandlers.push(...withDependencies([role]).map((one) => tasksIn(one.handlers)));
    this.#handlerProgram = undefined;
  }

  /** The scope of a host at a task. */
  scopeFor(host: string, task: TaskNode, locals?: ReadonlyMap<string, ValueEntry>): Scope {
    return this.#store.scopeFor({ host, play: this.vars, task, locals });
  }
}
