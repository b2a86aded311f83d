/** `kplay PLAYBOOK…` where hosts are worked on: runs the plays and writes what is asked for of them. */
import { writeFileSync } from 'node:fs';
import { toExitCode } from '../report/index.ts';
import { runPlaybooks, type RunSummary } from '../run/index.ts';
import { keepNames } from './complete/keep.ts';
import type { Command } from './compose.ts';
import { writeRetryFile } from './retry-file.ts';
import { withRun } from './with-run.ts';

/** What `--stats` writes: counts and round trips by host. */
function writeStats(path: string, summary: RunSummary): void {
  const hosts = Object.fromEntries(summary.hosts);
  const roundTrips = Object.fromEntries(summary.roundTrips);
  writeFileSync(path, `${JSON.stringify({ hosts, roundTrips }, null, 2)}\n`);
}

/**
 * Runs the playbooks and gives the exit code. What is wrong is printed, masked; only bugs are thrown.
 * @param close ends what is drawn on the terminal
 */
export async function runPlays(command: Command, close: () => void): Promise<number> {
  const { args, settings } = command;
  return withRun(
    command,
    async ({ input, inventory }) => {
      await keepNames({ playbooks: input.playbooks, inventory }, command);
      const summary = await runPlaybooks(input);
      const retry = writeRetryFile(args.playbook.at(-1) ?? '', summary, settings);
      if (retry !== undefined) process.stderr.write(retry);
      if (args.stats !== undefined) writeStats(args.stats, summary);
      return toExitCode(summary);
    },
    close,
  );
}
