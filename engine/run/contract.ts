/** What a run is handed: everything that touches files, hosts, modules or the terminal. */
import type { Located, Value } from '../base/index.ts';
import type { ConnectionTarget } from '../connect/index.ts';
import type { BecomeSpec, HostReader, Step, StepOutcome } from '../host/index.ts';
import type { AnyControl, AnyModule, ControllerReader, PauseRequest } from '../modules/contract.ts';
import type { PlaybookNode, Project, TagChoice } from '../playbook/index.ts';
import type { ParamsReader } from '../schema/index.ts';
import type { Scope, VarStore } from '../vars/index.ts';
import type { CustomStats } from './custom-stats.ts';
import type { RunEvent } from './events.ts';
import type { JobBook } from './jobs.ts';
import type { Stepper } from './stepper.ts';

/** What a running step tells. */
export interface StepListener {
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
  onProgress(title: string, done: number, total: number | undefined): void;
}

/** One user on one host: can be asked and told. */
export interface Session {
  ask: HostReader['ask'];
  run(steps: readonly Step[], listener: StepListener): Promise<readonly StepOutcome[]>;
}

/** Opens sessions and keeps them for the run. */
export interface SessionSource {
  /** @throws UnreachableError, or TaskFailure when becoming is refused */
  open(target: ConnectionTarget, become: BecomeSpec | undefined): Promise<Session>;
  /** Drops the connection of a host so that the next task makes a new one. */
  reset(target: ConnectionTarget): Promise<void>;
  /** Scripts sent to a host so far. */
  roundTripsOf(hostName: string): number;
}

/** Modules and controls by name. */
export interface ActionSource {
  /** Loads the code of a module or control when it is first used. */
  load(
    name: string,
  ): Promise<
    | { readonly kind: 'module'; readonly def: AnyModule }
    | { readonly kind: 'control'; readonly def: AnyControl }
  >;
}

/** Groups of hosts while they may still change (add_host, group_by). */
export interface HostSource {
  /** @param pattern the rendered `hosts:`; the limit is applied */
  match(pattern: string): readonly string[];
  /** Variables beside the playbook are read from these folders. */
  addHost(name: string, groups: readonly string[], vars: Readonly<Record<string, Value>>): boolean;
  addToGroup(host: string, group: string, parents: readonly string[]): boolean;
  /** Reads the inventory again (`meta: refresh_inventory`). @throws ProblemError */
  refresh(): Promise<void>;
  /** Says in Ansible's words why a pattern matched nobody. */
  readonly isEmpty: boolean;
}

/** Settings of a run from the command line, the environment and ansible.cfg. */
export interface RunSettings {
  readonly forks: number;
  readonly verbosity: number;
  /** DEFAULT_JINJA2_NATIVE. */
  readonly isNative: boolean;
  readonly isCheckMode: boolean;
  readonly isDiffMode: boolean;
  readonly tags: TagChoice;
  readonly startAtTask: string | undefined;
  readonly gatherFacts: 'implicit' | 'explicit' | 'smart';
  readonly forceHandlers: boolean;
  /** `merge` joins dicts of all levels of precedence. */
  readonly hashBehavior: 'replace' | 'merge';
  /**
   * What keywords come to that nobody wrote: `check_mode`, `any_errors_fatal`, `no_log`, `timeout`, `poll`, and
   * `gather_subset`, `gather_timeout`, `fact_path` of plays.
   */
  readonly keywordDefaults: ReadonlyMap<string, Value>;
  readonly debugger: {
    /** Stops at every failure. */
    readonly isOn: boolean;
    /** Leaves alone tasks whose errors are ignored. */
    readonly skipsIgnored: boolean;
  };
  /** The strategy of plays that name none. */
  readonly strategy: string;
  readonly connection: ConnectionDefaults;
}

/** What holds for connections where neither a variable nor a keyword says otherwise. */
export interface ConnectionDefaults {
  readonly connection: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly password: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly timeoutSeconds: number;
  /** How often connecting is tried again. */
  readonly retries: number;
  readonly hostKeyChecking: boolean;
  readonly sshArgs: readonly string[];
  /**
   * Arguments for ssh that a configuration of ssh has for a host.
   * @param file its path; the user's own and the machine's without it
   * @throws UnreachableError when the file cannot be read
   */
  sshConfigFor(host: string, file?: string): readonly string[];
  readonly agentSocket: string | undefined;
  readonly localUser: string;
  readonly homeFolder: string;
  readonly become: boolean;
  readonly becomeUser: string;
  readonly becomeMethod: string;
  readonly becomeExe: string | undefined;
  readonly becomeFlags: string | undefined;
  readonly becomePassword: string | undefined;
}

/** Reads the controller on behalf of one task. */
export interface ControllerRequest {
  /** Name of the host in the inventory. */
  readonly host: string;
  readonly scope: Scope;
  /** Where files of the task are searched, nearest first. */
  readonly folders: readonly string[];
  readonly isCheckMode: boolean;
  readonly isDiffMode: boolean;
  readonly delegation: ControllerReader['delegation'];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * How a pause ended: `over` when the time was up or the user went on, with what was typed;
 * `nobody` when there is no user whom to wait for.
 */
export type PauseAnswer =
  | { readonly end: 'over'; readonly userInput: string }
  | { readonly end: 'aborted' }
  | { readonly end: 'nobody' };

export interface RunInput {
  readonly playbooks: readonly PlaybookNode[];
  readonly project: Project;
  readonly store: VarStore;
  readonly hosts: HostSource;
  readonly actions: ActionSource;
  readonly sessions: SessionSource;
  /** Turns rendered arguments into a module's parameters. */
  readonly params: ParamsReader;
  controllerFor(request: ControllerRequest): ControllerReader;
  /** Reads a file of variables. @throws ProblemError */
  loadVars(path: string): Located;
  /** Asks the user (vars_prompt, pause); undefined when nobody is at the terminal. */
  prompt(text: string, isSecret: boolean): Promise<string | undefined>;
  /** Asks with the very text; undefined when there is nobody to answer (`--step`, the debugger). */
  converse(question: string): Promise<string | undefined>;
  /** Asks before each task (`--step`). */
  readonly stepper: Stepper | undefined;
  /**
   * Waits for the clock, or for the user who is at the terminal (pause).
   * @param announce tells the user; called when keys are heard already
   */
  pause(request: PauseRequest, announce: () => void): Promise<PauseAnswer>;
  emit(event: RunEvent): void;
  readonly settings: RunSettings;
  readonly signal: AbortSignal;
  /** Keeps a text from being shown anywhere. */
  hide(secret: string): void;
  /** Jobs in the background that this run started. */
  readonly jobs: JobBook;
  /** What set_stats set so far. */
  readonly customStats: CustomStats;
  /** A name for a job that no other has. */
  newJobId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Waits between retries. Rejects when the run is aborted. */
  sleep(seconds: number): Promise<void>;
}
