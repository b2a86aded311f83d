/** Ctrl-C: the first ends the run cleanly, the second at once. */

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

/** Listens to SIGINT and SIGTERM until it is released. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(HARD_EXIT);
    process.stderr.write('\nstopping; press Ctrl-C again to stop at once\n');
    controller.abort(new InterruptedError('User interrupted execution'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const { signal } = controller;
  return {
    signal,
    sleep: (seconds) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          reject(new InterruptedError('User interrupted execution'));
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', stop);
          resolve();
        }, seconds * 1000);
        signal.addEventListener('abort', stop, { once: true });
      }),
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
