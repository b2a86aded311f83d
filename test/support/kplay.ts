/** Runs the built command line as a user would, in a process of its own. */
import { join } from 'node:path';
import { run, type CommandEnd, type RunOptions } from './lab-run.ts';

const root = join(import.meta.dirname, '..', '..');

/** The program; `npm run build` makes it. */
export const program = join(root, 'dist', 'program', 'kplay.js');

/** Runs kplay in the project's folder. Never throws for an exit code. */
export function runKplay(words: readonly string[], options: RunOptions = {}): Promise<CommandEnd> {
  return run([program, ...words], { cwd: root, ...options });
}
