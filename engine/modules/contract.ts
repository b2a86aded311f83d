/**
 * The contract of a module: one literal for the parameters, `inspect` that reads, `plan` that
 * decides. The engine owns applying, checking, diffing, retrying and masking.
 * A module may not import connect, run, vars, another module or `node:*`.
 */
import type { Plain, Value } from '../base/index.ts';
import type { HostReader, Step, StepOutcome } from '../host/index.ts';
import type { ParamSchema, ParamsOf, ParamsSchema } from '../schema/index.ts';

/** One difference between what is and what should be. No changes means `ok`. */
export interface Change {
  /** What differs: `content`, `mode`, `state`, `package nginx`. */
  readonly what: string;
  /** Undefined for what is told of on one side only. */
  readonly before: Plain;
  readonly after: Plain;
  /** Show before and after as a text diff under this path. */
  readonly path?: string | undefined;
  /** Never shown in a diff, only counted. */
  readonly isSecret?: boolean;
}

/** What a module or control task wants set; the engine sets it. */
export type Effect =
  | { readonly set: 'facts'; readonly facts: Readonly<Record<string, Plain>> }
  /** Variables of the host at set_fact's precedence; `isCacheable` also keeps them as facts. */
  | {
      readonly set: 'host-vars';
      readonly vars: Readonly<Record<string, Value>>;
      /** Names of those that came from a host or a lookup. */
      readonly unsafe?: readonly string[];
      readonly isCacheable?: boolean;
    }
  | {
      readonly set: 'add-host';
      readonly name: string;
      readonly groups: readonly string[];
      readonly vars: Readonly<Record<string, Value>>;
    }
  | { readonly set: 'group-by'; readonly group: string; readonly parents: readonly string[] }
  /** include_vars: precedence of its own. */
  | { readonly set: 'included-vars'; readonly vars: Readonly<Record<string, Value>> }
  /** set_stats: numbers and words for the end of the run, of each host or of the whole. */
  | {
      readonly set: 'stats';
      readonly data: Readonly<Record<string, Value>>;
      readonly isPerHost: boolean;
      readonly isAggregated: boolean;
    };

export interface Plan<R> {
  /** Source of `changed`, of --check and of --diff. */
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** The documented return values, without changed/failed/diff, as if the steps had gone well. */
  readonly returns: R;
  readonly effects?: readonly Effect[];
  /**
   * `unknown`: only running tells what changes (command, uri). The run reports `changed` then, and
   * --check reports `skipped`. `known` when missing.
   */
  readonly certainty?: 'known' | 'unknown';
  /** Apply, inspect again, plan again (apt: refresh the index first). At most five rounds. */
  readonly then?: 'replan';
  /** The steps only look: they are taken in check mode too (rsync's `--dry-run`). */
  readonly onlyLooks?: boolean;
  /** The task has nothing to do by its own condition (command's `creates`): shown as ok with this. */
  readonly skipReason?: string;
  /** The task is skipped by its own condition, and shown so (script's `creates`): why. */
  readonly skips?: string;
  readonly warnings?: readonly string[];
}

/** A file of the controller, found by Ansible's role-relative search. */
export interface ControllerFile {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  /** Permission bits, `0644`. */
  readonly mode: string;
  readonly isDirectory: boolean;
}

/** A file below a directory of the controller. */
export interface ControllerEntry extends ControllerFile {
  /** Path below the directory that was listed, with `/`. */
  readonly relative: string;
  /** The text of a symbolic link that is not followed; the entry is the link itself then. */
  readonly linkText?: string | undefined;
}

/** Options of a template render, as the template module names them. */
export interface RenderOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly newlineSequence: '\n' | '\r' | '\r\n';
  readonly blockStart?: string | undefined;
  readonly blockEnd?: string | undefined;
  readonly variableStart?: string | undefined;
  readonly variableEnd?: string | undefined;
  readonly commentStart?: string | undefined;
  readonly commentEnd?: string | undefined;
}

