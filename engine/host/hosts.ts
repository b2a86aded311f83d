/**
 * All connections of a run: one per host, one session per user on it, opened when first needed,
 * opened anew after a loss, closed together at the end.
 */
import {
  UnreachableError,
  type ConnectionTarget,
  type Transport,
  type TransportDef,
} from '../connect/index.ts';
import type { BecomeSpec } from './become.ts';
import type { Step, StepOutcome } from './contract.ts';
import { openSession, type SessionOptions } from './session.ts';
import type { HostSession, KeptSession, RunOptions, SessionStats } from './session-contract.ts';

/** What a run's connections are made with. */
export interface HostsOptions extends Omit<SessionOptions, 'become'> {
  /** The connection kinds, by the name that `ansible_connection` gives. */
  readonly transports: readonly TransportDef[];
  /** Ends connecting, when the user gives up. */
  readonly signal?: AbortSignal;
  /** Opens a session of its own even for the user that has logged in (BECOME_ALLOW_SAME_USER). */
  readonly becomesSameUser?: boolean;
  /** Told of each connection, and of the first line of every command that is started on one. */
  readonly tell?: ((told: Told) => void) | undefined;
}

/** What happens on a connection. */
export interface Told {
  readonly host: string;
  readonly what: 'connected' | 'started';
  readonly text: string;
}

/** The connections of a run. */
export interface Hosts {
  /**
   * Gives the session of a host as one user. Equal targets share a connection, equal users on it
   * a session; becoming the user one already is opens no second one.
   * @throws UnreachableError when the host cannot be reached
   */
  session(target: ConnectionTarget, become?: BecomeSpec): Promise<HostSession>;
  /** Ends the connection of a host; the next session opens a new one. */
  reset(target: ConnectionTarget): Promise<void>;
  /** Sums of all sessions, closed ones too. */
  readonly stats: SessionStats;
  closeAll(): Promise<void>;
}

interface SessionOfUser {
  readonly user: string;
  readonly session: HostSession;
  readonly own: KeptSession;
}

interface Connection {
  readonly transport: Promise<Transport>;
  readonly sessions: Map<string, SessionOfUser>;
  isLost: boolean;
}

function toBecomeKey(
  target: ConnectionTarget,
  become: BecomeSpec | undefined,
  becomesSameUser = false,
): string {
  if (become === undefined || (become.user === target.user && !becomesSameUser)) return '';
  return JSON.stringify([become.method, become.user, become.password, become.flags, become.exe]);
}

function sumStats(all: readonly SessionStats[]): SessionStats {
  const sum = (pick: (stats: SessionStats) => number): number =>
    all.reduce((total, stats) => total + pick(stats), 0);
  return {
    roundTrips: sum((stats) => stats.roundTrips),
    bytesSent: sum((stats) => stats.bytesSent),
    bytesReceived: sum((stats) => stats.bytesReceived),
  };
}

class HostsOfRun implements Hosts {
  readonly #options: HostsOptions;
  readonly #connections = new Map<string, Connection>();
  readonly #sessions: HostSession[] = [];

  constructor(options: HostsOptions) {
    this.#options = options;
  }

  get stats(): SessionStats {
    return sumStats(this.#sessions.map((session) => session.stats));
  }

  async session(target: ConnectionTarget, become?: BecomeSpec): Promise<HostSession> {
    const connection = this.#connect(target);
    const transport = await connection.transport;
    const key = toBecomeKey(target, become, this.#options.becomesSameUser);
    const known = connection.sessions.get(key);
    if (known !== undefined) return known.session;
    const own = openSession(transport, {
      ...this.#options,
      become: key === '' ? undefined : become,
    });
    const session: HostSession = {
      ask: (probe) => own.ask(probe),
      close: () => {
        own.close();
      },
      get stats() {
        return own.stats;
      },
      run: (steps, options) => this.#run(target, become, own, { steps, options: options ?? {} }),
    };
    connection.sessions.set(key, { user: become?.user ?? target.user, session, own });
    this.#sessions.push(own);
    own.warm();
    return session;
  }

  async #run(
    target: ConnectionTarget,
    become: BecomeSpec | undefined,
    session: HostSession,
    task: { readonly steps: readonly Step[]; readonly options: RunOptions },
  ): Promise<readonly StepOutcome[]> {
    const reconnect = async (): Promise<HostSession> => {
      await this.reset(target);
      return this.session(target, become);
    };
    const users = task.steps.flatMap((step) => step.endsSessionsOf ?? []);
    if (users.length > 0) await this.#restSessions(target, users);
    return session.run(task.steps, { reconnect, ...task.options });
  }

  async #restSessions(target: ConnectionTarget, users: readonly string[]): Promise<void> {
    const sessions = this.#connections.get(toTargetKey(target))?.sessions.values() ?? [];
    const resting = [...sessions].filter(({ user }) => users.includes(user));
    await Promise.all(resting.map(({ own }) => own.rest()));
  }

  #connect(target: ConnectionTarget): Connection {
    const key = toTargetKey(target);
    const known = this.#connections.get(key);
    if (known?.isLost === false) return known;
    const connection: Connection = {
      transport: this.#openTransport(target),
      sessions: new Map(),
      isLost: false,
    };
    this.#connections.set(key, connection);
    connection.transport.then(
      (transport) => {
        void transport.lost.then(() => {
          connection.isLost = true;
        });
      },
      () => {
        connection.isLost = true;
      },
    );
    return connection;
  }

  async #openTransport(target: ConnectionTarget): Promise<Transport> {
    // `community.docker.docker` is what `docker` is called in full.
    const short = target.connection.split('.').at(-1);
    const kind = this.#options.transports.find(({ name }) => name === short);
    if (kind === undefined) {
      const names = this.#options.transports.map(({ name }) => name).join(', ');
      throw new UnreachableError(
        `the connection \`${target.connection}\` of ${target.hostName} is not known (there are ${names})`,
      );
    }
    const transport = await kind.open(target, this.#options.signal ?? new AbortController().signal);
    const { tell } = this.#options;
    return tell === undefined ? transport : tellStarts(transport, target.hostName, tell);
  }

  async reset(target: ConnectionTarget): Promise<void> {
    const key = toTargetKey(target);
    const connection = this.#connections.get(key);
    this.#connections.delete(key);
    if (connection !== undefined) await Promise.allSettled([closeConnection(connection)]);
  }

  async closeAll(): Promise<void> {
    const open = [...this.#connections.values()];
    this.#connections.clear();
    await Promise.allSettled(open.map(closeConnection));
  }
}

/** Tells of a connection and of what is started on it; secrets are never part of a command line. */
function tellStarts(
  transport: Transport,
  host: string,
  tell: NonNullable<HostsOptions['tell']>,
): Transport {
  tell({ host, what: 'connected', text: transport.description });
  return {
    ...transport,
    open: (commandLine) => {
      const [first = '', ...rest] = commandLine.split('\n');
      tell({ host, what: 'started', text: rest.length === 0 ? first : `${first} …` });
      return transport.open(commandLine);
    },
  };
}

async function closeConnection(connection: Connection): Promise<void> {
  const transport = await connection.transport;
  for (const { session } of connection.sessions.values()) session.close();
  await transport.close();
}

function toTargetKey(target: ConnectionTarget): string {
  return JSON.stringify(target);
}

/** Makes the connections of a run; none is opened before it is asked for. */
export function createHosts(options: HostsOptions): Hosts {
  return new HostsOfRun(options);
}
