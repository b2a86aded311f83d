/** Runs work for many hosts with at most so many at once. */

/**
 * Calls `work` for each item, at most `limit` at a time, starting in order.
 * @throws what the first failing call threw, after those already running have ended
 */
export async function mapWithLimit<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const errors: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (errors.length > 0) return;
      try {
        await work(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  const lanes = Math.max(1, Math.min(limit, items.length));
  await Promise.all(Array.from({ length: lanes }, lane));
  if (errors.length > 0) throw errors[0];
}

/** Lets so many in at once; the others wait in the order they came. */
class Gate {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(limit: number) {
    this.#free = limit;
  }

  async pass(work: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/**
 * The limits of hosts that go their own way: `forks` for all of them, `throttle` for those that
 * stand at one task. A class because the hosts meet in it.
 */
export class Gates {
  readonly #forks: Gate;
  readonly #tasks = new Map<string, Gate>();

  constructor(forks: number) {
    this.#forks = new Gate(forks);
  }

  /** Does work of a task when it is its turn. @param limit how many hosts at once */
  async pass(task: string, limit: number, work: () => Promise<void>): Promise<void> {
    const gate = this.#tasks.get(task) ?? new Gate(limit);
    this.#tasks.set(task, gate);
    await gate.pass(() => this.#forks.pass(work));
  }
}
