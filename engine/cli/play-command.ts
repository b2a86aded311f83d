/** `kplay PLAYBOOK…`: runs or lists playbooks and gives the exit code. */
import type { RunEvent } from '../run/index.ts';
import { EXIT } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { createMask } from './mask.ts';
import { tellVerbosity, wantsListing, type PlayArguments } from './play-options.ts';
import { chooseReporter } from './reporter.ts';
import type { Environment } from './settings/environment.ts';
import { loadSettings } from './settings/settings.ts';

/** Runs the command. Problems are printed here, masked; only bugs are thrown. */
export async function runPlayCommand(given: PlayArguments, env: Environment): Promise<number> {
  const settings = loadSettings(env);
  const args = tellVerbosity(given, settings);
  if (args.playbook.length === 0) {
    process.stderr.write('kplay: name a playbook: kplay PLAYBOOK.yml -i INVENTORY\n');
    return EXIT.usage;
  }
  const mask = createMask();
  const interrupt = listenForInterrupt();
  const reporter = chooseReporter({ args, env, settings, mask });
  const emit = (event: RunEvent): void => {
    reporter.on(event);
  };
  const command = { args, env, settings, mask, interrupt, emit, beforeAsking: reporter.pause };
  try {
    if (wantsListing(args)) {
      const { runListing } = await import('./list-command.ts');
      return await runListing(command, reporter.close);
    }
    const { runPlays } = await import('./run-command.ts');
    return await runPlays(command, reporter.close);
  } finally {
    interrupt.release();
  }
}
