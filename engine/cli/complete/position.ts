/** What is being typed: which command, and a flag, a flag's value or a word. Reads no file. */
import { COMMANDS, findByAnsibleName, findCommand, PLAY_COMMAND } from '../commands.ts';
import type { CommandDef } from '../command-def.ts';
import { findLong, lookupOf, takesValue, type Lookup } from '../options/normalize.ts';
import type { OptionRow, ValueKind } from '../options/rows.ts';

/** Words of the command line before the one that is typed, by flag. */
export interface GivenWords {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
}

/** One thing that may be typed next. */
export interface Candidate {
  readonly text: string;
  readonly note?: string | undefined;
}

/** What is to be completed. */
export interface Position {
  readonly command: CommandDef;
  readonly given: GivenWords;
  /** What already stands in the word before what is completed: `--tags=`. */
  readonly before: string;
  readonly typed: string;
  /** Words that are known here already. */
  readonly fixed: readonly Candidate[];
  /** What else may stand here. */
  readonly kind: ValueKind | undefined;
}

interface Choice {
  readonly command: CommandDef;
  readonly words: readonly string[];
  /** The name of a command may still come. */
  readonly isOpen: boolean;
}

function chooseCommand(program: string, words: readonly string[]): Choice {
  const sister = findByAnsibleName(program);
  if (sister !== undefined) return { command: sister, words, isOpen: false };
  const named = findCommand(words[0]);
  if (named !== undefined) return { command: named, words: words.slice(1), isOpen: false };
  return { command: PLAY_COMMAND, words, isOpen: words.length === 0 };
}

interface Found {
  readonly name: string;
  readonly row: OptionRow;
}

/** The flag of a word, and its value when that stands in the same word. */
interface Flag {
  readonly found: Found;
  /** How long the part before the value is; undefined when the value is the next word. */
  readonly valueAt: number | undefined;
}

function findLongFlag(lookup: Lookup, word: string): Flag | undefined {
  const equals = word.indexOf('=');
  const given = word.slice(2, equals === -1 ? undefined : equals);
  let found: Found | undefined;
  try {
    found = given === '' ? undefined : findLong(lookup, given);
  } catch {
    // The start of several flags: none of them yet.
    return undefined;
  }
  return found && { found, valueAt: equals === -1 ? undefined : equals + 1 };
}

/** The last flag of `-vvi`, with the value in `-ihosts`. */
function findShortFlag(lookup: Lookup, word: string): Flag | undefined {
  let last: Found | undefined;
  for (let at = 1; at < word.length; at += 1) {
    const found = lookup.names.get(word.charAt(at));
    if (found === undefined) return undefined;
    const isEnd = at + 1 === word.length;
    if (takesValue(found.row)) return { found, valueAt: isEnd ? undefined : at + 1 };
    last = found;
  }
  return last && { found: last, valueAt: undefined };
}

function findFlag(lookup: Lookup, word: string): Flag | undefined {
  if (word.startsWith('--')) return findLongFlag(lookup, word);
  return word.startsWith('-') ? findShortFlag(lookup, word) : undefined;
}

interface Before {
  readonly given: GivenWords;
  /** The flag whose value comes next. */
  readonly open: Found | undefined;
  /** `--` was there: only words from here on. */
  readonly isOver: boolean;
}

function readBefore(lookup: Lookup, words: readonly string[]): Before {
  const values = new Map<string, string[]>();
  const others: string[] = [];
  const flags = new Set<string>();
  let open: Found | undefined;
  let isOver = false;
  const keep = (name: string, value: string): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const word of words) {
    const flag = isOver || open !== undefined ? undefined : findFlag(lookup, word);
    if (open !== undefined) {
      keep(open.name, word);
      open = undefined;
    } else if (word === '--') isOver = true;
    else if (flag === undefined) others.push(word);
    else {
      flags.add(flag.found.name);
      if (flag.valueAt !== undefined) keep(flag.found.name, word.slice(flag.valueAt));
      else if (takesValue(flag.found.row)) open = flag.found;
    }
  }
  return { given: { values, words: others, flags }, open, isOver };
}

function toCandidates(texts: readonly string[]): readonly Candidate[] {
  return texts.map((text) => ({ text }));
}

/** Flags that are not there yet, or may be there again. */
function flagCandidates({ names }: Lookup, { flags }: GivenWords): readonly Candidate[] {
  return [...names].flatMap(([name, found]) => {
    const isAgain = flags.has(found.name) && !['many', 'count'].includes(found.row.kind);
    if (name !== found.name || isAgain) return [];
    return [{ text: `--${name}`, note: found.row.describe }];
  });
}

function ofValue({ row }: Found): Pick<Position, 'fixed' | 'kind'> {
  const { choices = [], values } = row;
  if (values === undefined || typeof values === 'string') {
    return { fixed: toCandidates(choices), kind: values };
  }
  return { fixed: toCandidates([...choices, ...values]), kind: undefined };
}

/** The words that usage starts with: `bash|zsh|fish`. */
function firstWords({ usage }: CommandDef): readonly string[] {
  return (/^[a-z_|]+/.exec(usage)?.[0] ?? '').split('|').filter(Boolean);
}

function ofWord(choice: Choice, given: GivenWords): Pick<Position, 'fixed' | 'kind'> {
  const { command, isOpen } = choice;
  const commands = COMMANDS.map(({ name, summary }) => ({ text: name, note: summary }));
  const first = given.words.length === 0 ? toCandidates(firstWords(command)) : [];
  const isFirst = first.length > 0;
  const fixed = isOpen ? commands : first;
  return { fixed, kind: isFirst ? undefined : command.words };
}

/**
 * Finds what is being completed.
 * @param program the name kplay was called by
 * @param words what stands before the word that is typed
 */
export function findPosition(program: string, words: readonly string[], current: string): Position {
  const choice = chooseCommand(program, words);
  const { command } = choice;
  const lookup = lookupOf(command.table);
  const { given, open, isOver } = readBefore(lookup, choice.words);
  const base = { command, given };
  if (open !== undefined) return { ...base, before: '', typed: current, ...ofValue(open) };
  const flag = isOver ? undefined : findFlag(lookup, current);
  if (flag?.valueAt !== undefined) {
    const { found, valueAt } = flag;
    const [before, typed] = [current.slice(0, valueAt), current.slice(valueAt)];
    return { ...base, before, typed, ...ofValue(found) };
  }
  if (!isOver && current.startsWith('-')) {
    const fixed = flagCandidates(lookup, given);
    return { ...base, before: '', typed: current, fixed, kind: undefined };
  }
  return { ...base, before: '', typed: current, ...ofWord(choice, given) };
}
