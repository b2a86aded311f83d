/** Sessions for modules: of which host, as which user, and tried again where the host may be down. */
import type { ConnectionTarget } from '../connect/index.ts';
import type { Probe } from '../host/index.ts';
import type { AnyModule, ControllerReader } from '../modules/contract.ts';
import { sh } from '../shell/index.ts';
import type { Scope } from '../vars/index.ts';
import { resolveBecome, resolveTarget } from './connection.ts';
import type { RunInput, Session } from './contract.ts';
import { keywordReader, type KeywordReader } from './keyword-values.ts';
import type { Visit } from './visit-contract.ts';
import { openWhenReachable } from './wait-for-host.ts';

/** Who needs a session. */
interface SessionCall {
  readonly visit: Visit;
  readonly scope: Scope;
  readonly input: RunInput;
  readonly keywords: KeywordReader;
  /** The host: the visit's own, or the one it is delegated to. */
  readonly delegate: string;
}

/** Any answer shows that the host can be used. */
const ANSWER: Probe<undefined> = {
  name: 'answer',
  script: sh`echo usable`,
  parse: () => undefined,
};

/**
 * Opens the session that a module needs; one that waits for its host tries again and again.
 * @throws UnreachableError, and TaskFailure when the waiting is over
 */
export async function openFor(
  def: AnyModule,
  params: unknown,
  call: SessionCall & { readonly controller: ControllerReader },
): Promise<{ readonly session: Session; readonly elapsedSeconds?: number }> {
  const { controller, input } = call;
  const isWaiting = def.waitsForConnection === true && !controller.isCheckMode;
  if (!isWaiting) return { session: await openSession(call) };
  const knock = async (): Promise<Session> => {
    await input.sessions.reset(targetOf(call));
    const session = await openSession(call);
    await session.ask(ANSWER);
    return session;
  };
  return openWhenReachable(params, { knock, now: () => controller.now() }, input);
}

function scopeOf({ visit, scope, delegate }: SessionCall): Scope {
  return delegate === visit.host ? scope : visit.scopeFor(delegate);
}

function targetOf(call: SessionCall): ConnectionTarget {
  const { delegate, keywords, input } = call;
  return resolveTarget(delegate, scopeOf(call), keywords, input.settings.connection);
}

/** Opens a session. @throws UnreachableError, or TaskFailure when becoming is refused */
export async function openSession(call: SessionCall): Promise<Session> {
  const { input, keywords } = call;
  const target = targetOf(call);
  const become = resolveBecome(scopeOf(call), keywords, input.settings.connection);
  for (const secret of [target.password, become?.password]) {
    if (secret !== undefined) input.hide(secret);
  }
  return input.sessions.open(target, become);
}

/** Drops the connection of a visit's host (`meta: reset_connection`). */
export async function resetConnection(visit: Visit, input: RunInput): Promise<void> {
  const keywords = keywordReader(visit.task, visit.scope, input);
  const { connection } = input.settings;
  await input.sessions.reset(resolveTarget(visit.host, visit.scope, keywords, connection));
}
