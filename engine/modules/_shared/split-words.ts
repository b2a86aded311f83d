/** A command line in words, with a failed result where it cannot be split. */
import { TaskFailure } from '../../host/index.ts';
import { splitWords as splitShellWords } from '../../shell/index.ts';

/**
 * Splits `text` as Python's shlex.split does.
 * @throws TaskFailure `No closing quotation` or `No escaped character`
 */
export function splitWords(text: string): readonly string[] {
  try {
    return splitShellWords(text);
  } catch (error) {
    if (error instanceof RangeError) throw new TaskFailure(error.message);
    throw error;
  }
}
