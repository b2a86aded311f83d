/** Runs one stage of a role's test in this process, and tells what changed. */
import { delimiter, dirname, relative } from 'node:path';
import { describePlace } from '../../base/index.ts';
import { toExitCode } from '../../report/index.ts';
import { runPlaybooks, type RunEvent, type TaskInfo } from '../../run/index.ts';
import type { Composition } from '../compose.ts';
import type { Interrupt } from '../interrupt.ts';
import type { Mask } from '../mask.ts';
import type { PlayArguments } from '../play-options.ts';
import { chooseReporter } from '../reporter.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { withRun } from '../with-run.ts';
import type { FoundRole } from './find-role.ts';
import type { Stage } from './stages.ts';

/** What all stages of a test share. */
export interface TestCall {
  readonly role: FoundRole;
  readonly args: PlayArguments;
  readonly env: Environment;
  readonly mask: Mask;
  readonly interrupt: Interrupt;
}

/** How a stage ended. */
export interface StageEnd {
  readonly code: number;
  /** The tasks that changed something, with the hosts where they did; in the order they ran. */
  readonly changed: readonly string[];
  /** Hosts that were played. */
  readonly hosts: number;
}

/** Collects which tasks changed something. */
function collectChanges(): {
  readonly on: (event: RunEvent) => void;
  readonly list: () => readonly string[];
} {
  const found = new Map<string, { readonly task: TaskInfo; readonly hosts: string[] }>();
  return {
    on(event) {
      if (event.type !== 'task-done' || event.result.status !== 'changed') return;
      const entry = found.get(event.task.id) ?? { task: event.task, hosts: [] };
      entry.hosts.push(event.host);
      found.set(event.task.id, entry);
    },
    list: () =>
      [...found.values()].map(({ task, hosts }) => {
        const place = relative(process.cwd(), describePlace(task.span));
        return `${place}  ${task.title}  (${hosts.toSorted().join(', ')})`;
      }),
  };
}

/**
 * The environment of a role's test: roles beside it are found, as they are in a play beside `roles/`,
 * and Molecule's variable names its folder.
 */
function environmentOf({ env, role }: TestCall): Environment {
  const roles = [dirname(role.path), env['ANSIBLE_ROLES_PATH'] ?? ''].filter(Boolean);
  return {
    ...env,
    ANSIBLE_ROLES_PATH: roles.join(delimiter),
    MOLECULE_PROJECT_DIRECTORY: role.path,
  };
}

/** Runs a stage. What is wrong is printed, masked; only bugs are thrown. */
export async function runStage(stage: Stage, call: TestCall): Promise<StageEnd> {
  const { mask, interrupt } = call;
  const env = environmentOf(call);
  const settings = loadSettings(env);
  const args: PlayArguments = {
    ...call.args,
    playbook: [stage.playbook],
    // Of a run that must change nothing, what it changed is what one wants to see.
    diff: call.args.diff || stage.isRepeat,
  };
  const reporter = chooseReporter({ args, env, settings, mask });
  const changes = collectChanges();
  const emit = (event: RunEvent): void => {
    changes.on(event);
    reporter.on(event);
  };
  const command = {
    ...{ args, env, settings, mask, interrupt, emit, beforeAsking: reporter.pause },
    ...(stage.text === undefined ? {} : { written: new Map([[stage.playbook, stage.text]]) }),
  };
  let hosts = 0;
  const work = async ({ input }: Composition): Promise<number> => {
    const summary = await runPlaybooks(input);
    hosts = summary.hosts.size;
    return toExitCode(summary);
  };
  const code = await withRun(command, work, reporter.close);
  return { code, changed: changes.list(), hosts };
}
