/**
 * Ctrl-C and SIGTERM: the first ends the run cleanly, the second at once. Who sends SIGTERM sits at no
 * terminal and sends it once, so a run that cannot be ended cleanly is given up after a while.
 */

/** The user asked to stop. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Waits; rejects with InterruptedError when the run is stopped. */
  sleep(seconds: number): Promise<void>;
  /** Stops listening to the terminal. */
  release(): void;
}

const HARD_EXIT = 130;

/** How long a run may take to end cleanly after SIGTERM: as long as Docker waits before it kills. */
const PATIENCE_SECONDS = 10;

/** Listens to SIGINT and SIGTERM until it is released. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let deadline: NodeJS.Timeout | undefined;
  const stop = (words: string): void => {
    if (controller.signal.aborted) process.exit(HARD_EXIT);
    process.stderr.write(`\n${words}\n`);
    controller.abort(new InterruptedError('User interrupted execution'));
  };
  const onKey = (): void => {
    stop('stopping; press Ctrl-C again to stop at once');
  };
  const onSignal = (): void => {
    stop(`stopping, within ${String(PATIENCE_SECONDS)} seconds`);
    deadline = setTimeout(() => process.exit(HARD_EXIT), PATIENCE_SECONDS * 1000).unref();
  };
  process.on('SIGINT', onKey);
  process.on('SIGTERM', onSignal);
  const { signal } = controller;
  return {
    signal,
    sleep: (seconds) =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          clearTimeout(timer);
          reject(new InterruptedError('User interrupted execution'));
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', wake);
          resolve();
        }, seconds * 1000);
        signal.addEventListener('abort', wake, { once: true });
      }),
    release: () => {
      clearTimeout(deadline);
      process.off('SIGINT', onKey);
      process.off('SIGTERM', onSignal);
    },
  };
}