/** The controller as a module may see it. All paths are searched as Ansible does for the task. */
export interface ControllerReader {
  /**
   * Finds `name` below `files/`, `templates/`, … of the role, then beside the playbook.
   * @param folder the role's folder to search first: `files`, `templates`, `vars`
   * @throws TaskFailure `Could not find or access …` with the places that were searched
   */
  find(folder: 'files' | 'templates' | 'vars', name: string): ControllerFile;
  /** What stands at an absolute path; undefined when nothing does. */
  lookAt(path: string): ControllerFile | undefined;
  /** Absolute path of a file that need not be there, seen from the playbook's folder (fetch). */
  toPath(name: string): string;
  /** Name of the host in the inventory. */
  readonly hostName: string;
  readText(path: string): string;
  readBytes(path: string): Uint8Array;
  /** What is in a file that is a vault; undefined when it is none. @throws TaskFailure */
  decrypt(path: string): Uint8Array | undefined;
  /**
   * Looks once at a file that is to be sent: what is in it when it is a vault, and the SHA-1 of what
   * is sent, in lower-case hex.
   * @param isDecrypting false sends a vault as it is
   * @throws TaskFailure when the vault cannot be opened
   */
  openSource(
    file: { readonly path: string; readonly size: number },
    isDecrypting: boolean,
  ): Promise<{ readonly opened: Uint8Array | undefined; readonly sha1: string }>;
  /** Hash in lower-case hex; big files are streamed. */
  checksum(path: string, algorithm: 'sha1' | 'sha256' | 'md5'): Promise<string>;
  /** Everything below a directory, depth first, sorted by name. */
  list(directory: string, options?: { readonly keepsLinks?: boolean }): readonly ControllerEntry[];
  /** Hash of text as UTF-8, in lower-case hex. */
  digest(content: string | Uint8Array, algorithm: 'sha1' | 'sha256' | 'md5'): string;
  /** Renders a template file with the visit's scope. */
  render(path: string, options: RenderOptions): string;
  /** Controller's clock, milliseconds since the epoch. */
  now(): number;
  readonly isCheckMode: boolean;
  readonly isDiffMode: boolean;
  /**
   * Whom `delegate_to` names: nobody, the host itself, this machine, or another host. Found out
   * only for a module that `spansBoth`; `none` for any other.
   */
  readonly delegation: 'none' | 'itself' | 'controller' | 'other';
  /** The environment the task set (`environment:`), for modules that run commands. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ModuleDef<S extends ParamsSchema, State, R> {
  /** As in playbooks, without collection: `copy`. */
  readonly name: string;
  readonly collection:
    | 'ansible.builtin'
    | 'ansible.posix'
    | 'community.general'
    | 'community.crypto';
  /** One sentence, starts with a verb. */
  readonly summary: string;
  readonly notes?: readonly string[];
  readonly params: S;
  readonly returns: Readonly<Record<string, ParamSchema>>;
  /** YAML task lists; a test parses and validates each. */
  readonly examples: readonly string[];
  /** Which parameter receives `shell: echo hi`. */
  readonly freeForm?: string;
  /** False: --check skips the task, as Ansible does for modules without check mode. */
  readonly supportsCheckMode?: boolean;
  /** What is said then, when it is not what Ansible says of most modules. */
  readonly checkModeMessage?: string;
  /** The result has the difference as `diff.before` and `diff.after`, without --diff too. */
  readonly alwaysReturnsDiff?: boolean;
  /** False: `async` fails the task, as it does for Ansible's own actions of that name. */
  readonly supportsAsync?: boolean;
  /** Works between here and the host: delegated to this machine, it is still the host it works with. */
  readonly spansBoth?: boolean;
  /** The host may not be up yet: connecting is tried again for `timeout` seconds. */
  readonly waitsForConnection?: boolean;
  /** Reads only. Everything asked before the first await of an answer travels in one script. */
  inspect(params: ParamsOf<S>, host: HostReader, controller: ControllerReader): Promise<State>;
  /** Pure and synchronous. */
  plan(params: ParamsOf<S>, state: State): Plan<R>;
  /** Results into words, when only the outcomes tell (command's rc and stdout). */
  settle?(params: ParamsOf<S>, plan: Plan<R>, outcomes: readonly StepOutcome[]): Settled<R>;
}

