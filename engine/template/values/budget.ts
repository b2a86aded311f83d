/**
 * How much one render may do: steps of work and characters of output. A template that would run for
 * ages, or write without end, fails instead.
 */
import { isList, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { Range } from './special.ts';

const CHARACTERS_PER_STEP = 500;
const ITEMS_PER_STEP = 16;

/** What a render may do at most. */
export interface BudgetLimits {
  /** Turns of loops, calls of filters, thousands of items or characters made, steps of patterns. */
  readonly steps: number;
  /** Characters that a template may write. */
  readonly output: number;
}

/** Some seconds of work, and far more text than any file that is made from a template. */
export const defaultLimits: BudgetLimits = { steps: 20_000_000, output: 100_000_000 };

/** The budget of one render, as it is used up. */
export class Budget {
  readonly limits: BudgetLimits;
  #left: number;

  constructor(limits: BudgetLimits = defaultLimits) {
    this.limits = limits;
    this.#left = limits.steps;
  }

  /** Uses up some steps. @throws TemplateFailure Budget */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) {
      const limit = this.limits.steps.toLocaleString('en-US');
      fail('Budget', `the template does not come to an end within ${limit} steps`);
    }
  }

  /** Counts what is worked on: some items of a list or hundreds of characters are a step. */
  charge(value: Value): void {
    if (typeof value === 'string') this.spend(value.length / CHARACTERS_PER_STEP);
    else if (isList(value)) this.spend(value.length / ITEMS_PER_STEP);
    else if (value instanceof Range) this.spend(value.size / ITEMS_PER_STEP);
  }

  /** @throws TemplateFailure Budget when more was written than may be */
  checkOutput(length: number): void {
    if (length <= this.limits.output) return;
    const limit = this.limits.output.toLocaleString('en-US');
    fail('Budget', `the template writes more than ${limit} characters`);
  }
}
