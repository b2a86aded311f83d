/**
 * What a match remembers while it runs: captures and counts of repeats, and a stack of other ways to
 * go and of changes to take back. Each record of the stack is four numbers.
 */

/** What a record offers or takes back. */
export const CHOICE = 0;
export const RUN_BACK = 1;
export const RUN_ON = 2;
export const UNDO_CAPTURE = 3;
export const UNDO_COUNT = 4;
export const UNDO_LAST = 5;
export const UNSET = -1;

export class Trail {
  readonly captures: Int32Array;
  readonly counts: Int32Array;
  readonly lasts: Int32Array;
  readonly #stack: number[] = [];

  constructor(groups: number, counters: number) {
    this.captures = new Int32Array((groups + 1) * 2).fill(UNSET);
    this.counts = new Int32Array(counters);
    this.lasts = new Int32Array(counters).fill(UNSET);
  }

  get size(): number {
    return this.#stack.length;
  }

  clear(): void {
    this.#stack.length = 0;
    this.captures.fill(UNSET);
  }

  push(kind: number, a: number, b: number, c = 0): void {
    this.#stack.push(a, b, c, kind);
  }

  /** Takes the last record. */
  pop(): readonly [number, number, number, number] {
    const top = this.#stack.length - 4;
    const record = this.#record(top);
    this.#stack.length = top;
    return record;
  }

  setCapture(slot: number, at: number): void {
    this.push(UNDO_CAPTURE, slot, this.captures[slot] ?? UNSET);
    this.captures[slot] = at;
  }

  setCount(counter: number, count: number): void {
    this.push(UNDO_COUNT, counter, this.counts[counter] ?? 0);
    this.counts[counter] = count;
  }

  setLast(counter: number, at: number): void {
    this.push(UNDO_LAST, counter, this.lasts[counter] ?? UNSET);
    this.lasts[counter] = at;
  }

  #record(index: number): readonly [number, number, number, number] {
    const [stack, kind] = [this.#stack, this.#stack[index + 3]];
    return [stack[index] ?? 0, stack[index + 1] ?? 0, stack[index + 2] ?? 0, kind ?? CHOICE];
  }

  undo(kind: number, index: number, before: number): void {
    if (kind === UNDO_CAPTURE) this.captures[index] = before;
    else if (kind === UNDO_COUNT) this.counts[index] = before;
    else if (kind === UNDO_LAST) this.lasts[index] = before;
  }

  undoTo(base: number): void {
    while (this.#stack.length > base) {
      const [a, b, , kind] = this.pop();
      this.undo(kind, a, b);
    }
  }

  /** Keeps what undoes captures and drops the other ways: what was matched is settled. */
  forgetChoices(base: number): void {
    const kept: number[] = [];
    for (let index = base; index < this.#stack.length; index += 4) {
      const record = this.#record(index);
      if (record[3] >= UNDO_CAPTURE) kept.push(...record);
    }
    this.#stack.length = base;
    for (const value of kept) this.#stack.push(value);
  }
}
