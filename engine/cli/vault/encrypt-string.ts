/** `kplay vault encrypt_string`: texts as `!vault` values to paste into a file. */
import { readFileSync } from 'node:fs';
import { ProblemError } from '../../base/index.ts';
import type { ParsedOptions } from '../options/read.ts';
import { vaultUnclear } from '../problems.ts';
import { askUser } from '../secrets-input.ts';

/** A text to encrypt, and the variable it is for. */
export interface NamedText {
  readonly text: string;
  readonly name: string | undefined;
  /** Where it came from, for the note above it. */
  readonly origin: string;
}

const INDENT = ' '.repeat(10);

function unclear(message: string): never {
  throw new ProblemError(vaultUnclear(message));
}

/** Writes a vault as the value of a variable. @returns lines, the last one not ended */
export function toYamlValue(vault: string, name: string | undefined): string {
  const head = name === undefined ? '!vault |' : `${name}: !vault |`;
  const lines = vault
    .trimEnd()
    .split('\n')
    .map((line) => `${INDENT}${line}`);
  return [head, ...lines].join('\n');
}

async function askText(isShown: boolean): Promise<NamedText> {
  const origin = 'the interactive prompt';
  const name = await askUser('Variable name (enter for no name)', false);
  const text = await askUser(
    isShown ? 'String to encrypt' : 'String to encrypt (hidden)',
    !isShown,
  );
  if (text === '') unclear('The plaintext provided from the prompt was empty, not encrypting');
  return { text, name: name === '' ? undefined : name, origin };
}

function readPiped(name: string | undefined): NamedText {
  if (process.stdout.isTTY) {
    process.stderr.write(
      'Reading plaintext input from stdin. (ctrl-d to end input, twice if your content does not already have a newline)\n',
    );
  }
  const text = readFileSync(0, 'utf8');
  if (text === '') unclear('stdin was empty, not encrypting');
  return { text, name, origin: 'stdin' };
}

function nameWords(words: readonly string[], names: readonly string[]): readonly NamedText[] {
  const last = names.at(-1);
  if (last !== undefined && words.length > names.length) {
    process.stderr.write(
      `The number of --name options do not match the number of args.\nThe last named variable will be "${last}". The rest will not have names.\n`,
    );
  }
  return words.map((text, index) => {
    if (text === '') {
      unclear('The plaintext provided from the command line args was empty, not encrypting');
    }
    return { text, name: names[index], origin: 'the command line args' };
  });
}

/** Collects the texts that the command names, asks for, or is piped. @throws ProblemError */
export async function collectTexts(options: ParsedOptions): Promise<readonly NamedText[]> {
  const words = options.words.slice(1);
  const pipedName = options.text('stdin-name');
  const isPiped =
    words.includes('-') ||
    (words.length === 0 && !options.flag('prompt')) ||
    pipedName !== undefined;
  if (options.flag('prompt') && isPiped) {
    unclear('The --prompt option is not supported if also reading input from stdin');
  }
  const texts: NamedText[] = [];
  if (options.flag('prompt')) texts.push(await askText(options.flag('show-input')));
  if (isPiped) texts.push(readPiped(pipedName));
  return [
    ...texts,
    ...nameWords(
      words.filter((word) => word !== '-'),
      options.list('name'),
    ),
  ];
}

/** The note above one of several values. */
export function describeText({ name, origin }: NamedText, index: number): string {
  const number = String(index + 1);
  return name === undefined
    ? `# The encrypted version of the string #${number} from ${origin}.)\n`
    : `# The encrypted version of variable ("${name}", the string #${number} from ${origin}).\n`;
}
