/** What only looks wrong in a file, in words, and on stderr for commands that run nothing. */
import { describePlace, type Problem } from '../base/index.ts';

/** A warning's message behind the place where it stands. */
export function describeWarning({ message, span }: Problem): string {
  return span === undefined ? message : `${describePlace(span)}: ${message}`;
}

export function warn(message: string): void {
  process.stderr.write(`[WARNING]: ${message}\n`);
}

/** Says where it stands, too. */
export function warnOf(warning: Problem): void {
  warn(describeWarning(warning));
}
