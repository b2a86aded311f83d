/** include_tasks and include_role: what is to be loaded, and with which variables. */
import { ProblemError, findEntry, toName, type Located } from '../base/index.ts';
import {
  fileOfInclude,
  readRoleParts,
  type RoleRequest,
  type TaskNode,
} from '../playbook/index.ts';
import type { Scope, ValueEntry } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import { toBoolean } from './keyword-values.ts';
import { okResult } from './results.ts';
import type { Performed, Visit } from './visit-contract.ts';

function localsOf(scope: Scope): ReadonlyMap<string, ValueEntry> {
  const names = ['ansible_loop_var', 'ansible_index_var', 'ansible_loop'];
  const loopVar = scope.get('ansible_loop_var');
  const indexVar = scope.get('ansible_index_var');
  const all = [...names, loopVar, indexVar].filter((name) => typeof name === 'string');
  return new Map(
    all.flatMap((name) => {
      const { result: value, isUnsafe, texts } = scope.watch(() => scope.get(name));
      return value === undefined
        ? []
        : [[name, { kind: 'value', value, isUnsafe, texts }] as const];
    }),
  );
}

/** `include: file.yml name=value`: what stands behind the file is a variable. */
function includeArgs(task: TaskNode, scope: Scope): readonly (readonly [string, ValueEntry])[] {
  if (task.action.name !== 'include') return [];
  return task.args.map.entries
    .map(({ key, value: located }) => {
      const { result: value, isUnsafe, texts } = scope.watch(() => scope.render(located));
      return [toName(key.value), { kind: 'value', value, isUnsafe, texts }] as const;
    })
    .filter(([name]) => name !== 'file');
}

/** @throws ProblemError `missing-parameter` */
export function includeTasks(visit: Visit, scope: Scope, input: RunInput): Performed {
  const { task } = visit;
  const located = fileOfInclude(task);
  if (located === undefined) {
    throw new ProblemError({
      code: 'missing-parameter',
      message: `No file specified for ${task.action.written}`,
      span: task.action.span,
    });
  }
  const file = input.store.templates.toText(scope.render(located));
  const result = okResult(false, { include: file, include_args: {} });
  const locals = new Map([...localsOf(scope), ...includeArgs(task, scope)]);
  return { result, includes: [{ kind: 'tasks', file, locals }] };
}

/** @throws ProblemError `missing-parameter` */
export function includeRole(visit: Visit, scope: Scope, input: RunInput): Performed {
  const { task } = visit;
  const render = (located: Located): string => input.store.templates.toText(scope.render(located));
  const text = (name: string): string | undefined => {
    const located = findEntry(task.args.map, name)?.value;
    return located === undefined ? undefined : render(located);
  };
  const name = text('name') ?? text('role');
  if (name === undefined) {
    throw new ProblemError({
      code: 'missing-parameter',
      message: `'name' is a required field for ${task.action.written}.`,
      span: task.action.span,
    });
  }
  const role: RoleRequest = {
    name,
    ...readRoleParts(task.args.map, render),
    isPublic: toBoolean(text('public') ?? false) === true,
    allowDuplicates: toBoolean(text('allow_duplicates') ?? true) !== false,
    isUnchecked: toBoolean(text('rolespec_validate') ?? true) === false,
  };
  const result = okResult(false, { include_variables: {}, name });
  return { result, includes: [{ kind: 'role', role, locals: localsOf(scope) }] };
}
