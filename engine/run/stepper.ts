/**
 * `--step`: asks before each task. A class because an answer of `continue` ends the asking for the
 * rest of the run.
 */
import type { TaskInfo } from './events.ts';

/** Asks for a line; undefined when nobody is there to answer. */
export type Ask = (question: string) => Promise<string | undefined>;

/** How a task is called in questions to people: `TASK: role : name`. */
export function labelOf({ title, isHandler }: TaskInfo): string {
  return `${isHandler ? 'HANDLER' : 'TASK'}: ${title.trim()}`;
}

/** Asks about tasks until it is told to go on without asking. */
export class Stepper {
  readonly #ask: Ask;
  #isAsking = true;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * Says whether a task is to be done; anything but yes or continue is no, as in Ansible.
   * @param host named where each host goes its own way
   */
  async wants(task: TaskInfo, host?: string): Promise<boolean> {
    if (!this.#isAsking) return true;
    const where = host === undefined ? '' : `on ${host} `;
    const question = `Perform task: ${labelOf(task)} ${where}(N)o/(y)es/(c)ontinue: `;
    const answer = (await this.#ask(question))?.trim().toLowerCase() ?? '';
    if (['c', 'continue'].includes(answer)) this.#isAsking = false;
    return ['y', 'yes', 'c', 'continue'].includes(answer);
  }
}
