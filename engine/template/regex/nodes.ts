/** The syntax tree of a Python regular expression. */
import type { CharTest } from './char-test.ts';

/** Where something must hold without a character being taken. */
export type Place =
  | 'text-start'
  | 'line-start'
  | 'text-end'
  | 'line-end'
  | 'last-newline'
  | 'word'
  | 'no-word';

export interface SetNode {
  readonly kind: 'set';
  readonly test: CharTest;
  /** The same as JavaScript writes it; undefined where it has no exact word for it. */
  readonly native: string | undefined;
  /** The one character it is, when it is one and case matters. */
  readonly literal: string | undefined;
}

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly body: RegexNode;
  readonly min: number;
  /** `Infinity` when there is no limit. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

export type RegexNode =
  | SetNode
  | RepeatNode
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'place'; readonly place: Place; readonly isAscii: boolean }
  | {
      readonly kind: 'look';
      readonly body: RegexNode;
      readonly direction: 'ahead' | 'behind';
      readonly isNegated: boolean;
    }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | {
      readonly kind: 'conditional';
      readonly index: number;
      readonly yes: RegexNode;
      readonly no: RegexNode;
    };

/** The least and the most characters that a node can take. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

const none: Width = { min: 0, max: 0 };

/** Tells the width of a node; references are of any width. */
export function widthOf(node: RegexNode): Width {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'sequence':
      return node.items
        .map(widthOf)
        .reduce((sum, { min, max }) => ({ min: sum.min + min, max: sum.max + max }), none);
    case 'choice':
      return widest(node.options.map(widthOf));
    case 'group':
    case 'atomic':
      return widthOf(node.body);
    case 'repeat': {
      const { min, max } = widthOf(node.body);
      return { min: min * node.min, max: max === 0 ? 0 : max * node.max };
    }
    case 'reference':
      return { min: 0, max: Infinity };
    case 'conditional':
      return widest([widthOf(node.yes), widthOf(node.no)]);
    case 'place':
    case 'look':
      return none;
  }
}

function widest(widths: readonly Width[]): Width {
  return {
    min: Math.min(...widths.map(({ min }) => min)),
    max: Math.max(...widths.map(({ max }) => max)),
  };
}
