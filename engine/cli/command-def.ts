/** What a command is: its words, its flags, and the code that it loads when it is chosen. */
import type { ParsedOptions } from './options/read.ts';
import type { OptionTable, ValueKind } from './options/rows.ts';
import type { Environment } from './settings/environment.ts';

/** What a command is started with. */
interface CommandCall {
  readonly options: ParsedOptions;
  readonly env: Environment;
}

/** One command. */
export interface CommandDef {
  readonly name: string;
  /** The program of Ansible that does the same; kplay called by that name is this command. */
  readonly ansibleName: string | undefined;
  /** The words behind the command's name. */
  readonly usage: string;
  /** What the words are, for completion; a list `a|b|c` that usage starts with comes before. */
  readonly words?: ValueKind;
  readonly summary: string;
  readonly table: OptionTable;
  readonly examples: readonly string[];
  /** Loads the command's code and runs it. @returns the exit code */
  run(call: CommandCall): Promise<number>;
}
