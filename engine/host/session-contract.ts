/**
 * What a session is to its users (HostSession) and to the parts of this room that work for it
 * (SessionCore).
 */
import type { Transport } from '../connect/index.ts';
import type { BecomeSpec } from './become.ts';
import type { Probe, Step, StepOutcome } from './contract.ts';
import type { OpenedChannel } from './open-as.ts';
import type { FrameRequest, FrameResult, OutputName } from './session-shell.ts';

/** Who wants to know while steps are done, and who may stop them. */
export interface RunOptions {
  /** Text as it comes, whole characters only. */
  onOutput?(step: Step, output: OutputName, text: string): void;
  /** Bytes that were handed to the connection, or that a download has brought to the host, so far. */
  onProgress?(step: Step, done: number, total: number | undefined): void;
  /** Ends the script on the host; `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Connects anew to a host that was rebooted; without it `reboot` cannot be done. */
  readonly reconnect?: () => Promise<HostSession>;
}

/** What a session has cost so far. */
export interface SessionStats {
  /** A frame is one, a channel of its own is two (open, exec). */
  readonly roundTrips: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** A host as one user. */
export interface HostSession {
  /** Asks; everything asked in the same turn of the event loop travels as one script. */
  ask<A>(probe: Probe<A>): Promise<A>;
  /**
   * Does steps in order, stopping at the first that fails; one outcome per step.
   * @throws UnreachableError when the host is lost on the way
   * @throws TaskFailure when becoming the user fails, or a step cannot be compiled
   */
  run(steps: readonly Step[], options?: RunOptions): Promise<readonly StepOutcome[]>;
  readonly stats: SessionStats;
  close(): void;
}

/** A session as its keeper sees it. */
export interface KeptSession extends HostSession {
  /** Starts the shell before it is needed, while the controller still reads what it will do there. */
  warm(): void;
  /** Ends the shell when it is idle and waits for that; the next question starts a new one. */
  rest(): Promise<void>;
}

/** What the parts of a session in other files may do with it. */
export interface SessionCore {
  ask<A>(probe: Probe<A>): Promise<A>;
  readonly transport: Transport;
  /** The user who was become, or undefined for the connection's own. */
  readonly become: BecomeSpec | undefined;
  readonly maxOutputBytes: number;
  makeNonce(): string;
  now(): number;
  /** Sends a frame; two of a session never overlap. */
  exchange(request: FrameRequest, signal?: AbortSignal): Promise<FrameResult>;
  /** Starts `script` as the session's user on a channel of its own. */
  openChannel(script: string): Promise<OpenedChannel>;
  /** Ends what the shell has started, after a timeout or when the user gave up. */
  killScript(): Promise<void>;
  /** Ends everything that a shell of the session's user has started; 0 is no shell. */
  killTree(pid: number): Promise<void>;
  countBytes(sent: number, received: number): void;
}
