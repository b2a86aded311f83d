/** A kind of failure that nothing around an action may judge. */
import { ProblemError } from '../base/index.ts';

/**
 * Something that cannot be rendered or evaluated: it fails the whole task, whatever its loop,
 * `until` and `failed_when` say. Observed with ansible-core 2.14.
 */
export class WholeTaskError extends ProblemError {
  /** Does work whose problems are of this kind. @throws WholeTaskError */
  static guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof ProblemError ? new WholeTaskError(...error.problems) : error;
    }
  }
}
