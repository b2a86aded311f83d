/** The sessions of a run, over the host room's connections, with their round trips by host. */
import type { Hosts, HostSession } from '../host/index.ts';
import type { Session, SessionSource } from '../run/index.ts';

function adaptSession(session: HostSession, signal: AbortSignal): Session {
  return {
    ask: (probe) => session.ask(probe),
    run: (steps, listener) =>
      session.run(steps, {
        signal,
        onOutput: (_step, output, text) => {
          listener.onOutput(output, text);
        },
        onProgress: (step, sent, total) => {
          listener.onProgress(step.title, sent, total);
        },
      }),
  };
}

/** Adapts connections to what a run asks for. */
export function makeSessions(hosts: Hosts, signal: AbortSignal): SessionSource {
  const byHost = new Map<string, Set<HostSession>>();
  const adapted = new WeakMap<HostSession, Session>();
  return {
    async open(target, become): Promise<Session> {
      const session = await hosts.session(target, become);
      const known = byHost.get(target.hostName) ?? new Set();
      byHost.set(target.hostName, known.add(session));
      // One object for one session: whoever holds two of them knows whether they are the same.
      const own = adapted.get(session) ?? adaptSession(session, signal);
      adapted.set(session, own);
      return own;
    },
    reset: (target) => hosts.reset(target),
    roundTripsOf: (name) =>
      [...(byHost.get(name) ?? [])].reduce((sum, session) => sum + session.stats.roundTrips, 0),
  };
}
