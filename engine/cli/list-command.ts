/**
 * `kplay PLAYBOOK… --list-tasks`, `--syntax-check` and their like: loads the project and prints what
 * is asked for. Nothing of a run is loaded for it, so that it answers at once.
 */
import { ProblemError } from '../base/index.ts';
import { findUnreachableTags } from '../playbook/index.ts';
import { keepNames } from './complete/keep.ts';
import { composeProject, type Command, type LoadedProject } from './compose-project.ts';
import { EXIT } from './exit-codes.ts';
import { makeLateReporter } from './late-reporter.ts';
import { listProject } from './list-project.ts';
import { printProblems } from './print-problems.ts';
import { reportStop } from './report-failure.ts';
import type { Environment } from './settings/environment.ts';

/** Prints what is only worth a warning. @throws ProblemError when a tag is asked for that is not there */
function checkTags({ parts, settings }: LoadedProject, env: Environment): void {
  const problems = findUnreachableTags(parts.playbooks, settings.tags, parts.opened.project);
  if (problems.some(({ isWarning }) => isWarning !== true)) throw new ProblemError(...problems);
  if (problems.length > 0) printProblems(problems, process.stderr, env);
}

/** Lists and gives the exit code. What is wrong is printed, masked; only bugs are thrown. */
export async function runListing(given: Omit<Command, 'beforeAsking' | 'emit'>): Promise<number> {
  const { args, env } = given;
  const reporter = makeLateReporter(given);
  const command: Command = {
    ...given,
    emit: (event) => {
      reporter.emit(event);
    },
  };
  try {
    const project = await composeProject(command);
    const { parts, inventory, store, settings } = project;
    const { playbooks } = parts;
    await keepNames({ playbooks, inventory }, command);
    await reporter.tell();
    if (args.syntaxCheck) checkTags(project, env);
    const { hosts } = inventory;
    process.stdout.write(listProject({ args, playbooks, hosts, store, settings }));
    return EXIT.ok;
  } catch (error) {
    await reporter.tell();
    return reportStop(error, command);
  }
}
