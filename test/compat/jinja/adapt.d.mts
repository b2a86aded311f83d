import type { Adapter } from './answers.mjs';

export function makeAdapter(engine: {
  readonly base: unknown;
  readonly template: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Adapter;
