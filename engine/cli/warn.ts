/** What only looks wrong in a file, in words, and on stderr for commands that run nothing. */
import { describePlace, type Problem } from '../base/index.ts';

/** A warning's message with the place where it stands, which may be long and so stands last. */
export function describeWarning({ message, span }: Problem): string {
  return span === undefined ? message : `${message} (${describePlace(span)})`;
}

export function warn(message: string): void {
  process.stderr.write(`[WARNING]: ${message}\n`);
}

/** Says where it stands, too. */
export function warnOf(warning: Problem): void {
  warn(describeWarning(warning));
}
