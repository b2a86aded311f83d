/** Runs a playbook in this process, as the command line would, and gives what it printed. */
import { readPlayWords } from '../../engine/cli/command-line.ts';
import { composeRun, type Composition } from '../../engine/cli/compose.ts';
import { listenForInterrupt } from '../../engine/cli/interrupt.ts';
import { listProject } from '../../engine/cli/list-project.ts';
import { wantsListing } from '../../engine/cli/play-options.ts';
import { createMask } from '../../engine/cli/mask.ts';
import { readOptions } from '../../engine/cli/options/read.ts';
import { loadSettings } from '../../engine/cli/settings/settings.ts';
import { readPlayArguments, type PlayArguments } from '../../engine/cli/play-options.ts';
import { makeTextReporter, toExitCode } from '../../engine/report/index.ts';
import { runPlaybooks, type RunEvent, type RunSummary } from '../../engine/run/index.ts';

export interface SampleRun {
  readonly text: string;
  readonly code: number;
  readonly summary: RunSummary;
  readonly events: readonly RunEvent[];
}

/** Reads flags as the command line does. @param words without the playbook */
export async function readSampleWords(words: readonly string[]): Promise<PlayArguments> {
  return readPlayArguments(await readPlayWords(words));
}

/** A listing runs nothing. */
const NOTHING_RAN: RunSummary = {
  hosts: new Map(),
  roundTrips: new Map(),
  customStats: { ofRun: undefined, ofHosts: new Map() },
  outcome: 'ok',
};

async function runOrList(
  { input }: Composition,
  args: PlayArguments,
): Promise<RunSummary | string> {
  return wantsListing(args) ? listProject({ args, ...input }) : runPlaybooks(input);
}

/**
 * Runs playbooks, or lists what a flag asks for.
 * @param options what differs from no flags at all
 * @param config a file of settings, which are Ansible's otherwise
 * @throws ProblemError when the project is wrong
 */
export async function runSample(
  playbook: string,
  options: Partial<PlayArguments> = {},
  config = '/dev/null',
): Promise<SampleRun> {
  const args = { ...readPlayArguments(readOptions({}, '_')), ...options, playbook: [playbook] };
  const mask = createMask();
  let text = '';
  const reporter = makeTextReporter({
    write: (chunk) => {
      text += chunk;
    },
    writeError: () => undefined,
    isTty: false,
    columns: 80,
    colors: false,
    verbosity: args.verbose,
    // A task may turn diffs on for itself; a result only carries one where they are on.
    showDiff: true,
    mask: (chunk) => mask.mask(chunk),
    now: () => 0,
    showPlaces: false,
    showCustomStats: true,
  });
  const events: RunEvent[] = [];
  const interrupt = listenForInterrupt();
  const emit = (event: RunEvent): void => {
    events.push(event);
    reporter.on(event);
  };
  const composition = await composeRun({
    args,
    env: {},
    settings: loadSettings({ ANSIBLE_CONFIG: config }),
    mask,
    interrupt,
    emit,
  });
  try {
    const result = await runOrList(composition, args);
    if (typeof result === 'string') return { text: result, code: 0, summary: NOTHING_RAN, events };
    return { text, code: toExitCode(result), summary: result, events };
  } finally {
    await composition.close();
    interrupt.release();
  }
}
