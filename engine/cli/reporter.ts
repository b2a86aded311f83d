/** Chooses the reporter that the flags, or else the settings, ask for. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  COMMUNITY_FORM,
  makeHtmlReporter,
  makeJsonReporter,
  makeJunitReporter,
  makeMinimalReporter,
  makeOnelineReporter,
  makePrettyReporter,
  makeProfileTasksReporter,
  makeTextReporter,
  makeTimerReporter,
  type PrettyReporter,
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
import { warn } from './warn.ts';

/** A reporter, and what ends a picture that it draws. */
export interface ChosenReporter extends Reporter {
  /** Takes the picture away while somebody else writes to the terminal. */
  readonly pause: () => void;
  /** Takes it away for good. */
  readonly close: () => void;
}

/** The terminal and the clock of the picture. Whatever ends the process, the cursor is shown again. */
function makeLivePretty(options: ReporterOptions): PrettyReporter {
  const { stdout } = process;
  const pretty = makePrettyReporter(options, {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    every: (milliseconds, work) => {
      const timer = setInterval(work, milliseconds);
      timer.unref();
      return () => {
        clearInterval(timer);
      };
    },
  });
  const { close, pause } = pretty;
  process.once('exit', close);
  // Before the words that Ctrl-C brings.
  process.prependListener('SIGINT', pause);
  return {
    ...pretty,
    close: () => {
      process.off('SIGINT', pause);
      process.off('exit', close);
      close();
    },
  };
}

const MAKERS = {
  text: makeTextReporter,
  yaml: (options: ReporterOptions) => makeTextReporter({ ...options, resultForm: COMMUNITY_FORM }),
  minimal: makeMinimalReporter,
  oneline: makeOnelineReporter,
  json: makeJsonReporter,
  junit: makeJunitReporter,
  pretty: (options: ReporterOptions) =>
    options.isTty ? makeLivePretty(options) : makeTextReporter(options),
} as const;

/** Reporters that run beside the one on the screen (CALLBACKS_ENABLED). */
const BESIDE = new Map([
  ['profile_tasks', makeProfileTasksReporter],
  ['timer', makeTimerReporter],
]);

/** What a run's reporter is chosen by. */
export interface ReporterChoice {
  readonly args: Pick<PlayArguments, 'output' | 'verbose' | 'stream' | 'report'>;
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

/** The first line of -v, as Ansible has it. */
function describeConfig({ configFile }: Settings): string {
  if (configFile === undefined) return 'No config file found; using defaults';
  return `Using ${configFile} as config file`;
}

/** Writes a page for its owner only: differences may hold what others must not read. */
function savePage(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    warn(`the report was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Makes the reporter of a run. */
export function chooseReporter({ args, env, settings, mask }: ReporterChoice): ChosenReporter {
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
    opening: describeConfig(settings),
    toFullPath: (path) => resolve(path),
    showsPathOfFailed: settings.flag('SHOW_TASK_PATH_ON_FAILURE'),
    marksCheckMode: settings.flag('CHECK_MODE_MARKERS'),
    displayOkHosts: settings.flag('DISPLAY_OK_HOSTS'),
    displaySkippedHosts: settings.flag('DISPLAY_SKIPPED_HOSTS'),
    showCustomStats: settings.flag('SHOW_CUSTOM_STATS'),
    showPlaces: settings.flag('KPLAY_SHOW_PLACES'),
    isStreaming: args.stream,
  };
  const main: Reporter = MAKERS[outputOf(args, settings)](options);
  const beside = settings.list('CALLBACKS_ENABLED').flatMap((name) => {
    const make = BESIDE.get(name.split('.').at(-1) ?? '');
    return make === undefined ? [] : [make(options)];
  });
  const { report } = args;
  const page =
    report === undefined
      ? undefined
      : makeHtmlReporter(options, (text) => {
          savePage(report, text);
        });
  const { pause, close } = isLive(main) ? main : STILL;
  const joined = joinReporters([main, ...beside, ...(page === undefined ? [] : [page])]);
  return {
    ...joined,
    pause,
    close: () => {
      close();
      page?.close();
    },
  };
}

function isLive(reporter: Reporter): reporter is PrettyReporter {
  return 'close' in reporter && 'pause' in reporter;
}

/** What draws no picture has none to take away. */
const STILL = { pause: (): undefined => undefined, close: (): undefined => undefined };

/** Tells every event to all, in order. */
function joinReporters(reporters: readonly Reporter[]): Reporter {
  return {
    name: reporters.map(({ name }) => name).join('+'),
    on: (event) => {
      for (const reporter of reporters) reporter.on(event);
    },
  };
}
