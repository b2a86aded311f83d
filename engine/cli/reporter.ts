/** Chooses the reporter that `--output` names and connects it to the terminal. */
import {
  makeJsonReporter,
  makeJunitReporter,
  makeMinimalReporter,
  makeTextReporter,
  type ReporterOptions,
} from '../report/index.ts';
import type { Reporter } from '../run/index.ts';
import type { Mask } from './mask.ts';
import type { PlayArguments } from './play-options.ts';
import { wantsColor, type Environment } from './settings.ts';

const MAKERS = {
  text: makeTextReporter,
  minimal: makeMinimalReporter,
  json: makeJsonReporter,
  junit: makeJunitReporter,
} as const;

/** Makes the reporter of a run. */
export function chooseReporter(args: PlayArguments, env: Environment, mask: Mask): Reporter {
  const { stdout, stderr } = process;
  const options: ReporterOptions = {
    write: (text) => {
      stdout.write(text);
    },
    writeError: (text) => {
      stderr.write(text);
    },
    isTty: stdout.isTTY,
    columns: stdout.columns || 80,
    colors: wantsColor(env, stdout.isTTY),
    verbosity: args.verbose,
    // A task may turn diffs on for itself; a result only carries one where they are on.
    showDiff: true,
    mask: (text) => mask.mask(text),
    now: () => Date.now(),
    displaySkippedHosts: env['ANSIBLE_DISPLAY_SKIPPED_HOSTS']?.toLowerCase() !== 'false',
    isStreaming: args.stream,
  };
  return MAKERS[args.output](options);
}
