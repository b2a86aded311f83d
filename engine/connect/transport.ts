/**
 * The contract of a connection: open a channel that runs one command line, and nothing else.
 * Sessions, framing, become and file transfer are built on it in `host/`.
 */
import type { Readable, Writable } from 'node:stream';

/** How a channel's command ended; `code` is undefined when the connection went away. */
export interface ChannelEnd {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** One running command: three byte streams and an end. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, after both output streams ended. Never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /**
   * Settles when the command itself ended, though something it left in the background may still
   * hold its outputs open; `ended` waits for that. Never rejects.
   */
  readonly exited: Promise<ChannelEnd>;
  /**
   * Settles when the line has taken most of what was written to `stdin`. A far host takes a window
   * of two megabytes at once, and that much would lie in memory here for every host.
   */
  untilRoom(): Promise<void>;
  /** Ends the command from our side. */
  close(): void;
}

/** An open connection to one host. */
export interface Transport {
  /** For people: `ssh vagrant@10.77.0.11:22`. */
  readonly description: string;
  /**
   * Starts a command line with the login shell of the remote user (or /bin/sh locally).
   * @throws UnreachableError when the connection is gone
   */
  open(commandLine: string): Promise<Channel>;
  /** Settles with the reason when the connection ends, whoever ended it. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** Everything a transport needs to know of a host, resolved from its `ansible_*` variables. */
export interface ConnectionTarget {
  readonly hostName: string;
  readonly connection: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly privateKeyFiles: readonly string[];
  readonly useAgent: boolean;
  /** The agent's socket (SSH_AUTH_SOCK, which only cli/ reads); no agent is asked without it. */
  readonly agentSocket?: string | undefined;
  /** Opens encrypted private key files; never shown. */
  readonly passphrase?: string | undefined;
  /** The host to go through first (ProxyJump); it may have a jump of its own. */
  readonly jump?: ConnectionTarget | undefined;
  /** A command line whose stdin and stdout are the connection (ProxyCommand). */
  readonly proxyCommand?: string | undefined;
  /** `strict` refuses unknown keys, `accept-new` learns them, `off` asks nothing. */
  readonly hostKeyChecking: 'strict' | 'accept-new' | 'off';
  readonly knownHostsFiles: readonly string[];
  readonly connectTimeoutSeconds: number;
  /** How often connecting is tried again, after 0, 1, 3, 7, … seconds; 0 when not given. */
  readonly connectRetries?: number;
}

/** Says that a host could not be reached, or was lost; the run marks it unreachable. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  /** True where trying again would meet the same: a login or a host key was refused. */
  readonly isRefusal: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isRefusal?: boolean } = {}) {
    super(message, options);
    this.isRefusal = options.isRefusal === true;
  }
}

/** Opens a connection; one per kind (ssh, local). */
export interface TransportDef {
  readonly name: string;
  open(target: ConnectionTarget, signal: AbortSignal): Promise<Transport>;
}
