/** The commands of kplay, by yargs. Each loads its own code when it is chosen. */
import yargs from 'yargs';
import { EXIT } from './exit-codes.ts';
import { declarePlayOptions, toPlayArguments } from './play-options.ts';
import { readVersion } from './version.ts';

const EPILOGUE = `Examples:
  kplay playbooks/site.yml -i inventory/lab.yml
  kplay site.yml -i hosts.ini --check --diff -l workers
  kplay site.yml -i 'node1,' -u vagrant -b
  kplay doc copy`;

const LAB_ACTIONS = ['up', 'down', 'list', 'ssh', 'demo', 'bench'] as const;

const LAB_OPTIONS = {
  lab: { string: true, describe: 'name of the lab', default: 'lab' },
  python: { boolean: true, default: false, describe: 'hosts with Python, for Ansible' },
  runs: { number: true, describe: 'bench: runs of each tool (default 5)' },
  rtt: { array: true, number: true, describe: 'bench: round-trip times in ms' },
  tools: { array: true, string: true, describe: 'bench: kplay, ansible, mitogen' },
  playbook: { string: true, describe: 'bench: another playbook' },
  'second-only': { boolean: true, default: false, describe: 'bench: time second runs only' },
} as const;

/** Carries the exit code of the chosen command out of yargs. */
interface Outcome {
  code: number;
}

/**
 * Parses words and runs what they say.
 * @returns the exit code; usage mistakes print what to type and give 2
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const outcome: Outcome = { code: EXIT.ok };
  const parser = yargs([...words])
    .scriptName('kplay')
    .usage('kplay PLAYBOOK… -i INVENTORY\n\nRuns Ansible-style playbooks over SSH, without Python.')
    .command(
      ['play [playbook..]', '$0'],
      'run playbooks',
      (command) => declarePlayOptions(command),
      async (args) => {
        const { runPlayCommand } = await import('./play-command.ts');
        outcome.code = await runPlayCommand(toPlayArguments(args), process.env);
      },
    )
    .command(
      'doc [name]',
      'explain a module, or list all of them',
      (command) =>
        command
          .positional('name', { type: 'string', describe: 'a module' })
          .option('list', { alias: 'l', boolean: true, describe: 'list every module' }),
      async (args) => {
        const { runDocCommand } = await import('./doc-command.ts');
        outcome.code = await runDocCommand(args.name, process.stdout);
      },
    )
    .command(
      'lab <action> [name]',
      'throwaway hosts on this machine: up, down, list, ssh NAME, demo, bench',
      (command) =>
        command
          .positional('action', { choices: LAB_ACTIONS, demandOption: true })
          .positional('name', { type: 'string', describe: 'a host, for ssh' })
          .options(LAB_OPTIONS),
      async (args) => {
        const { runLabCommand } = await import('./lab-command.ts');
        outcome.code = await runLabCommand(args);
      },
    )
    .version(readVersion())
    .alias('help', 'h')
    .strict()
    .parserConfiguration({ 'duplicate-arguments-array': true, 'populate--': false })
    .wrap(Math.min(80, process.stdout.columns || 80))
    .epilogue(EPILOGUE)
    .exitProcess(false)
    .fail((message, error: Error | undefined, instance) => {
      // Errors of a command pass through; only mistakes of usage are explained here.
      if (error !== undefined) throw error;
      process.stderr.write(`kplay: ${message}\n\n`);
      instance.showHelp((text) => process.stderr.write(`${text}\n`));
      outcome.code = EXIT.usage;
    });
  await parser.parseAsync();
  return outcome.code;
}