/** What `settle` found: final returns, and whether something changed when that was unknown. */
export interface Settled<R> {
  readonly returns: R;
  readonly isChanged?: boolean;
  /** For --diff, what only the steps found out. */
  readonly changes?: readonly Change[];
  readonly effects?: readonly Effect[];
  readonly warnings?: readonly string[];
}

/** A module with its types erased, as the registry holds it. */
export interface AnyModule extends Omit<
  ModuleDef<ParamsSchema, unknown, unknown>,
  'inspect' | 'plan' | 'settle'
> {
  inspect(params: never, host: HostReader, controller: ControllerReader): Promise<unknown>;
  plan(params: never, state: never): Plan<unknown>;
  settle?(params: never, plan: Plan<never>, outcomes: readonly StepOutcome[]): Settled<unknown>;
}

/** Defines a module; the types of parameters and state follow from the literal. */
export function defineModule<const S extends ParamsSchema, State, R>(
  definition: ModuleDef<S, State, R>,
): ModuleDef<S, State, R> {
  return definition;
}

/** What a control task can see: the scope of its visit. */
export interface ControlScope {
  /** Renders a template expression (debug's `var`); undefined when the variable is not defined. */
  evaluate(expression: string): Value | undefined;
  /** Evaluates a condition as `when` does. @throws ProblemError for one that is not trusted */
  test(condition: string, isTrusted: boolean): boolean;
  /** False when a parameter holds something that came from a host, a lookup or `!unsafe`. */
  isTrusted(parameter: string): boolean;
  readonly verbosity: number;
  /** `role : name` of the task, as its headline has it. */
  readonly taskTitle: string;
  /** DEFAULT_JINJA2_NATIVE: values keep the types that templates gave them. */
  readonly isNative: boolean;
  /** The value of a variable; undefined when it is not defined. */
  variable(name: string): Value | undefined;
}

/** What a control task decided. */
export interface Decision {
  readonly effects?: readonly Effect[];
  readonly returns: Readonly<Record<string, Plain>>;
  readonly isChanged?: boolean;
  /** Shown without -v, as debug's result is. */
  readonly isAlwaysShown?: boolean;
  readonly skipReason?: string;
  readonly failure?: string;
  /** Wait for the clock or for the user before the task is done. */
  readonly pause?: PauseRequest;
}

/** A pause of the whole run. */
export interface PauseRequest {
  /** How long; undefined until the user presses Enter. */
  readonly seconds: number | undefined;
  /** What the user is told first. */
  readonly lines: readonly string[];
  /** Show what the user types. */
  readonly isEchoed: boolean;
}

/** How a pause ended. */
export interface PauseEnd {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly userInput: string;
}

/** A control task: runs on the controller, pure, in check mode too (debug, set_fact, assert, fail). */
export interface ControlDef<S extends ParamsSchema> {
  readonly name: string;
  readonly collection: 'ansible.builtin';
  readonly summary: string;
  readonly notes?: readonly string[];
  readonly params: S;
  readonly returns: Readonly<Record<string, ParamSchema>>;
  readonly examples: readonly string[];
  readonly freeForm?: string;
  /** A parameter whose items are conditions: not rendered, `ControlScope.test` does it. */
  readonly conditions?: string;
  /** Acts once for all hosts that stand at the task (add_host, pause), with the first one's scope. */
  readonly isOncePerGroup?: boolean;
  /** What it sets from a vault stays one: `is vault_encrypted` (set_fact). */
  readonly keepsSealed?: boolean;
  decide(params: ParamsOf<S>, scope: ControlScope): Decision;
  /** Return values that only the end of the pause tells. */
  settle?(params: ParamsOf<S>, end: PauseEnd): Readonly<Record<string, Plain>>;
}

/** A control with its types erased, as the registry holds it. */
export interface AnyControl extends Omit<ControlDef<ParamsSchema>, 'decide' | 'settle'> {
  decide(params: never, scope: ControlScope): Decision;
  settle?(params: never, end: PauseEnd): Readonly<Record<string, Plain>>;
}

/** Defines a control task. */
export function defineControl<const S extends ParamsSchema>(
  definition: ControlDef<S>,
): ControlDef<S> {
  return definition;
}
