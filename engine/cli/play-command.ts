/** `kplay PLAYBOOK…`: runs or lists playbooks and gives the exit code. */
import type { RunEvent } from '../run/index.ts';
import { EXIT } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { createMask } from './mask.ts';
import { tellVerbosity, wantsListing, type PlayArguments } from './play-options.ts';
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
  const common = { args, env, settings, mask, interrupt };
  try {
    if (wantsListing(args)) {
      const { runListing } = await import('./list-command.ts');
      return await runListing(common);
    }
    const { chooseReporter } = await import('./reporter.ts');
    const reporter = chooseReporter(common);
    const emit = (event: RunEvent): void => {
      reporter.on(event);
    };
    const { runPlays } = await import('./run-command.ts');
    return await runPlays({ ...common, emit, beforeAsking: reporter.pause }, reporter.close);
  } finally {
    interrupt.release();
  }
}
