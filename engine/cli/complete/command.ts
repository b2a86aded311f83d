/** `kplay completion SHELL`: prints a shell's completion script. */
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { SCRIPTS } from './scripts.ts';

/** Prints the script. @throws UsageError for a shell that there is none for */
export function runCompletionCommand(
  options: ParsedOptions,
  stream: NodeJS.WritableStream,
): number {
  const [shell = ''] = options.words;
  const script = SCRIPTS.get(shell);
  if (script === undefined) {
    const known = [...SCRIPTS.keys()].join(', ');
    throw new UsageError(
      shell === '' ? `name a shell: ${known}` : `no shell of ours: ${shell} (${known})`,
    );
  }
  stream.write(script);
  return EXIT.ok;
}
