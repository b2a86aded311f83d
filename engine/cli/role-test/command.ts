/**
 * `kplay test ROLE`: boots throwaway hosts, runs the role on them, runs it again (which must change
 * nothing), runs its `verify.yml`, and takes the hosts away.
 */
import { inventoryFile, LabError, type Lab } from '../../lab/index.ts';
import { EXIT } from '../exit-codes.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { describeLabError, isLabPossible, tellLab } from '../lab-words.ts';
import { createMask } from '../mask.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import { readPlayArguments, tellVerbosity } from '../play-options.ts';
import { rolesPath } from '../run-settings.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { findTestedRole, isRole } from './find-role.ts';
import { MOST_HOSTS, withRoleLab } from './lab.ts';
import { runStage, type StageEnd, type TestCall } from './run-stage.ts';
import { planStages, type Stage } from './stages.ts';

function say(text: string): void {
  process.stderr.write(`test: ${text}\n`);
}

/** What is wrong with a stage that went well by itself, in words; undefined when nothing is. */
function findFault(stage: Stage, { changed, hosts }: StageEnd): string | undefined {
  if (hosts === 0) return 'no host of the lab was played: `hosts: all` plays all of them';
  if (!stage.isRepeat || changed.length === 0) return undefined;
  const count = changed.length === 1 ? '1 task' : `${String(changed.length)} tasks`;
  const lines = changed.map((line) => `\n  ${line}`);
  return `the second run changed something, in ${count}:${lines.join('')}`;
}

/** Runs the stages until one of them fails. @returns the exit code */
async function runStages(call: TestCall): Promise<number> {
  const stages = planStages(call.role);
  for (const stage of stages) {
    // A lab takes seconds to boot, in which somebody may have thought better of it.
    if (call.interrupt.signal.aborted) return EXIT.interrupted;
    say(stage.title);
    const end = await runStage(stage, call);
    const fault = end.code === EXIT.ok ? findFault(stage, end) : undefined;
    if (fault !== undefined) say(call.mask.mask(fault));
    if (end.code !== EXIT.ok) say(`failed: ${stage.title}`);
    if (end.code !== EXIT.ok || fault !== undefined) return end.code || EXIT.failedHosts;
  }
  const isVerified = stages.some(({ title }) => title.startsWith('verify'));
  const verified = isVerified ? ', and is verified' : '; it has no verify.yml';
  say(`${call.role.name} runs, changes nothing when it runs again${verified}`);
  return EXIT.ok;
}

function readRole(words: readonly string[]): string {
  const [word, ...more] = words;
  if (more.length > 0) throw new UsageError('name one role');
  if (word !== undefined) return word;
  if (isRole('.')) return '.';
  throw new UsageError('name a role, or go to its folder');
}

function readHosts(options: ParsedOptions): number {
  const hosts = options.number('hosts') ?? 1;
  if (Number.isInteger(hosts) && hosts >= 1 && hosts <= MOST_HOSTS) return hosts;
  throw new UsageError(`--hosts is a number from 1 to ${String(MOST_HOSTS)}`);
}

/** How a lab that stays is entered and taken away. */
function tellKept({ name, hosts }: Lab): void {
  const host = hosts[0]?.name ?? '';
  say(
    `the lab stays:\n  kplay lab ssh ${host} --lab ${name}\n  kplay PLAYBOOK.yml -i ${inventoryFile(name)}\n  kplay lab down --lab ${name}`,
  );
}

/** Runs the command. @throws UsageError, ProblemError `test-refused` */
export async function runTestCommand(options: ParsedOptions, env: Environment): Promise<number> {
  const settings = loadSettings(env);
  const role = findTestedRole(readRole(options.words), ['roles', ...rolesPath(settings)]);
  const given = tellVerbosity(readPlayArguments(options), settings);
  const [hosts, isKept] = [readHosts(options), options.flag('keep')];
  if (!(await isLabPossible())) return EXIT.error;
  // Two tests at once have two labs.
  const name = `test-${String(process.pid)}`;
  const interrupt = listenForInterrupt();
  try {
    return await withRoleLab({ name, hosts, isKept, tell: tellLab }, async (lab) => {
      const args = { ...given, inventory: [inventoryFile(name)] };
      const code = await runStages({ role, args, env, mask: createMask(), interrupt });
      if (isKept) tellKept(lab);
      return code;
    });
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.stderr.write(describeLabError(error));
    return interrupt.signal.aborted ? EXIT.interrupted : EXIT.error;
  } finally {
    interrupt.release();
  }
}
