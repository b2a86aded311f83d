/** One item of a group: what it has seen, what it wants to do, and how it ends. */
import type { HostReader, Step } from '../host/index.ts';
import type { Foresight } from './loop-foresight.ts';
import { isOfFiles, Sight } from './loop-sight.ts';
import type { Turn, TurnAnswer, TurnRequest } from './loop-turn.ts';
import type { Performed } from './visit-contract.ts';

/** How an item ended: with its result, or given up. */
export type ItemOutcome<T> = T | 'given up';

interface Waiting {
  readonly request: TurnRequest | undefined;
  answer(answer: TurnAnswer): void;
  fail(error: unknown): void;
}

/** An item under way. */
export class Member<T extends Performed> implements Turn {
  readonly outcome: Promise<ItemOutcome<T>>;
  readonly #arrived: () => void;
  #giveUp: (() => void) | undefined;
  #foresight: Foresight | undefined;
  #lookedAgain: ((isForeseen: boolean) => void) | undefined;
  sight = new Sight();
  waiting: Waiting | undefined;
  hasEnded = false;
  /** After it no item may do anything: its host is lost, or the whole task has failed. */
  isLast = false;

  /** @param arrived told when the item has come to its turn or to its end */
  constructor(work: (turn: Turn) => Promise<T>, arrived: () => void) {
    this.#arrived = arrived;
    const givenUp = new Promise<'given up'>((resolve) => {
      this.#giveUp = () => {
        resolve('given up');
      };
    });
    const working = work(this).then(
      (performed) => {
        this.#end(performed.result.status === 'unreachable');
        return performed;
      },
      (error: unknown) => {
        this.#end(true);
        throw error;
      },
    );
    this.outcome = Promise.race([working, givenUp]);
    // Who is given up may still fail; whoever is waited for is heard.
    this.outcome.catch(() => undefined);
  }

  #end(isLast: boolean): void {
    this.hasEnded = true;
    this.isLast = isLast;
    this.#lookedAgain?.(true);
    this.#arrived();
  }

  watch(host: HostReader): HostReader {
    const foresight = this.#foresight;
    if (foresight === undefined) return this.sight.watch(host);
    return this.sight.watch({
      ...host,
      ask: (probe) => {
        const found = foresight.find(probe);
        if (found !== undefined) return Promise.resolve(found.answer);
        this.#lookedAgain?.(false);
        return new Promise(() => undefined);
      },
    });
  }

  take(request: TurnRequest | undefined): Promise<TurnAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { request, answer: resolve, fail: reject };
      this.#lookedAgain?.(true);
      this.#arrived();
    });
  }

  /**
   * Lets it look at what is foreseen instead of the host.
   * @returns false when it asked for something that nobody foresees
   */
  lookAgain(foresight: Foresight): Promise<boolean> {
    this.#foresight = foresight;
    this.sight = new Sight();
    return new Promise((resolve) => {
      this.#lookedAgain = resolve;
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.answer('again');
    });
  }

  /** Lets go of it: nobody waits for it any more. */
  giveUp(): void {
    this.#giveUp?.();
  }

  /** Has ended, or waits for its turn. */
  get isReady(): boolean {
    return this.hasEnded || this.waiting !== undefined;
  }

  get steps(): readonly Step[] {
    return this.hasEnded ? [] : (this.waiting?.request?.steps ?? []);
  }

  /** Whether it has to do its steps itself. */
  isAlone(): boolean {
    return this.waiting?.request?.isMore === true || !this.steps.every(isOfFiles);
  }
}
