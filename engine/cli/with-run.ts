/** Composes a run, works with it, and takes everything down again, however the work ends. */
import { composeRun, type Command, type Composition } from './compose.ts';
import { UserQuit } from '../run/index.ts';
import { EXIT } from './exit-codes.ts';
import { reportStop } from './report-failure.ts';

/**
 * Works with a run. What is wrong is printed, masked; only bugs are thrown.
 * @param work gives the exit code
 * @param close ends what is drawn on the terminal; called once more than needed does no harm
 */
export async function withRun(
  command: Command,
  work: (composition: Composition) => number | Promise<number>,
  close: () => void = () => undefined,
): Promise<number> {
  let composition: Composition | undefined;
  try {
    composition = await composeRun(command);
    return await work(composition);
  } catch (error) {
    // What is drawn goes first, words come in its place.
    close();
    if (!(error instanceof UserQuit)) return reportStop(error, command);
    process.stdout.write(`${error.message}\n`);
    return EXIT.interrupted;
  } finally {
    close();
    await composition?.close();
  }
}
