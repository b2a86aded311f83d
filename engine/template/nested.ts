/** Options of the `template` lookup: variables of its own, delimiters, conversion. */
import type { Value } from '../base/index.ts';
import type { RenderContext, SyntaxOptions } from './contract.ts';
import { defaultSyntax, type Syntax } from './syntax/syntax-options.ts';
import { toPairs } from './values/collection-methods.ts';
import { toText } from './values/text.ts';
import { isTrue } from './values/truth.ts';

/** Completes the options that were given. */
export function toSyntax(options: SyntaxOptions): Syntax {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaultSyntax, ...Object.fromEntries(given) };
}

/** The same variables with some more in front of them. */
export function withNames(context: RenderContext, extra: Value): RenderContext {
  const own = new Map(toPairs(extra).map(([key, value]) => [toText(key), value]));
  const { names } = context;
  return {
    ...context,
    names: {
      get: (name) => (own.has(name) ? own.get(name) : names.get(name)),
      has: (name) => own.has(name) || names.has(name),
      all: () => new Set([...names.all(), ...own.keys()]),
      isTemplated: (name) => !own.has(name) && names.isTemplated?.(name) === true,
      holdsTemplates: (name) => !own.has(name) && names.holdsTemplates?.(name) === true,
      noteUnsafe: () => names.noteUnsafe?.(),
      textsOf: (name) => (own.has(name) ? undefined : names.textsOf?.(name)),
    },
  };
}

/** Reads the options that the lookup shares with the template module. */
export function readSyntax(given: ReadonlyMap<string, Value>): SyntaxOptions {
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const flag = (name: string, byDefault: boolean): boolean => {
    const value = given.get(name);
    return value === undefined ? byDefault : isTrue(value);
  };
  return {
    trimBlocks: flag('trim_blocks', true),
    lstripBlocks: flag('lstrip_blocks', false),
    blockStart: text('block_start_string'),
    blockEnd: text('block_end_string'),
    variableStart: text('variable_start_string'),
    variableEnd: text('variable_end_string'),
    commentStart: text('comment_start_string'),
    commentEnd: text('comment_end_string'),
  };
}
