/** Chooses the reporter that the flags, or else the settings, ask for. */
import {
  makeJsonReporter,
  makeJunitReporter,
  makeMinimalReporter,
  makeOnelineReporter,
  makeTextReporter,
  type ReporterOptions,
} from '../report/index.ts';
import type { Reporter } from '../run/index.ts';
import type { Mask } from './mask.ts';
import { OUTPUTS } from './options/rows.ts';
import type { PlayArguments } from './play-options.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';
import { wantsColor } from './wants-color.ts';

const MAKERS = {
  text: makeTextReporter,
  minimal: makeMinimalReporter,
  oneline: makeOnelineReporter,
  json: makeJsonReporter,
  junit: makeJunitReporter,
} as const;

/** What a run's reporter is chosen by. */
export interface ReporterChoice {
  readonly args: Pick<PlayArguments, 'output' | 'verbose' | 'stream'>;
  readonly env: Environment;
  readonly settings: Settings;
  readonly mask: Mask;
}

/** The environment as the settings of ansible.cfg complete it. */
function colorsOf(env: Environment, settings: Settings): Environment {
  const force = settings.flag('ANSIBLE_FORCE_COLOR') ? '1' : undefined;
  const none = settings.flag('ANSIBLE_NOCOLOR') ? '1' : undefined;
  return { TERM: env['TERM'], ANSIBLE_FORCE_COLOR: force, ANSIBLE_NOCOLOR: none };
}

/** `ansible.builtin.minimal` is `minimal`; what is not known here is the default. */
function outputOf(args: ReporterChoice['args'], settings: Settings): keyof typeof MAKERS {
  const named = settings.text('DEFAULT_STDOUT_CALLBACK')?.split('.').at(-1);
  return args.output ?? OUTPUTS.find((form) => form === named) ?? 'text';
}

/** Makes the reporter of a run. */
export function chooseReporter({ args, env, settings, mask }: ReporterChoice): Reporter {
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
    colors: wantsColor(colorsOf(env, settings), stdout.isTTY),
    verbosity: args.verbose,
    // A task may turn diffs on for itself; a result only carries one where they are on.
    showDiff: true,
    mask: (text) => mask.mask(text),
    now: () => Date.now(),
    displaySkippedHosts: settings.flag('DISPLAY_SKIPPED_HOSTS'),
    showCustomStats: settings.flag('SHOW_CUSTOM_STATS'),
    isStreaming: args.stream,
  };
  return MAKERS[outputOf(args, settings)](options);
}
