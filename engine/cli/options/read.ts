/** Options between the table, yargs and the commands: declares rows, reads what yargs parsed. */
import type { Argv, Options } from 'yargs';
import type { OptionRow, OptionTable } from './rows.ts';

function toYargs({ kind, alias, group, describe, choices }: OptionRow, isHelp: boolean): Options {
  const common = {
    ...(isHelp ? { group, describe } : {}),
    ...(alias === undefined ? {} : { alias }),
    ...(choices === undefined ? {} : { choices }),
  };
  switch (kind) {
    case 'flag':
      return { ...common, boolean: true };
    case 'count':
      return { ...common, count: true };
    case 'number':
      return { ...common, number: true };
    case 'text':
      return { ...common, string: true };
    case 'many':
      return { ...common, string: true, array: true, nargs: 1 };
  }
}

/**
 * Declares a table on a yargs command.
 * @param isHelp help is asked for: what it says takes time to declare
 */
export function declareOptions(command: Argv, table: OptionTable, isHelp: boolean): Argv {
  return Object.entries(table).reduce(
    (declared, [name, row]) => declared.option(name, toYargs(row, isHelp)),
    command,
  );
}

/** What yargs parsed, read once into the types that commands work with. */
export interface ParsedOptions {
  flag(name: string): boolean;
  /** The last one given. */
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  number(name: string): number | undefined;
  /** The words that belong to no option. */
  readonly words: readonly string[];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Reads what yargs parsed. @param words name of the positional that takes all words */
export function readOptions(
  parsed: Readonly<Record<string, unknown>>,
  words: string,
): ParsedOptions {
  const list = (name: string): readonly string[] => {
    const value = parsed[name];
    return Array.isArray(value) ? value.map(String) : isText(value) ? [value] : [];
  };
  return {
    flag: (name) =>
      parsed[name] === true || (Array.isArray(parsed[name]) && parsed[name].at(-1) === true),
    text: (name) => list(name).at(-1),
    list,
    number: (name) => {
      const value = parsed[name];
      const last: unknown = Array.isArray(value) ? value.at(-1) : value;
      return typeof last === 'number' ? last : undefined;
    },
    words: [...list(words), ...list('--')],
  };
}
