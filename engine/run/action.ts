/** Does what a task's action says, once, for one item: hands it to the room of its kind. */
import { ProblemError, locateScalar } from '../base/index.ts';
import { foreignModule, unknownModule } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import type { ActionCall } from './action-call.ts';
import type { RunInput } from './contract.ts';
import { loadVarsFiles } from './include-vars.ts';
import { runControl } from './perform-control.ts';
import { includeRole, includeTasks } from './perform-include.ts';
import { readStatus, runModule } from './perform-module.ts';
import { okResult } from './results.ts';
import type { Performed, Visit } from './visit-contract.ts';

/** Performs the action of a visit. @throws ProblemError, TaskFailure, UnreachableError */
export async function performAction(call: ActionCall): Promise<Performed> {
  const { visit, scope, input } = call;
  const { action } = visit.task;
  switch (action.kind) {
    case 'templated':
      return performAction({ ...call, visit: withAction(visit, scope, input) });
    case 'include_tasks':
      return includeTasks(visit, scope, input);
    case 'include_role':
      return includeRole(visit, scope, input);
    case 'include_vars':
      return { result: loadVarsFiles(visit, scope, input), includes: [] };
    case 'async_status':
      return { result: await readStatus(call), includes: [] };
    case 'foreign':
      throw new ProblemError(foreignModule(action.written, action.span, false));
    case 'meta':
      return { result: okResult(false, {}), includes: [] };
    case 'module':
    case 'control': {
      const loaded = await input.actions.load(action.name);
      const result =
        loaded.kind === 'control'
          ? await runControl(loaded.def, call)
          : await runModule(loaded.def, call);
      return { result, includes: [] };
    }
  }
}

/** The visit with the module that a templated `action` names. @throws ProblemError */
function withAction(visit: Visit, scope: Scope, input: RunInput): Visit {
  const { task } = visit;
  const name = input.store.templates.toText(
    scope.render(locateScalar(task.action.name, task.action.span)),
  );
  const resolved = input.project.resolveAction(name);
  if (resolved === undefined) {
    throw new ProblemError(unknownModule(name, task.action.span, input.project.actionNames));
  }
  return { ...visit, task: { ...task, action: { ...task.action, written: name, ...resolved } } };
}
