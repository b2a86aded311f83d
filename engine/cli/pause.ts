/** Waits in the middle of a run: for the clock, or for the user's keys (`pause`). */
import type { PauseAnswer } from '../run/index.ts';
import type { PauseRequest } from '../modules/index.ts';
import type { Interrupt } from './interrupt.ts';

/** What a pause needs of the run. */
interface PauseParts {
  /** Tells the user what is waited for. */
  readonly announce: () => void;
  readonly interrupt: Interrupt;
}

const INTERRUPT = '\u0003';
const ENTER = new Set(['\r', '\n']);
const BACKSPACE = new Set(['\u007f', '\b']);
/** Clears the line that the cursor stands in. */
const CLEAR_LINE = '\u001b[2K\r';

/** Reads single keys from the terminal until one of them decides. */
class Keyboard {
  #typed = '';
  #isAsking = false;

  readonly #request: PauseRequest;
  readonly #decide: (answer: PauseAnswer) => void;

  constructor(request: PauseRequest, decide: (answer: PauseAnswer) => void) {
    this.#request = request;
    this.#decide = decide;
  }

  /** Takes one key: text until Enter; Ctrl-C asks whether to go on. */
  press(key: string): void {
    const { stdout } = process;
    if (this.#isAsking) {
      if (!['a', 'c'].includes(key.toLowerCase())) return;
      stdout.write(CLEAR_LINE);
      this.#decide(key.toLowerCase() === 'a' ? { end: 'aborted' } : this.#over());
    } else if (key === INTERRUPT) {
      this.#isAsking = true;
      stdout.write(`${CLEAR_LINE}Press 'C' to continue the play or 'A' to abort \r\n`);
    } else if (this.#request.seconds === undefined) this.#type(key);
  }

  #over(): PauseAnswer {
    return { end: 'over', userInput: this.#typed };
  }

  #type(key: string): void {
    const { stdout } = process;
    if (ENTER.has(key)) {
      stdout.write(CLEAR_LINE);
      this.#decide(this.#over());
      return;
    }
    const isErasing = BACKSPACE.has(key);
    this.#typed = isErasing ? this.#typed.slice(0, -1) : this.#typed + key;
    if (!this.#request.isEchoed) return;
    stdout.write(isErasing ? `${CLEAR_LINE}${this.#typed}` : key);
  }

  get isAsking(): boolean {
    return this.#isAsking;
  }
}

/** Hears keys until an answer is there; the terminal is as before then. */
async function readKeys(
  request: PauseRequest,
  { announce, interrupt: { signal } }: PauseParts,
): Promise<PauseAnswer> {
  const { stdin } = process;
  const release: (() => void)[] = [];
  try {
    return await new Promise((resolve, reject) => {
      const keyboard = new Keyboard(request, resolve);
      const onData = (chunk: Buffer): void => {
        for (const key of chunk.toString('utf8')) keyboard.press(key);
      };
      const onAbort = (): void => {
        reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
      };
      const onTime = (): void => {
        if (!keyboard.isAsking) resolve({ end: 'over', userInput: '' });
      };
      const { seconds } = request;
      const timer = seconds === undefined ? undefined : setTimeout(onTime, seconds * 1000);
      stdin.setRawMode(true).on('data', onData).resume();
      signal.addEventListener('abort', onAbort);
      release.push(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        stdin.off('data', onData).setRawMode(false).pause();
      });
      announce();
    });
  } finally {
    for (const undo of release) undo();
  }
}

/**
 * Waits as a task asks for. Where nobody is at the terminal, only for the clock.
 * @throws InterruptedError when the run is stopped
 */
export async function pauseRun(request: PauseRequest, parts: PauseParts): Promise<PauseAnswer> {
  if (process.stdin.isTTY) return readKeys(request, parts);
  parts.announce();
  if (request.seconds === undefined) return { end: 'nobody' };
  await parts.interrupt.sleep(request.seconds);
  return { end: 'over', userInput: '' };
}
