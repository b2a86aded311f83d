/** Reads the parameters of a `talk` step, which a module has already validated. */
import { Float, type Plain } from '../../base/index.ts';
import type { Step } from '../contract.ts';

/** A step that is a conversation. */
export type TalkStep = Extract<Step, { readonly do: 'talk' }>;

/** Parameters by name; what has another type counts as missing. */
export interface TalkParams {
  text(name: string): string | undefined;
  number(name: string, missing: number): number;
  texts(name: string): readonly string[] | undefined;
}

function toNumber(value: Plain): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof Float ? value.value : undefined;
}

/** Opens the parameters of a step. */
export function readParams(step: TalkStep): TalkParams {
  const { params } = step;
  return {
    text: (name) => {
      const value = params[name];
      return typeof value === 'string' ? value : undefined;
    },
    number: (name, missing) => toNumber(params[name]) ?? missing,
    texts: (name) => {
      const value = params[name];
      return Array.isArray(value)
        ? value.filter((item): item is string => typeof item === 'string')
        : undefined;
    },
  };
}
