/** Prints what commands write while they run, line by line behind the host's name. */
import type { RunEvent } from '../run/index.ts';

type Output = Extract<RunEvent, { readonly type: 'output' }>;

/** Takes pieces of output; only whole lines are printed. */
export interface OutputStream {
  add(event: Output): void;
  /** Prints what a host wrote without a final newline. */
  flush(host: string): void;
}

/**
 * Makes the stream of one reporter.
 * @param print takes one line without its newline
 */
export function makeOutputStream(print: (line: string) => void): OutputStream {
  const open = new Map<string, { readonly host: string; readonly text: string }>();
  return {
    add({ host, stream, text }) {
      const key = `${host}\n${stream}`;
      const lines = `${open.get(key)?.text ?? ''}${text}`.split(/\r?\n/);
      const rest = lines.pop() ?? '';
      for (const line of lines) print(`${host} | ${line}`);
      open.set(key, { host, text: rest });
    },
    flush(host) {
      for (const [key, pending] of open) {
        if (pending.host !== host) continue;
        if (pending.text !== '') print(`${host} | ${pending.text}`);
        open.delete(key);
      }
    },
  };
}
