/** `kplay PLAYBOOK…`: runs or lists playbooks and gives the exit code. */
import { existsSync, writeFileSync } from 'node:fs';
import { ProblemError } from '../base/index.ts';
import { findUnreachableTags } from '../playbook/index.ts';
import { toExitCode } from '../report/index.ts';
import { runPlaybooks, type RunEvent, type RunSummary } from '../run/index.ts';
import { cacheFolder } from './complete/cache.ts';
import type { Composition } from './compose.ts';
import { EXIT } from './exit-codes.ts';
import { listenForInterrupt } from './interrupt.ts';
import { listProject, wantsListing } from './list-project.ts';
import { createMask } from './mask.ts';
import { printProblems } from './print-problems.ts';
import { tellVerbosity, type PlayArguments } from './play-options.ts';
import { chooseReporter } from './reporter.ts';
import { writeRetryFile } from './retry-file.ts';
import type { Environment } from './settings/environment.ts';
import { loadSettings, type Settings } from './settings/settings.ts';
import { withRun } from './with-run.ts';

/** What `--stats` writes: counts and round trips by host. */
function writeStats(path: string, summary: RunSummary): void {
  const hosts = Object.fromEntries(summary.hosts);
  const roundTrips = Object.fromEntries(summary.roundTrips);
  writeFileSync(path, `${JSON.stringify({ hosts, roundTrips }, null, 2)}\n`);
}

/** Prints what is only worth a warning. @throws ProblemError when a tag is asked for that is not there */
function checkTags({ input }: Composition, env: Environment): void {
  const { playbooks, settings, project } = input;
  const problems = findUnreachableTags(playbooks, settings.tags, project);
  if (problems.some(({ isWarning }) => isWarning !== true)) throw new ProblemError(...problems);
  if (problems.length > 0) printProblems(problems, process.stderr, env);
}

/** What the user told by flags, environment and files. */
interface Told {
  readonly args: PlayArguments;
  readonly env: Environment;
  readonly settings: Settings;
}

/** Keeps names for completion, where somebody uses it: the cache is made by the first completion. */
async function keepNames(composition: Composition, { args, env, settings }: Told): Promise<void> {
  if (!existsSync(cacheFolder(env))) return;
  const { rememberNames } = await import('./complete/remember.ts');
  rememberNames(composition, args, { env, settings });
}

async function runOrList(composition: Composition, { args, env, settings }: Told): Promise<number> {
  const { input } = composition;
  if (wantsListing(args)) {
    if (args.syntaxCheck) checkTags(composition, env);
    process.stdout.write(listProject({ args, ...input }));
    return EXIT.ok;
  }
  const summary = await runPlaybooks(input);
  const retry = writeRetryFile(args.playbook.at(-1) ?? '', summary, settings);
  if (retry !== undefined) process.stderr.write(retry);
  if (args.stats !== undefined) writeStats(args.stats, summary);
  return toExitCode(summary);
}

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
  const told = { args, env, settings };
  const work = async (composition: Composition): Promise<number> => {
    await keepNames(composition, told);
    return runOrList(composition, told);
  };
  try {
    const command = { ...told, mask, interrupt, emit, beforeAsking: reporter.pause };
    return await withRun(command, work, reporter.close);
  } finally {
    interrupt.release();
  }
}
