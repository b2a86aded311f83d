/**
 * What may be asked of a host (probes, through a HostReader) and what may be done to it (steps).
 * Both are data until a session compiles them to one script. Knows no module's name.
 */
import type { Plain, Problem } from '../base/index.ts';
import type { Sh } from '../shell/index.ts';

/** What a script left: exit code and both outputs as text. */
export interface Reply {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as it came, for answers that are no text. */
  readonly stdoutBytes?: Uint8Array;
}

/**
 * A question in sh with a way to read the answer. Its author vouches that the script only reads.
 * Probes asked in the same turn travel as one script.
 */
export interface Probe<A> {
  readonly name: string;
  /** What the maker was called with, so that a host in memory can answer without running sh. */
  readonly params?: Readonly<Record<string, Plain>>;
  readonly script: Sh;
  /** @throws TaskFailure when the host's answer means that the task cannot go on */
  parse(reply: Reply): A;
  /**
   * The paths of the host that the answer tells of and nothing else does, so that it stays true
   * while other paths change. Undefined, and missing: it may depend on anything.
   */
  sees?(answer: A): readonly SeenPath[] | undefined;
  /**
   * What the answer will be when a step that writes one of the seen paths is done; undefined when that
   * cannot be told before.
   */
  foresee?(answer: A, write: WriteStep): A | undefined;
  /** How many questions of this kind are asked with few programs on the host. */
  readonly inBulk?: BulkQuestion | undefined;
}

/** One script for many questions that differ in one word. */
export interface BulkQuestion {
  /** Questions with equal keys can be asked together. */
  readonly key: string;
  /** What this question is about: a path. */
  readonly subject: string;
  script(subjects: readonly string[]): Sh;
  /** The replies in the order of the subjects; undefined for one that must be asked by itself. */
  split(reply: Reply, subjects: readonly string[]): readonly (Reply | undefined)[];
}

/** A path that an answer tells of. */
export interface SeenPath {
  /** Absolute, and no link. */
  readonly path: string;
  /** The directory it is in exists. */
  readonly hasParent: boolean;
  /** The answer tells of users or groups too. */
  readonly hasAccounts: boolean;
  /** What stands there: nothing, or a file that has no other name, as device and inode. */
  readonly stands?: 'nothing' | { readonly file: string };
}

/** A host as a module may see it: it can be asked, never changed. */
export interface HostReader {
  ask<A>(probe: Probe<A>): Promise<A>;
  /** Facts known so far without asking (from `setup` or a cache), `ansible_` prefix left out. */
  readonly knownFacts: Readonly<Record<string, Plain>>;
}

/** Where the bytes of a write come from. `file` is a path on the controller and is streamed. */
export type Content =
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'bytes'; readonly bytes: Uint8Array }
  | { readonly from: 'file'; readonly path: string; readonly size: number }
  /** A path on the host itself (copy's remote_src). */
  | { readonly from: 'host'; readonly path: string };

/** Ownership and mode to set; what is missing stays as it is (or the umask's default if new). */
export interface FileAttributes {
  /** Octal digits (`0644`, `2755`) or chmod's symbolic form (`u=rw,g=r`). */
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

interface StepBase {
  /** For people and progress bars: `write /etc/hosts`. */
  readonly title: string;
  /** Steps that change nothing a user counts (cleaning a temp file) may stand without a change. */
  readonly housekeeping?: boolean;
  /** Hides script and output from -vvv and logs. */
  readonly isSecret?: boolean;
  /** A user whose other sessions on this host end first: an account with processes is not removed. */
  readonly endsSessionsOf?: string;
}

/** Puts a content at a path. */
export type WriteStep = Extract<Step, { readonly do: 'write' }>;

export type Step =
  | (StepBase & {
      /** Temp file beside the target, sync, validate, attributes, rename: never half-written. */
      readonly do: 'write';
      readonly path: string;
      readonly content: Content;
      readonly attributes: FileAttributes;
      /** Copy the old file to `<path>.<pid>.<timestamp>~` first; reported as outcome.backupFile. */
      readonly backup?: boolean;
      /** Command with `%s` for the temp file; a failure leaves the target untouched. */
      readonly validate?: string | undefined;
      /** Write in place without rename, for files that are bind mounts. */
      readonly isInPlace?: boolean;
    })
  | (StepBase & {
      readonly do: 'mkdir';
      readonly path: string;
      readonly attributes: FileAttributes;
    })
  | (StepBase & { readonly do: 'remove'; readonly path: string })
  | (StepBase & {
      readonly do: 'link';
      readonly path: string;
      readonly target: string;
      readonly kind: 'symbolic' | 'hard';
      /** Replace what stands at `path`. */
      readonly force?: boolean;
    })
  | (StepBase & {
      readonly do: 'attributes';
      readonly path: string;
      readonly attributes: FileAttributes;
      readonly recurse?: boolean;
      /** False: change a symlink itself (chown -h). */
      readonly follow?: boolean;
    })
  | (StepBase & {
      readonly do: 'touch';
      readonly path: string;
      /** `YYYYMMDDhhmm.ss` for touch -t, or undefined for now, or 'keep'. */
      readonly accessTime?: string | undefined;
      readonly modificationTime?: string | undefined;
    })
  | (StepBase & {
      readonly do: 'run';
      readonly script: Sh;
      readonly cwd?: string | undefined;
      readonly env?: Readonly<Record<string, string>>;
      /** Sent on the script's stdin; secrets go here. */
      readonly stdin?: string | undefined;
      /** Interpreter for `script`, /bin/sh when missing (shell's `executable`). */
      readonly executable?: string | undefined;
      /** The script calls `kplay_progress DONE TOTAL` (bytes; 0 is unknown) while it works. */
      readonly tellsProgress?: boolean;
      /** Kill the script after so long. */
      readonly timeoutSeconds?: number | undefined;
      /** Exit codes that do not stop the following steps; any code when 'any'. Default [0]. */
      readonly accepts?: readonly number[] | 'any';
    })
  /** A conversation implemented in host/: waits, reboots, fetches. Parameters by kind. */
  | (StepBase & {
      readonly do: 'talk';
      readonly with: 'wait_for' | 'fetch' | 'reboot' | 'pause' | 'expect' | 'rsync';
      readonly params: Readonly<Record<string, Plain>>;
    });

/** What came of one step, in the order of the steps. Steps behind a failed one are `not-run`. */
export interface StepOutcome {
  readonly step: Step;
  readonly status: 'done' | 'failed' | 'not-run';
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** UTC milliseconds since the epoch, by the controller's clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly backupFile?: string | undefined;
  /** Why it failed, in a sentence, where more is known than rc and stderr (a stage of a write). */
  readonly message?: string | undefined;
  /** What a `talk` step found out. */
  readonly answer?: Readonly<Record<string, Plain>> | undefined;
}

/**
 * A failed result: the host (or the situation) said no. Thrown by probes, `inspect`, `plan` and
 * `settle`; the run turns it into a failed TaskResult, which flows through rescue.
 */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
  readonly returns: Readonly<Record<string, Plain>>;
  /** Where the mistake stands, when it is one of the user's files. */
  readonly problem: Problem | undefined;
  /** @param returns further keys of the result (`rc`, `stderr`, …), as Ansible's module gives them */
  constructor(message: string, returns: Readonly<Record<string, Plain>> = {}, problem?: Problem) {
    super(message);
    this.returns = returns;
    this.problem = problem;
  }
}
