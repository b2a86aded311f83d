/**
 * What a run tells as it goes: one closed union that reporters consume. Events are facts, already
 * decided; a reporter shows them and changes nothing.
 */
import type { Plain, Problem, Span } from '../base/index.ts';
import type { CustomStats } from './custom-stats.ts';

/** Two states of one thing, for --diff. Text is compared by lines, anything else as JSON. */
export interface DiffPart {
  readonly beforeHeader: string;
  readonly afterHeader: string;
  readonly before: string | { readonly [key: string]: Plain };
  readonly after: string | { readonly [key: string]: Plain };
}

interface ResultBase {
  /** What `register` would hold: `changed`, `failed`, `msg`, the module's own keys. */
  readonly returns: Readonly<Record<string, Plain>>;
  readonly diff: readonly DiffPart[];
  readonly warnings: readonly string[];
  /** Shown without -v (debug). */
  readonly isAlwaysShown: boolean;
  /** `no_log`, or a secret: the reporter shows only that there was a result. */
  readonly isCensored: boolean;
  /** How the item of a loop is called on screen; missing outside of loops. */
  readonly itemLabel?: string | undefined;
  /** What the module was given; made only where it is registered, in the results of a loop. */
  readonly invocation?: (() => Plain) | undefined;
  /** The results of a loop's items, in order. */
  readonly items?: readonly TaskResult[] | undefined;
}

/** What came of one task on one host. */
export type TaskResult =
  | (ResultBase & { readonly status: 'ok' | 'changed' })
  | (ResultBase & { readonly status: 'skipped'; readonly reason: string })
  | (ResultBase & {
      readonly status: 'failed';
      readonly message: string;
      /** ignore_errors: shown and counted as ignored; the host goes on. */
      readonly isIgnored: boolean;
      /** Nothing ran: something around the action could not be rendered; `changed` is missing, too. */
      readonly isBare?: boolean;
      /** Where the task (or the value that failed) stands. */
      readonly problem?: Problem | undefined;
    })
  | (ResultBase & {
      readonly status: 'unreachable';
      readonly message: string;
      readonly isIgnored: boolean;
    });

/** A task as reporters name it. */
export interface TaskInfo {
  /** Unique within the run. */
  readonly id: string;
  /** `role : name`, rendered; the action's name when the task has none. */
  readonly title: string;
  readonly action: string;
  readonly span: Span;
  readonly isHandler: boolean;
  /** The task runs in check mode. */
  readonly isCheckMode?: boolean;
  /** Where the result goes when it is delegated. */
  readonly delegate?: string | undefined;
}

/** The counts of one host, as in PLAY RECAP. */
export interface HostStats {
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failed: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
}

/** What a run came to; the exit code is made from it. */
export interface RunSummary {
  /** In the order the hosts were first played; every host of every play. */
  readonly hosts: ReadonlyMap<string, HostStats>;
  /** Scripts sent and answered per host, handshakes not counted. */
  readonly roundTrips: ReadonlyMap<string, number>;
  /** What set_stats set: of the whole run, and of hosts by name. */
  readonly customStats: Pick<CustomStats, 'ofRun' | 'ofHosts'>;
  /** Hosts that are failed, or lost, when the last play ends; the exit code tells. */
  readonly outcome: 'ok' | 'failed' | 'unreachable';
}

export type RunEvent =
  | { readonly type: 'playbook-start'; readonly path: string; readonly isCheckMode?: boolean }
  | {
      readonly type: 'play-start';
      readonly name: string;
      readonly hosts: readonly string[];
      /** Each host goes on alone: tasks begin at another time on each of them. */
      readonly isFree?: boolean;
      readonly isCheckMode?: boolean;
    }
  /** `hosts:` matched nobody. */
  | { readonly type: 'play-skipped'; readonly name: string; readonly reason: string }
  | { readonly type: 'task-start'; readonly task: TaskInfo }
  | { readonly type: 'host-start'; readonly host: string; readonly task: TaskInfo }
  | {
      readonly type: 'item-done';
      readonly host: string;
      readonly task: TaskInfo;
      readonly result: TaskResult;
    }
  | {
      readonly type: 'task-done';
      readonly host: string;
      readonly task: TaskInfo;
      readonly result: TaskResult;
    }
  | {
      readonly type: 'retry';
      readonly host: string;
      readonly task: TaskInfo;
      /** How many tries remain. */
      readonly retriesLeft: number;
      readonly result: TaskResult;
    }
  | {
      readonly type: 'included';
      /** The file, or the name of the role. */
      readonly path: string;
      readonly isRole: boolean;
      readonly hosts: readonly string[];
      /** The item of a looped include. */
      readonly itemLabel?: string | undefined;
    }
  | {
      readonly type: 'output';
      readonly host: string;
      readonly task: TaskInfo;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | {
      readonly type: 'progress';
      readonly host: string;
      readonly title: string;
      readonly done: number;
      readonly total: number | undefined;
    }
  | { readonly type: 'handlers-start' }
  | { readonly type: 'no-more-hosts' }
  | { readonly type: 'warning'; readonly message: string }
  /** For people who want to know more: shown from this many -v on. */
  | { readonly type: 'note'; readonly message: string; readonly verbosity: number }
  /** Something still works but has a better form. */
  | { readonly type: 'deprecation'; readonly message: string }
  /** A playbook is through and another follows; the counts are those since the start. */
  | { readonly type: 'playbook-done'; readonly summary: RunSummary }
  | { readonly type: 'run-done'; readonly summary: RunSummary };

/** Takes events in order. A reporter that throws is reported and left out of the rest of the run. */
export interface Reporter {
  readonly name: string;
  on(event: RunEvent): void;
}
