/** Opening a session to a host that is not up yet: for modules that wait for the connection. */
import { UnreachableError } from '../connect/index.ts';
import { TaskFailure } from '../host/index.ts';
import type { RunInput, Session } from './contract.ts';

/** How it is waited for, in seconds. */
interface Waiting {
  readonly delay: number;
  readonly sleep: number;
  readonly timeout: number;
}

/** What is needed to try. */
export interface Door {
  /** Connects anew and asks something. @throws UnreachableError, TaskFailure */
  knock(): Promise<Session>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A session, and how many whole seconds it took to get it. */
export interface Opened {
  readonly session: Session;
  readonly elapsedSeconds: number;
}

function readWaiting(params: unknown): Waiting {
  const given = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const numbers = new Map(given);
  const at = (name: string, missing: number): number => {
    const value: unknown = numbers.get(name);
    return typeof value === 'number' ? value : missing;
  };
  return { delay: at('delay', 0), sleep: at('sleep', 1), timeout: at('timeout', 600) };
}

/**
 * Tries until the host answers (the action of wait_for_connection in ansible-core 2.14).
 * @throws TaskFailure when the time is over, with the last reason
 */
export async function openWhenReachable(
  params: unknown,
  door: Door,
  input: Pick<RunInput, 'sleep'>,
): Promise<Opened> {
  const { delay, sleep, timeout } = readWaiting(params);
  const startedAt = door.now();
  const elapsed = (): number => Math.floor((door.now() - startedAt) / 1000);
  if (delay > 0) await input.sleep(delay);
  const until = door.now() + timeout * 1000;
  for (;;) {
    try {
      return { session: await door.knock(), elapsedSeconds: elapsed() };
    } catch (error) {
      // Who is to become may not be known yet, either.
      const isExpected = error instanceof UnreachableError || error instanceof TaskFailure;
      if (!isExpected) throw error;
      await input.sleep(sleep);
      if (door.now() < until) continue;
      throw new TaskFailure(`timed out waiting for ping module test: ${error.message}`, {
        elapsed: elapsed(),
      });
    }
  }
}
