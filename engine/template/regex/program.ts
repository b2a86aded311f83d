/** Turns a pattern's tree into the instructions of the matcher. */
import type { CharTest } from './char-test.ts';
import { widthOf, type Place, type RegexNode, type RepeatNode } from './nodes.ts';

/** One step of the matcher. Numbers named `to`, `next`, `other`, `exit`, `end` are places in the program. */
export type Instruction =
  | { readonly op: 'char'; readonly test: CharTest }
  | { readonly op: 'literal'; readonly text: string }
  | {
      readonly op: 'run';
      readonly test: CharTest;
      readonly min: number;
      readonly max: number;
      readonly isGreedy: boolean;
    }
  | { readonly op: 'split'; readonly other: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'place'; readonly place: Place; readonly isAscii: boolean }
  /** The body stands up to `end` and closes with `accept`; `back` characters before it begins. */
  | {
      readonly op: 'look';
      readonly end: number;
      readonly isNegated: boolean;
      readonly back: number;
    }
  | { readonly op: 'atomic'; readonly end: number }
  | { readonly op: 'accept' }
  | { readonly op: 'reference'; readonly group: number; readonly ignoreCase: boolean }
  | { readonly op: 'branch'; readonly group: number; readonly otherwise: number }
  | { readonly op: 'begin'; readonly counter: number }
  | {
      readonly op: 'repeat';
      readonly counter: number;
      readonly min: number;
      readonly max: number;
      readonly isGreedy: boolean;
      readonly exit: number;
    };

/** The instructions, and how many repeats they count. */
export interface RegexProgram {
  readonly instructions: readonly Instruction[];
  readonly counters: number;
  readonly groups: number;
  /** The text that every match begins with; empty when there is none. */
  readonly prefix: string;
}

class Assembler {
  readonly instructions: Instruction[] = [];
  counters = 0;

  #emit(instruction: Instruction): number {
    this.instructions.push(instruction);
    return this.instructions.length - 1;
  }

  /** Keeps a place for an instruction that must know where something ends. */
  #reserve(): number {
    return this.#emit({ op: 'accept' });
  }

  get #here(): number {
    return this.instructions.length;
  }

  add(node: RegexNode): void {
    switch (node.kind) {
      case 'set':
        this.#emit(
          node.literal === undefined
            ? { op: 'char', test: node.test }
            : { op: 'literal', text: node.literal },
        );
        return;
      case 'sequence':
        for (const item of node.items) this.add(item);
        return;
      case 'choice':
        this.#choice(node.options);
        return;
      case 'group':
        this.#emit({ op: 'save', slot: node.index * 2 });
        this.add(node.body);
        this.#emit({ op: 'save', slot: node.index * 2 + 1 });
        return;
      case 'repeat':
        this.#repeat(node);
        return;
      case 'place':
        this.#emit({ op: 'place', place: node.place, isAscii: node.isAscii });
        return;
      default:
        this.#assertion(node);
    }
  }

  #assertion(
    node: Extract<RegexNode, { readonly kind: 'look' | 'atomic' | 'reference' | 'conditional' }>,
  ): void {
    switch (node.kind) {
      case 'look': {
        const back = node.direction === 'behind' ? widthOf(node.body).max : 0;
        this.#inside(node.body, (end) => ({ op: 'look', end, isNegated: node.isNegated, back }));
        return;
      }
      case 'atomic':
        this.#inside(node.body, (end) => ({ op: 'atomic', end }));
        return;
      case 'reference':
        this.#emit({ op: 'reference', group: node.index, ignoreCase: node.ignoreCase });
        return;
      case 'conditional': {
        const branch = this.#reserve();
        this.add(node.yes);
        const jump = this.#reserve();
        this.instructions[branch] = { op: 'branch', group: node.index, otherwise: this.#here };
        this.add(node.no);
        this.instructions[jump] = { op: 'jump', to: this.#here };
      }
    }
  }

  #inside(body: RegexNode, make: (end: number) => Instruction): void {
    const start = this.#reserve();
    this.add(body);
    this.#emit({ op: 'accept' });
    this.instructions[start] = make(this.#here);
  }

  #choice(options: readonly RegexNode[]): void {
    const jumps: number[] = [];
    for (const [index, option] of options.entries()) {
      const isLast = index === options.length - 1;
      const split = isLast ? undefined : this.#reserve();
      this.add(option);
      if (split === undefined) continue;
      jumps.push(this.#reserve());
      this.instructions[split] = { op: 'split', other: this.#here };
    }
    for (const jump of jumps) this.instructions[jump] = { op: 'jump', to: this.#here };
  }

  #repeat(node: RepeatNode): void {
    if (node.mode === 'possessive') {
      this.#inside({ ...node, mode: 'greedy' }, (end) => ({ op: 'atomic', end }));
      return;
    }
    const { body, min, max } = node;
    const isGreedy = node.mode === 'greedy';
    if (body.kind === 'set') {
      this.#emit({ op: 'run', test: body.test, min, max, isGreedy });
      return;
    }
    const counter = this.counters;
    this.counters += 1;
    this.#emit({ op: 'begin', counter });
    const repeat = this.#reserve();
    this.add(body);
    this.#emit({ op: 'jump', to: repeat });
    this.instructions[repeat] = { op: 'repeat', counter, min, max, isGreedy, exit: this.#here };
  }
}

function prefixOf(node: RegexNode): string {
  if (node.kind === 'set') return node.literal ?? '';
  if (node.kind === 'group') return prefixOf(node.body);
  if (node.kind !== 'sequence') return '';
  let prefix = '';
  for (const item of node.items) {
    if (item.kind !== 'set' || item.literal === undefined) {
      return prefix === '' ? prefixOf(item) : prefix;
    }
    prefix += item.literal;
  }
  return prefix;
}

/** Compiles a tree with that many groups. */
export function compileProgram(root: RegexNode, groups: number): RegexProgram {
  const assembler = new Assembler();
  assembler.add(root);
  const { instructions, counters } = assembler;
  return {
    instructions: [...instructions, { op: 'accept' }],
    counters,
    groups,
    prefix: prefixOf(root),
  };
}
