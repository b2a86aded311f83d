/** From words to a command: chooses it, reads its words by yargs, shows help and usage. */
import yargs, { type Argv } from 'yargs';
import { COMMANDS, findByAnsibleName, findCommand, PLAY_COMMAND } from './commands.ts';
import type { CommandDef } from './command-def.ts';
import { EXIT } from './exit-codes.ts';
import { normalizeWords, UsageError } from './options/normalize.ts';
import { declareOptions, readOptions, type ParsedOptions } from './options/read.ts';
import { describeProgram, readVersion } from './version.ts';

/** How kplay was called: by its own name, or by that of a program of Ansible. */
interface Call {
  readonly command: CommandDef;
  /** What usage calls the program. */
  readonly program: string;
  readonly words: readonly string[];
}

function chooseCommand(words: readonly string[], programName: string): Call {
  const sister = findByAnsibleName(programName);
  if (sister !== undefined) return { command: sister, program: programName, words };
  const named = findCommand(words[0]);
  if (named === undefined) return { command: PLAY_COMMAND, program: 'kplay', words };
  return { command: named, program: `kplay ${named.name}`, words: words.slice(1) };
}

const WIDTH = 80;

/** What help says below the flags. */
function epilogueOf({ command, program }: Call): string {
  const examples = command.examples.map((example) => `  ${example}`);
  const isRoot = program === 'kplay';
  const others = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`);
  const commands = isRoot ? ['Commands (kplay COMMAND --help):', ...others, ''] : [];
  return [...commands, 'Examples:', ...examples].join('\n');
}

function buildParser(call: Call, words: readonly string[]): Argv {
  const { command, program } = call;
  const title =
    program === 'kplay'
      ? 'Runs Ansible-style playbooks over SSH, without Python.'
      : command.summary;
  const parser = yargs([...words])
    .scriptName(program)
    .usage(`${program} ${command.usage}\n\n${title}`)
    .parserConfiguration({
      'duplicate-arguments-array': true,
      'camel-case-expansion': false,
      'boolean-negation': false,
      'dot-notation': false,
      'parse-positional-numbers': false,
    })
    .version(readVersion())
    .alias('help', 'h')
    .wrap(Math.min(WIDTH, process.stdout.columns || WIDTH))
    .epilogue(epilogueOf(call))
    .exitProcess(false)
    .fail((message, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });
  return declareOptions(parser, command.table, words.includes('--help'));
}

/** A mistake of usage: what to type, and what was wrong, in argparse's form. */
function describeUsage({ command, program }: Call, message: string): string {
  return `usage: ${program} ${command.usage} [options]\n${program}: error: ${message}\n  help: ${program} --help\n`;
}

/**
 * The environment of a command. Under the name of a program of Ansible, what scripts may depend on is
 * as there: no places below failures in a pipe, and an inventory that is missing is only warned of.
 */
function environmentOf(programName: string): NodeJS.ProcessEnv {
  const sister = findByAnsibleName(programName);
  if (sister === undefined || sister.name === 'config') return process.env;
  const places = process.stdout.isTTY ? {} : { KPLAY_SHOW_PLACES: 'no' };
  return { KPLAY_MISSING_INVENTORY: 'warning', ...places, ...process.env };
}

/** Reads the words of `kplay PLAYBOOK…` without running anything. @throws UsageError */
export async function readPlayWords(words: readonly string[]): Promise<ParsedOptions> {
  const call: Call = { command: PLAY_COMMAND, program: 'kplay', words };
  const normal = normalizeWords(words, PLAY_COMMAND.table);
  return readOptions(await buildParser(call, normal).parseAsync(), '_');
}

/**
 * Parses words and runs what they say.
 * @param programName the name kplay was called by: under the names of Ansible's programs it is they
 * @returns the exit code; usage mistakes print what to type and give 2
 */
export async function runCommandLine(
  words: readonly string[],
  programName = 'kplay',
): Promise<number> {
  const call = chooseCommand(words, programName);
  try {
    const normal = normalizeWords(call.words, call.command.table);
    if (normal.includes('--version')) {
      process.stdout.write(describeProgram(call.program, process.env));
      return EXIT.ok;
    }
    const parsed = await buildParser(call, normal).parseAsync();
    if (normal.includes('--help')) return EXIT.ok;
    const env = environmentOf(programName);
    return await call.command.run({ options: readOptions(parsed, '_'), env });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(describeUsage(call, error.message));
    return EXIT.usage;
  }
}
