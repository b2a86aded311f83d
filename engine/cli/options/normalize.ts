/**
 * Rewrites the words of a command line as Python's argparse understands them, so that every habit
 * of Ansible's programs works: `-ihosts`, `-vvK`, `-f10`, `--list-h` for `--list-hosts`, a value
 * that starts with a dash. What comes out is `--name=value` and `--flag`, which yargs reads.
 */
import { EXCLUSIVE, type OptionRow, type OptionTable } from './rows.ts';

/** A word that cannot be understood, in words for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags of one command by their names. */
export interface Lookup {
  /** By every name, short ones too. */
  readonly names: ReadonlyMap<string, { readonly name: string; readonly row: OptionRow }>;
}

/** Flags that every command has. */
const COMMON: OptionTable = {
  help: { kind: 'flag', alias: ['h'], group: '', describe: 'show help' },
  version: { kind: 'flag', group: '', describe: 'show the version' },
};

/** What Ansible 1.8 called them. Vagrant writes these when it cannot tell the version. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['sudo', 'become'],
  ['sudo-user', 'become-user'],
  ['ask-sudo-pass', 'ask-become-pass'],
]);

/** Finds flags by every name; `--help` and `--version` are among them. */
export function lookupOf(table: OptionTable): Lookup {
  const names = new Map<string, { readonly name: string; readonly row: OptionRow }>();
  for (const [name, row] of Object.entries({ ...COMMON, ...table })) {
    for (const each of [name, ...(row.alias ?? [])]) names.set(each, { name, row });
  }
  return { names };
}

/** True when a flag has a value behind it. */
export function takesValue(row: OptionRow): boolean {
  return row.kind === 'text' || row.kind === 'many' || row.kind === 'number';
}

/** Finds a long option by its name or by the start of its name. @throws UsageError when several fit */
export function findLong(
  { names }: Lookup,
  given: string,
): { readonly name: string; readonly row: OptionRow } | undefined {
  const exact = names.get(OLD_NAMES.get(given) ?? given);
  if (exact !== undefined && given.length > 1) return exact;
  const long = [...names].filter(([name]) => name.length > 1 && name.startsWith(given));
  const found = new Set(long.map(([, option]) => option.name));
  if (found.size > 1) {
    const matches = long.map(([name]) => `--${name}`).join(', ');
    throw new UsageError(`ambiguous option: --${given} could match ${matches}`);
  }
  return long[0]?.[1];
}

interface Reading {
  readonly lookup: Lookup;
  readonly words: readonly string[];
  at: number;
  readonly out: string[];
}

/** The value behind an option: a number below zero, or a text with a space, may start with `-`. */
function takeNext(reading: Reading, shown: string): string {
  const next = reading.words[reading.at + 1];
  const isOption = next?.startsWith('-') === true && !/^-\d|\s|^-$/.test(next);
  if (next === undefined || isOption) {
    throw new UsageError(`argument ${shown}: expected one argument`);
  }
  reading.at += 1;
  return next;
}

/** @throws UsageError where a number is wanted, and the value is none */
function checkNumber(shown: string, row: OptionRow, value: string): string {
  if (row.kind !== 'number' || /^\s*[-+]?\d+\s*$/.test(value)) return value;
  throw new UsageError(`argument ${shown}: \`${value}\` is no whole number`);
}

function readLong(reading: Reading, word: string): void {
  const equals = word.indexOf('=');
  const given = word.slice(2, equals === -1 ? undefined : equals);
  const option = findLong(reading.lookup, given);
  if (option === undefined) throw new UsageError(`unrecognized arguments: ${word}`);
  const { name, row } = option;
  if (!takesValue(row)) {
    if (equals !== -1) throw new UsageError(`argument --${name}: takes no value`);
    reading.out.push(`--${name}`);
    return;
  }
  const value = equals === -1 ? takeNext(reading, `--${name}`) : word.slice(equals + 1);
  reading.out.push(`--${name}=${checkNumber(`--${name}`, row, value)}`);
}

function readShort(reading: Reading, word: string): void {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const option = reading.lookup.names.get(letter);
    if (option === undefined) throw new UsageError(`unrecognized arguments: -${word.slice(at)}`);
    const { name, row } = option;
    if (!takesValue(row)) {
      reading.out.push(`--${name}`);
      continue;
    }
    const rest = word.slice(at + 1).replace(/^=/, '');
    const shown = `-${letter}/--${name}`;
    const value = rest === '' ? takeNext(reading, shown) : rest;
    reading.out.push(`--${name}=${checkNumber(shown, row, value)}`);
    return;
  }
}

/** @throws UsageError for two flags that exclude each other */
function checkExclusive(words: readonly string[]): void {
  const given = new Set(words.map((word) => word.replace(/^--|=.*$/gs, '')));
  const pair = EXCLUSIVE.find(([one, other]) => given.has(one) && given.has(other));
  if (pair === undefined) return;
  throw new UsageError(`argument --${pair[1]}: not allowed with argument --${pair[0]}`);
}

/** A word with a blank is a flag all the same when it begins with a known one: `-ea='b c'`. */
function isShort({ names }: Lookup, word: string): boolean {
  return /^-\D/.test(word) && (!word.includes(' ') || names.has(word.charAt(1)));
}

/**
 * Rewrites the words of one command.
 * @returns options first, then `--` and everything else in its order
 * @throws UsageError in argparse's words
 */
export function normalizeWords(words: readonly string[], table: OptionTable): readonly string[] {
  const reading: Reading = { lookup: lookupOf(table), words, at: 0, out: [] };
  const rest: string[] = [];
  for (; reading.at < words.length; reading.at += 1) {
    const word = words[reading.at] ?? '';
    if (word === '--') {
      rest.push(...words.slice(reading.at + 1));
      break;
    }
    if (word.startsWith('--')) readLong(reading, word);
    else if (isShort(reading.lookup, word)) readShort(reading, word);
    else rest.push(word);
  }
  checkExclusive(reading.out);
  return rest.length === 0 ? reading.out : [...reading.out, '--', ...rest];
}
