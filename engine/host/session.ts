/**
 * A host as one user: questions are gathered and asked together, steps are compiled and done
 * together, each in one round trip through one long-lived shell. Scripts of a session never run at
 * the same time. Knows no module.
 */
import { UnreachableError, type Transport } from '../connect/index.ts';
import { createAskBatch, type AskBatch } from './ask-batch.ts';
import type { BecomeSpec } from './become.ts';
import { TaskFailure, type Probe, type Step, type StepOutcome } from './contract.ts';
import { compileKillTree } from './kill-tree.ts';
import { openAs, type OpenedChannel } from './open-as.ts';
import { runSteps } from './run-steps.ts';
import type { KeptSession, RunOptions, SessionCore, SessionStats } from './session-contract.ts';
import { SessionShell, type FrameRequest, type FrameResult } from './session-shell.ts';

/** What a session is made with; everything that is not the connection has a default. */
export interface SessionOptions {
  readonly become?: BecomeSpec | undefined;
  /** Gives letters and digits that nobody can guess, new at each call. */
  readonly makeNonce?: () => string;
  /** Controller's clock, milliseconds since the epoch. */
  readonly now?: () => number;
  readonly becomeTimeoutSeconds?: number;
  /** A script that prints more is ended; 100 MB when missing. */
  readonly maxOutputBytes?: number;
}

const DEFAULT_BECOME_SECONDS = 12;
const DEFAULT_MAX_OUTPUT_BYTES = 100 * 1024 * 1024;

function randomNonce(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 16);
}

class Session implements SessionCore, KeptSession {
  readonly transport: Transport;
  readonly become: BecomeSpec | undefined;
  readonly makeNonce: () => string;
  readonly now: () => number;
  readonly maxOutputBytes: number;
  readonly #becomeTimeoutSeconds: number;
  readonly #batch: AskBatch;
  #shell: SessionShell | undefined;
  /** The first shell, while nobody has asked for it. */
  #first: Promise<SessionShell> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #roundTrips = 0;
  #bytesSent = 0;
  #bytesReceived = 0;
  #lostBecause: string | undefined;

  constructor(transport: Transport, options: SessionOptions) {
    this.transport = transport;
    this.become = options.become;
    this.makeNonce = options.makeNonce ?? randomNonce;
    this.now = options.now ?? Date.now;
    this.#becomeTimeoutSeconds = options.becomeTimeoutSeconds ?? DEFAULT_BECOME_SECONDS;
    this.maxOutputBytes = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
    this.#batch = createAskBatch((parts) => this.exchange({ parts }));
    void transport.lost.then((reason) => {
      this.#lostBecause = reason;
    });
  }

  get stats(): SessionStats {
    const shell = this.#shell;
    return {
      roundTrips: this.#roundTrips,
      bytesSent: this.#bytesSent + (shell?.bytesSent ?? 0),
      bytesReceived: this.#bytesReceived + (shell?.bytesReceived ?? 0),
    };
  }

  ask<A>(probe: Probe<A>): Promise<A> {
    return this.#batch.ask(probe);
  }

  run(steps: readonly Step[], options: RunOptions = {}): Promise<readonly StepOutcome[]> {
    return runSteps(this, steps, options);
  }

  exchange(request: FrameRequest, signal?: AbortSignal): Promise<FrameResult> {
    const turn = this.#queue.then(() => this.#exchangeNow(request, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #exchangeNow(request: FrameRequest, signal?: AbortSignal): Promise<FrameResult> {
    signal?.throwIfAborted();
    const shell = await this.#openShell();
    this.#roundTrips += 1;
    const stop = (): void => {
      void this.killScript().finally(() => {
        shell.close();
      });
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const result = await shell.run(request);
      signal?.throwIfAborted();
      if (result.outcome === 'died') await this.#throwIfLost(shell);
      return result;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** A shell that died took its connection along, or never began, or was ended by its script. */
  async #throwIfLost(shell: SessionShell): Promise<void> {
    const grace = new Promise((resolve) => setTimeout(resolve, 200));
    await Promise.race([this.transport.lost, grace]);
    if (this.#lostBecause !== undefined) throw this.#toUnreachable(this.#lostBecause);
    if (shell.startFailure === undefined) return;
    if (this.become !== undefined) throw shell.startFailure;
    throw this.#toUnreachable(shell.startFailure.message);
  }

  #toUnreachable(reason: string): UnreachableError {
    return new UnreachableError(`Lost the connection (${this.transport.description}): ${reason}`);
  }

  warm(): void {
    this.#first = this.#openShell();
    // Who asks first is told.
    this.#first.catch(() => undefined);
  }

  async #openShell(): Promise<SessionShell> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) await first;
    if (this.#shell?.isUsable === true) return this.#shell;
    this.#dropShell();
    const opened = await this.openChannel('exec /bin/sh');
    const { now, maxOutputBytes } = this;
    this.#shell = new SessionShell(opened, { nonce: this.makeNonce(), now, maxOutputBytes });
    return this.#shell;
  }

  rest(): Promise<void> {
    const turn = this.#queue.then(async () => {
      await this.#first?.catch(() => undefined);
      await this.#shell?.leave();
      this.#dropShell();
    });
    this.#queue = turn;
    return turn;
  }

  #dropShell(): void {
    const shell = this.#shell;
    if (shell === undefined) return;
    shell.close();
    this.countBytes(shell.bytesSent, shell.bytesReceived);
    this.#shell = undefined;
  }

  async openChannel(script: string): Promise<OpenedChannel> {
    if (this.#lostBecause !== undefined) throw this.#toUnreachable(this.#lostBecause);
    this.#roundTrips += 2;
    return openAs(this.transport, script, {
      become: this.become,
      makeNonce: this.makeNonce,
      becomeTimeoutSeconds: this.#becomeTimeoutSeconds,
    });
  }

  killScript(): Promise<void> {
    return this.killTree(this.#shell?.pid ?? 0);
  }

  async killTree(pid: number): Promise<void> {
    if (pid === 0) return;
    try {
      const { channel } = await this.openChannel(compileKillTree(pid).sh);
      channel.stdout.resume();
      channel.stderr.resume();
      channel.stdin.end();
      await channel.ended;
    } catch (error) {
      // Nothing can be ended on a host that is gone, or by a user we cannot become.
      if (!(error instanceof UnreachableError) && !(error instanceof TaskFailure)) throw error;
    }
  }

  countBytes(sent: number, received: number): void {
    this.#bytesSent += sent;
    this.#bytesReceived += received;
  }

  close(): void {
    this.#dropShell();
  }
}

/**
 * Opens a session on a connection. Nothing is sent before the first question or step.
 * The connection stays the caller's: closing the session leaves it open.
 */
export function openSession(transport: Transport, options: SessionOptions = {}): KeptSession {
  return new Session(transport, options);
}
