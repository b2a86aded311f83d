/** Says on stderr what looks wrong in an inventory, for commands that only look at it. */
import { describePlace, type Problem } from '../../base/index.ts';

export function warn(message: string): void {
  process.stderr.write(`[WARNING]: ${message}\n`);
}

/** Says where it stands, too. */
export function warnOf({ message, span }: Problem): void {
  warn(span === undefined ? message : `${describePlace(span)}: ${message}`);
}
