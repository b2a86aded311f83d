/**
 * Matches by backtracking, with an explicit stack and a budget of steps: a pattern that would run
 * for ages fails instead. Captures outlive the turns of a repeat, and a repeat stops at a turn that
 * takes nothing, both as in Python.
 */
import type { Budget } from '../values/budget.ts';
import { holdsAt, standsAt, stepBack } from './places.ts';
import type { Instruction, RegexProgram } from './program.ts';
import { CHOICE, RUN_BACK, RUN_ON, Trail, UNSET } from './trail.ts';

/** Steps are told to the budget in lots of that many; four of them take as long as a turn of a loop. */
const COUNTED = 1000;
const STEPS_PER_TURN = 4;

/** How a match must end. */
export type Ending = 'anywhere' | 'at-end' | 'not-empty';

/** One search over one text. */
export class Machine {
  readonly #program: RegexProgram;
  readonly #text: string;
  readonly #budget: Budget;
  readonly #trail: Trail;
  #steps = 0;
  #start = 0;
  #ending: Ending = 'anywhere';

  constructor(program: RegexProgram, text: string, budget: Budget) {
    this.#program = program;
    this.#budget = budget;
    this.#text = text;
    this.#trail = new Trail(program.groups, program.counters);
  }

  /**
   * Tries to match at one place.
   * @returns starts and ends of the groups, -1 where a group took no part; undefined without a match
   * @throws TemplateFailure Budget
   */
  matchAt(start: number, ending: Ending): readonly number[] | undefined {
    this.#trail.clear();
    this.#start = start;
    this.#ending = ending;
    const end = this.#run(0, start, true);
    if (end === UNSET) return undefined;
    this.#trail.captures[0] = start;
    this.#trail.captures[1] = end;
    return [...this.#trail.captures];
  }

  /** Finds the first match from a place on. */
  search(from: number, ending: Ending): readonly number[] | undefined {
    const { prefix } = this.#program;
    for (let at = from; at <= this.#text.length; at = this.#after(at)) {
      if (prefix !== '') {
        const found = this.#text.indexOf(prefix, at);
        if (found === -1) return undefined;
        at = found;
      }
      const match = this.matchAt(at, at === from ? ending : 'anywhere');
      if (match !== undefined) return match;
    }
    return undefined;
  }

  #after(at: number): number {
    return at + ((this.#text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
  }

  #count(): void {
    this.#steps += 1;
    if (this.#steps < COUNTED) return;
    this.#budget.spend(this.#steps / STEPS_PER_TURN);
    this.#steps = 0;
  }

  /** Runs from an instruction to `accept`; gives the place where it ended, or -1. */
  #run(from: number, start: number, isOutermost = false): number {
    const base = this.#trail.size;
    const { instructions } = this.#program;
    let [pc, at] = [from, start];
    for (;;) {
      this.#count();
      const instruction = instructions[pc];
      if (instruction === undefined) return UNSET;
      if (instruction.op === 'accept') {
        if (!isOutermost || this.#isGoodEnd(at)) return at;
        pc = UNSET;
      } else {
        const next = this.#step(instruction, pc, at);
        pc = next;
        at = this.#at;
      }
      if (pc === UNSET) {
        pc = this.#backtrack(base);
        at = this.#at;
        if (pc === UNSET) return UNSET;
      }
    }
  }

  #isGoodEnd(at: number): boolean {
    if (this.#ending === 'at-end') return at === this.#text.length;
    return this.#ending === 'anywhere' || at !== this.#start;
  }

  /** Where the last step or backtrack left off. */
  #at = 0;

  #goTo(pc: number, at: number): number {
    this.#at = at;
    return pc;
  }

  /** Does one instruction; gives the next one, or -1 when it does not match. */
  #step(instruction: Exclude<Instruction, { op: 'accept' }>, pc: number, at: number): number {
    switch (instruction.op) {
      case 'literal': {
        const { text } = instruction;
        return this.#text.startsWith(text, at) ? this.#goTo(pc + 1, at + text.length) : UNSET;
      }
      case 'char': {
        const code = this.#text.codePointAt(at);
        if (code === undefined || !instruction.test(code)) return UNSET;
        return this.#goTo(pc + 1, at + (code > 0xffff ? 2 : 1));
      }
      case 'run':
        return instruction.isGreedy
          ? this.#runGreedy(instruction, pc, at)
          : this.#runLazy(instruction, pc, at);
      case 'split':
        this.#trail.push(CHOICE, instruction.other, at);
        return this.#goTo(pc + 1, at);
      case 'jump':
        return this.#goTo(instruction.to, at);
      case 'save':
        this.#trail.setCapture(instruction.slot, at);
        return this.#goTo(pc + 1, at);
      case 'place':
        return holdsAt(instruction.place, instruction.isAscii, this.#text, at)
          ? this.#goTo(pc + 1, at)
          : UNSET;
      default:
        return this.#stepFurther(instruction, pc, at);
    }
  }

  #stepFurther(
    instruction: Extract<
      Instruction,
      { op: 'look' | 'atomic' | 'reference' | 'branch' | 'begin' | 'repeat' }
    >,
    pc: number,
    at: number,
  ): number {
    switch (instruction.op) {
      case 'look':
        return this.#look(instruction, pc, at);
      case 'atomic': {
        const base = this.#trail.size;
        const end = this.#run(pc + 1, at);
        if (end === UNSET) return UNSET;
        this.#trail.forgetChoices(base);
        return this.#goTo(instruction.end, end);
      }
      case 'reference': {
        const end = this.#reference(instruction, at);
        return end === UNSET ? UNSET : this.#goTo(pc + 1, end);
      }
      case 'branch': {
        const isSet = this.#trail.captures[instruction.group * 2 + 1] !== UNSET;
        return this.#goTo(isSet ? pc + 1 : instruction.otherwise, at);
      }
      case 'begin':
        this.#trail.setCount(instruction.counter, 0);
        this.#trail.setLast(instruction.counter, UNSET);
        return this.#goTo(pc + 1, at);
      case 'repeat':
        return this.#repeat(instruction, pc, at);
    }
  }

