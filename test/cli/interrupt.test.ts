/** Ctrl-C and SIGTERM, as a process of Node hears them; on a terminal in pretty-terminal.test.ts. */
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import {
  InterruptedError,
  listenForInterrupt,
  type Interrupt,
} from '../../engine/cli/interrupt.ts';

class Exit extends Error {}

let interrupt: Interrupt;
let exit: MockInstance<typeof process.exit>;
let said = '';

beforeEach(() => {
  vi.useFakeTimers();
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(`exit ${String(code)}`);
  });
  interrupt = listenForInterrupt();
});

afterEach(() => {
  interrupt.release();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const send = (name: 'SIGINT' | 'SIGTERM'): void => {
  process.emit(name);
};

test('the first Ctrl-C aborts and says how to stop at once, the second does', () => {
  send('SIGINT');
  expect(interrupt.signal.reason).toBeInstanceOf(InterruptedError);
  expect(said).toBe('\nstopping; press Ctrl-C again to stop at once\n');
  vi.advanceTimersByTime(3_600_000);
  expect(() => {
    send('SIGINT');
  }).toThrow('exit 130');
});

test('SIGTERM aborts, and gives a run up that has not ended by then', () => {
  send('SIGTERM');
  expect(interrupt.signal.aborted).toBe(true);
  expect(said).toBe('\nstopping, within 10 seconds\n');
  vi.advanceTimersByTime(9_999);
  expect(() => vi.advanceTimersByTime(1)).toThrow('exit 130');
});

test('a run that has ended cleanly is not ended again', () => {
  send('SIGTERM');
  interrupt.release();
  vi.advanceTimersByTime(60_000);
  expect(exit).not.toHaveBeenCalled();
});

test('a wait ends with the run', async () => {
  const waiting = expect(interrupt.sleep(60)).rejects.toThrow(InterruptedError);
  send('SIGINT');
  await waiting;
});
