/** Runs a playbook in this process, as the command line would, and gives what it printed. */
import { composeRun } from '../../engine/cli/compose.ts';
import { listenForInterrupt } from '../../engine/cli/interrupt.ts';
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

/**
 * Runs playbooks.
 * @param options what differs from no flags at all
 * @throws ProblemError when the project is wrong
 */
export async function runSample(
  playbook: string,
  options: Partial<PlayArguments> = {},
): Promise<SampleRun> {
  const args = { ...readPlayArguments(readOptions({ _: [playbook] }, '_')), ...options };
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
    settings: loadSettings({ ANSIBLE_CONFIG: '/dev/null' }),
    mask,
    interrupt,
    emit,
  });
  try {
    const summary = await runPlaybooks(composition.input);
    return { text, code: toExitCode(summary), summary, events };
  } finally {
    await composition.close();
    interrupt.release();
  }
}
