/** Chooses the reporter that the flags, or else the settings, ask for. */
import { resolve } from 'node:path';
import {
  COMMUNITY_FORM,
  makeJsonReporter,
  makeJunitReporter,
  makeMinimalReporter,
  makeOnelineReporter,
  makeProfileTasksReporter,
  makeTextReporter,
  makeTimerReporter,
  type ReporterOptions,
} from '../report/index.ts';
import type { Reporter } from '../run/index.ts';
import { readPalette } from './colors.ts';
import { makeLog } from './log-file.ts';
import type { Mask } from './mask.ts';
import { OUTPUTS } from './options/rows.ts';
import type { PlayArguments } from './play-options.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';
import { wantsColor } from './wants-color.ts';

const MAKERS = {
  text: makeTextReporter,
  yaml: (options: ReporterOptions) => makeTextReporter({ ...options, resultForm: COMMUNITY_FORM }),
  minimal: makeMinimalReporter,
  oneline: makeOnelineReporter,
  json: makeJsonReporter,
  junit: makeJunitReporter,
} as const;

/** Reporters that run beside the one on the screen (CALLBACKS_ENABLED). */
const BESIDE = new Map([
  ['profile_tasks', makeProfileTasksReporter],
  ['timer', makeTimerReporter],
]);

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

/** How the data of results is written: CALLBACK_RESULT_FORMAT and CALLBACK_FORMAT_PRETTY. */
function resultForm(settings: Settings): Pick<ReporterOptions, 'resultForm' | 'isPretty'> {
  const { value } = settings.find('CALLBACK_FORMAT_PRETTY');
  const isPretty = typeof value === 'boolean' ? value : undefined;
  if (settings.text('CALLBACK_RESULT_FORMAT') !== 'yaml') return { isPretty };
  // Without lossy texts PyYAML's own step of two is used, below the same margin.
  const isLossy = isPretty !== false;
  return { isPretty, resultForm: { step: isLossy ? 4 : 2, margin: 4, isLossy, hasHead: false } };
}

/** Makes the reporter of a run. */
export function chooseReporter({ args, env, settings, mask }: ReporterChoice): Reporter {
  const { stdout, stderr } = process;
  const logPath = settings.text('DEFAULT_LOG_PATH');
  const log = logPath === undefined ? undefined : makeLog(logPath);
  const options: ReporterOptions = {
    write: (text) => {
      stdout.write(text);
      log?.(text);
    },
    writeError: (text) => {
      stderr.write(text);
      log?.(text);
    },
    isTty: stdout.isTTY,
    columns: stdout.columns || 80,
    colors: wantsColor(colorsOf(env, settings), stdout.isTTY),
    palette: readPalette(settings),
    diffContext: settings.number('DIFF_CONTEXT'),
    maxDiffBytes: settings.number('MAX_FILE_SIZE_FOR_DIFF'),
    isVerboseToError: settings.flag('VERBOSE_TO_STDERR'),
    verbosity: args.verbose,
    // A task may turn diffs on for itself; a result only carries one where they are on.
    showDiff: true,
    mask: (text) => mask.mask(text),
    now: () => Date.now(),
    ...resultForm(settings),
    isFailureToError: settings.flag('DISPLAY_FAILED_STDERR'),
    opening:
      settings.configFile === undefined
        ? 'No config file found; using defaults'
        : `Using ${settings.configFile} as config file`,
    toFullPath: (path) => resolve(path),
    showsPathOfFailed: settings.flag('SHOW_TASK_PATH_ON_FAILURE'),
    marksCheckMode: settings.flag('CHECK_MODE_MARKERS'),
    displayOkHosts: settings.flag('DISPLAY_OK_HOSTS'),
    displaySkippedHosts: settings.flag('DISPLAY_SKIPPED_HOSTS'),
    showCustomStats: settings.flag('SHOW_CUSTOM_STATS'),
    showPlaces: settings.flag('KPLAY_SHOW_PLACES'),
    isStreaming: args.stream,
  };
  const main = MAKERS[outputOf(args, settings)](options);
  const beside = settings.list('CALLBACKS_ENABLED').flatMap((name) => {
    const make = BESIDE.get(name.split('.').at(-1) ?? '');
    return make === undefined ? [] : [make(options)];
  });
  return beside.length === 0 ? main : joinReporters([main, ...beside]);
}

/** Tells every event to all, in order. */
function joinReporters(reporters: readonly Reporter[]): Reporter {
  return {
    name: reporters.map(({ name }) => name).join('+'),
    on: (event) => {
      for (const reporter of reporters) reporter.on(event);
    },
  };
}
