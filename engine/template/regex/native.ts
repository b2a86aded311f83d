/**
 * Patterns that JavaScript's own expressions match exactly as Python does, and how costly they can
 * be: only classes, repeats of single characters, and groups that are not repeated. All others go
 * to the machine, which has a budget.
 */
import type { RegexNode } from './nodes.ts';

/** A pattern in JavaScript's words, with the number of its open-ended repeats. */
export interface NativePattern {
  readonly source: string;
  readonly repeats: number;
}

/** More turns than this count as open-ended. */
const FEW = 8;

const PLACES: Readonly<Record<string, string>> = {
  'text-start': '(?<![^])',
  'line-start': '(?<![^\\n])',
  'text-end': '(?![^])',
  'line-end': '(?![^\\n])',
  'last-newline': '(?=\\n?(?![^]))',
};

function join(
  nodes: readonly RegexNode[],
  write: (sources: readonly string[]) => string,
): NativePattern | undefined {
  const parts = nodes.map(toNative);
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return undefined;
  const repeats = known.reduce((sum, part) => sum + part.repeats, 0);
  return { source: write(known.map(({ source }) => source)), repeats };
}

/** Writes a tree for JavaScript; undefined where it would not mean exactly the same. */
export function toNative(node: RegexNode): NativePattern | undefined {
  switch (node.kind) {
    case 'set':
      return node.native === undefined ? undefined : { source: node.native, repeats: 0 };
    case 'sequence':
      return join(node.items, (sources) => sources.join(''));
    case 'choice':
      return join(node.options, (sources) => `(?:${sources.join('|')})`);
    case 'group':
      return join([node.body], ([source]) => `(${source ?? ''})`);
    case 'place': {
      const source = PLACES[node.place];
      return source === undefined ? undefined : { source, repeats: 0 };
    }
    case 'repeat': {
      const { body, min, max, mode } = node;
      if (body.kind !== 'set' || body.native === undefined || mode === 'possessive') {
        return undefined;
      }
      const range = `{${String(min)},${max === Infinity ? '' : String(max)}}`;
      const lazy = mode === 'lazy' ? '?' : '';
      return { source: body.native + range + lazy, repeats: max - min > FEW ? 1 : 0 };
    }
    case 'look':
    case 'atomic':
    case 'reference':
    case 'conditional':
      return undefined;
  }
}

/** The most steps that a native match may need; above it the machine takes over. */
const MAX_NATIVE_STEPS = 10_000_000;

/** Whether JavaScript's matcher is sure to come to an end soon on a text of that length. */
export function isCheap(pattern: NativePattern, length: number): boolean {
  return (length + 1) ** (pattern.repeats + 1) <= MAX_NATIVE_STEPS;
}
