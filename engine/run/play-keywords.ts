/** Reads keywords of a play, which every host shares. */
import { toName, type Value } from '../base/index.ts';
import type { RunInput } from './contract.ts';
import { toBoolean } from './keyword-values.ts';
import type { PlayState } from './play-state.ts';

function playValue(state: PlayState, name: string, input: RunInput): Value | undefined {
  const located = state.play.keywords.get(name);
  if (located === undefined) return undefined;
  const [host = 'localhost'] = state.vars.batch;
  const value = input.store.scopeFor({ host, play: state.vars }).render(located);
  return value === null ? undefined : value;
}

/** A number keyword of the play; undefined when it is not given. */
export function playNumber(state: PlayState, name: string, input: RunInput): number | undefined {
  const value = playValue(state, name, input);
  return value === undefined ? undefined : Number(input.store.templates.toText(value));
}

/** A keyword of the play that is true or false; undefined when it is not given. */
export function playFlag(state: PlayState, name: string, input: RunInput): boolean | undefined {
  const value = playValue(state, name, input);
  return value === undefined ? undefined : toBoolean(value);
}

/** A keyword of the play that is a word; undefined when it is not given. */
export function playWord(state: PlayState, name: string, input: RunInput): string | undefined {
  const value = playValue(state, name, input);
  return value === undefined ? undefined : toName(value);
}
