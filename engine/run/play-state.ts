/** What changes while a play runs over one batch of hosts. A class because it has a lifetime. */
import type { PlayNode, RoleNode, TaskNode } from '../playbook/index.ts';
import type { Value } from '../base/index.ts';
import type { PlayVars, Scope, VarStore } from '../vars/index.ts';
import type { Cursor } from './cursor.ts';
import { handlerTasks } from './handlers.ts';
import { compileItems, type Program } from './program.ts';

export class PlayState {
  readonly play: PlayNode;
  readonly vars: PlayVars;
  readonly cursors = new Map<string, Cursor>();
  readonly #store: VarStore;
  readonly #publicRoles: RoleNode[] = [];
  readonly #includedHandlers: TaskNode[] = [];
  #handlerProgram: Program | undefined;

  /** @param lostHosts hosts of earlier plays and batches that failed or went away */
  constructor(
    store: VarStore,
    vars: Omit<PlayVars, 'hosts' | 'publicRoles'>,
    lostHosts: ReadonlySet<string>,
  ) {
    this.#store = store;
    this.play = vars.play;
    this.vars = {
      ...vars,
      hosts: () => this.#playHosts(lostHosts),
      publicRoles: this.#publicRoles,
    };
  }

  /** Hosts of the batch that have neither failed nor been lost. */
  get activeHosts(): readonly string[] {
    return [...this.cursors]
      .filter(([, cursor]) => cursor.status !== 'failed' && cursor.status !== 'unreachable')
      .map(([host]) => host);
  }

  /** `ansible_play_hosts`: every host of the play that is still in it, whatever its batch. */
  #playHosts(lostHosts: ReadonlySet<string>): readonly string[] {
    return this.vars.allHosts.filter((host) => {
      const status = this.cursors.get(host)?.status;
      return status !== 'failed' && status !== 'unreachable' && !lostHosts.has(host);
    });
  }

  /** All handlers in the order they run: those of roles first, then the play's own. */
  get handlers(): readonly TaskNode[] {
    const ofRoles = allRoles(this.play.roles).flatMap((role) => handlerTasks(role.handlers));
    return [...ofRoles, ...handlerTasks(this.play.handlers), ...this.#includedHandlers];
  }

  /** The handlers as a program; the same one until an include brings more. */
  get handlerProgram(): Program {
    this.#handlerProgram ??= compileItems(this.handlers);
    return this.#handlerProgram;
  }

  /** Takes in a role that an include brought. */
  addRole(role: RoleNode): void {
    if (!role.isPrivate) this.#publicRoles.push(role);
    const handlers = handlerTasks(role.handlers);
    if (handlers.length === 0) return;
    this.#includedHandlers.push(...handlers);
    this.#handlerProgram = undefined;
  }

  /** The scope of a host at a task. */
  scopeFor(host: string, task: TaskNode, locals?: ReadonlyMap<string, Value>): Scope {
    return this.#store.scopeFor({ host, play: this.vars, task, locals });
  }
}

function allRoles(roles: readonly RoleNode[]): readonly RoleNode[] {
  return roles.flatMap((role) => [...allRoles(role.dependencies), role]);
}
