/** What only a run defines, and what must not be shown: read from the tasks of a project. */
import { ProblemList, toName } from '../../base/index.ts';
import {
  findKeyword,
  KEYWORDS,
  sectionsOf,
  tasksIn,
  type PlayNode,
  type TaskNode,
} from '../../playbook/index.ts';
import type { RunInput } from '../../run/index.ts';
import { PRECEDENCE } from '../../vars/index.ts';
import { makeActions } from '../actions.ts';
import { Findings, type VariableDefinition } from '../check/findings.ts';
import { walkPlaybook } from '../check/walk-tasks.ts';

/** Definitions that are there from the start: the scope has them. */
const FROM_START: ReadonlySet<string> = new Set([
  ...['play vars', 'vars_files', 'role defaults', 'role vars', 'extra vars', 'argument specs'],
]);

/** Definitions by tasks: `set_fact`, `register`, `vars` of a task, …; what beats the others first. */
export function findLater({ playbooks, project, store }: RunInput): readonly VariableDefinition[] {
  const findings = new Findings();
  const builtin = makeActions();
  const tools = {
    ...{ findings, templates: store.templates, files: project.files, rolesPath: project.rolesPath },
    isBuiltin: (name: string) => KEYWORDS.has(name) || builtin.resolve(name) !== undefined,
    done: new Set<string>(),
    problems: new ProblemList(),
  };
  for (const { path } of playbooks) walkPlaybook(path, { tools });
  const later = findings.definitions.filter(({ by }) => !FROM_START.has(by));
  return later.toSorted((one, other) => rankOf(other) - rankOf(one));
}

/** Where the table of precedence has what the walk names; what it does not know stays above. */
function rankOf({ by }: VariableDefinition): number {
  const layers: readonly string[] = PRECEDENCE;
  const layer = layers.findIndex((name) => name.split(' or ').includes(by));
  return layer === -1 ? layers.length : layer;
}

function tasksOf(play: PlayNode): readonly TaskNode[] {
  return tasksIn([...sectionsOf(play), ...play.handlers]);
}

/** A task that says `no_log`, or might once its template is rendered. */
function isSilent(task: TaskNode): boolean {
  const keyword = findKeyword(task, 'no_log');
  if (keyword?.kind !== 'scalar') return false;
  return !['false', 'no', 'off', '0'].includes(toName(keyword.value).toLowerCase());
}

/** Variables that tasks with `no_log` are given, and what those results are kept in. */
export function findHidden({ playbooks, store }: RunInput): ReadonlySet<string> {
  const tasks = playbooks
    .flatMap((playbook) => playbook.plays)
    .flatMap(tasksOf)
    .filter(isSilent);
  return new Set(
    tasks.flatMap((task) => {
      const register = task.keywords.get('register');
      const kept = register?.kind === 'scalar' ? [toName(register.value)] : [];
      const { map, freeForm, template } = task.args;
      const given = [map, freeForm, template].flatMap((one) => one ?? []);
      return [...given.flatMap((one) => [...store.templates.namesIn(one)]), ...kept];
    }),
  );
}