  #repeat(instruction: Extract<Instruction, { op: 'repeat' }>, pc: number, at: number): number {
    const { counter, min, max, isGreedy, exit } = instruction;
    const count = this.#trail.counts[counter] ?? 0;
    const again = (): number => {
      this.#trail.setLast(counter, at);
      this.#trail.setCount(counter, count + 1);
      return this.#goTo(pc + 1, at);
    };
    if (count < min) {
      this.#trail.setCount(counter, count + 1);
      return this.#goTo(pc + 1, at);
    }
    const canRepeat = count < max && this.#trail.lasts[counter] !== at;
    if (!canRepeat) return this.#goTo(exit, at);
    if (isGreedy) {
      this.#trail.push(CHOICE, exit, at);
      return again();
    }
    // The lazy way: leave now, and take another turn only when that fails.
    this.#trail.push(CHOICE, pc, at, 1);
    return this.#goTo(exit, at);
  }

  #runGreedy(instruction: Extract<Instruction, { op: 'run' }>, pc: number, at: number): number {
    const { test, min, max } = instruction;
    let [end, least, count] = [at, at, 0];
    while (count < max) {
      const code = this.#text.codePointAt(end);
      if (code === undefined || !test(code)) break;
      end += code > 0xffff ? 2 : 1;
      count += 1;
      if (count === min) least = end;
    }
    this.#steps += count >> 3;
    if (count < min) return UNSET;
    if (end > least) this.#trail.push(RUN_BACK, pc + 1, end, least);
    return this.#goTo(pc + 1, end);
  }

  #runLazy(instruction: Extract<Instruction, { op: 'run' }>, pc: number, at: number): number {
    const { test, min, max } = instruction;
    let end = at;
    for (let count = 0; count < min; count += 1) {
      const code = this.#text.codePointAt(end);
      if (code === undefined || !test(code)) return UNSET;
      end += code > 0xffff ? 2 : 1;
    }
    if (max > min) this.#trail.push(RUN_ON, pc, end, Math.min(max - min, this.#text.length));
    return this.#goTo(pc + 1, end);
  }

  #look(instruction: Extract<Instruction, { op: 'look' }>, pc: number, at: number): number {
    const base = this.#trail.size;
    let start = at;
    for (let left = instruction.back; left > 0; left -= 1) {
      if (start === 0) return instruction.isNegated ? this.#goTo(instruction.end, at) : UNSET;
      start = stepBack(this.#text, start);
    }
    const isFound = this.#run(pc + 1, start) !== UNSET;
    if (!isFound) return instruction.isNegated ? this.#goTo(instruction.end, at) : UNSET;
    if (!instruction.isNegated) {
      this.#trail.forgetChoices(base);
      return this.#goTo(instruction.end, at);
    }
    this.#trail.undoTo(base);
    return UNSET;
  }

  #reference({ group, ignoreCase }: Extract<Instruction, { op: 'reference' }>, at: number): number {
    const [start = UNSET, end = UNSET] = this.#trail.captures.slice(group * 2, group * 2 + 2);
    if (start === UNSET || end === UNSET) return UNSET;
    const wanted = this.#text.slice(start, end);
    return standsAt(wanted, this.#text, at, ignoreCase) ? at + wanted.length : UNSET;
  }

  /** Takes records from the stack until one offers another way; gives its instruction, or -1. */
  #backtrack(base: number): number {
    while (this.#trail.size > base) {
      const [a, b, c, kind] = this.#trail.pop();
      if (kind === CHOICE && c === 1) return this.#takeTurn(a, b);
      if (kind === CHOICE) return this.#goTo(a, b);
      if (kind === RUN_BACK) {
        const at = stepBack(this.#text, b);
        if (at > c) this.#trail.push(RUN_BACK, a, at, c);
        return this.#goTo(a, at);
      }
      if (kind === RUN_ON) {
        const pc = this.#runOn(a, b, c);
        if (pc !== UNSET) return pc;
      } else this.#trail.undo(kind, a, b);
    }
    return UNSET;
  }

  #takeTurn(pc: number, at: number): number {
    const instruction = this.#program.instructions[pc];
    if (instruction?.op !== 'repeat') return UNSET;
    const { counter } = instruction;
    this.#trail.setLast(counter, at);
    this.#trail.setCount(counter, (this.#trail.counts[counter] ?? 0) + 1);
    return this.#goTo(pc + 1, at);
  }

  #runOn(pc: number, at: number, left: number): number {
    const instruction = this.#program.instructions[pc];
    const code = this.#text.codePointAt(at);
    if (instruction?.op !== 'run' || code === undefined || !instruction.test(code)) return UNSET;
    const end = at + (code > 0xffff ? 2 : 1);
    if (left > 1) this.#trail.push(RUN_ON, pc, end, left - 1);
    return this.#goTo(pc + 1, end);
  }
}
