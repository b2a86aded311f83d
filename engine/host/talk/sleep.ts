/** Waiting that can be given up. */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits so many seconds.
 * @throws the signal's reason when it is aborted meanwhile
 */
export async function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  try {
    await wait(seconds * 1000, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
