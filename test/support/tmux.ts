/** A terminal of a given size in tmux: what it shows, and keys for it. */
import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** Runs one command on a terminal of its own; its server is its own, too. */
export class Terminal {
  readonly #server: string;

  constructor(command: string, folder: string, columns: number, rows: number) {
    this.#server = `kplay-${String(process.pid)}-${String(columns)}`;
    const size = ['-x', String(columns), '-y', String(rows)];
    const held = `trap : INT; ${command}; echo "ended with $?"; exec sleep 600`;
    this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      ...size,
      '-c',
      folder,
      '/bin/sh',
      '-c',
      held,
    );
  }

  #tmux(...words: readonly string[]): string {
    return spawnSync('tmux', ['-L', this.#server, ...words], { encoding: 'utf8' }).stdout;
  }

  /** The lines on the screen, without what is blank at their ends and below them. */
  get lines(): readonly string[] {
    const text = this.#tmux('capture-pane', '-p').trimEnd();
    return text.split('\n').map((line) => line.trimEnd());
  }

  get isCursorShown(): boolean {
    return this.#tmux('display-message', '-p', '#{cursor_flag}').trim() === '1';
  }

  /** Waits until the screen shows it. @returns the lines then */
  async shows(pattern: RegExp): Promise<readonly string[]> {
    for (;;) {
      const { lines } = this;
      if (pattern.test(lines.join('\n'))) return lines;
      await wait(50);
    }
  }

  type(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  close(): void {
    this.#tmux('kill-server');
  }
}
