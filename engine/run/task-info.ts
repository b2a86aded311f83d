/** Names tasks for people: `role : name`, with the name rendered where that is possible. */
import { ProblemError, toName, type Located } from '../base/index.ts';
import { findArg, findKeyword, type TaskNode } from '../playbook/index.ts';
import type { Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';
import type { TaskInfo } from './events.ts';

function renderName(task: TaskNode, scope: Scope, templates: Templates): string {
  try {
    if (task.name === undefined || task.name.value === '')
      return renderAction(task, scope, templates);
    return templates.toText(scope.render(task.name));
  } catch (error) {
    // A name that cannot be rendered (its variable comes later, or only on some hosts) is shown
    // as it was written, as Ansible does.
    if (error instanceof ProblemError) {
      return task.name === undefined ? task.action.written : toName(task.name.value);
    }
    throw error;
  }
}

function renderOrRaw(located: Located, scope: Scope, templates: Templates): string {
  try {
    return templates.toText(scope.render(located));
  } catch (error) {
    if (!(error instanceof ProblemError) || located.kind !== 'scalar') throw error;
    return toName(located.value);
  }
}

/** The title of a task without a name: its action, for include_role with the role's name. */
function renderAction(task: TaskNode, scope: Scope, templates: Templates): string {
  const role = task.action.kind === 'include_role' ? findArg(task, 'name') : undefined;
  if (role === undefined) return task.action.written;
  return `${task.action.written} : ${renderOrRaw(role, scope, templates)}`;
}

/** Describes a task; `scope` is that of the first host that is about to run it. */
export function describeTask(task: TaskNode, scope: Scope, templates: Templates): TaskInfo {
  const name = renderName(task, scope, templates);
  // An include of a role has a name of its own even within another role. Observed with Ansible 2.14.
  const isBare = task.role === undefined || task.action.kind === 'include_role';
  const title = isBare ? name : `${task.role.name} : ${name}`;
  const info = {
    id: task.id,
    title,
    action: task.action.written,
    span: task.span,
    isHandler: task.isHandler,
  };
  return withDelegate(info, task, scope, templates);
}

/** The task as one host, or one item of its loop, delegates it. */
export function withDelegate(
  info: TaskInfo,
  task: TaskNode,
  scope: Scope,
  templates: Templates,
): TaskInfo {
  const delegate = findKeyword(task, 'delegate_to');
  if (delegate === undefined) return info;
  try {
    return { ...info, delegate: templates.toText(scope.render(delegate)) };
  } catch (error) {
    if (error instanceof ProblemError) return info;
    throw error;
  }
}
