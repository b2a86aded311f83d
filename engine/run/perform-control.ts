/** Does a control task (debug, set_fact, assert, pause): on the controller, without a host. */
import { locateScalar, type Located, type Value } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import type { AnyControl, ControlScope, PauseEnd, PauseRequest } from '../modules/contract.ts';
import type { Arguments } from '../schema/index.ts';
import { isUndefinedProblem, type Texts } from '../template/index.ts';
import { learnersOf, readParams, refuseAsync, type ActionCall } from './action-call.ts';
import type { RunInput } from './contract.ts';
import { allHold } from './conditions.ts';
import { applyEffect } from './effects.ts';
import type { TaskResult } from './events.ts';
import { failedResult, okResult, skippedResult } from './results.ts';
import { WholeTaskError } from './whole-task-error.ts';

/** The value of an expression; undefined where a variable in it is not defined (debug's `var`). */
function evaluateOrUndefined(expression: string, call: ActionCall): Value | undefined {
  const { visit, scope, input } = call;
  try {
    return input.store.templates.evaluate(expression, visit.task.action.span, scope.context);
  } catch (error) {
    if (isUndefinedProblem(error)) return undefined;
    throw error;
  }
}

function makeControlScope(call: ActionCall, args: Arguments): ControlScope {
  const { visit, scope, input } = call;
  const { span } = visit.task.action;
  return {
    evaluate: (expression) => evaluateOrUndefined(expression, call),
    test: (condition, isTrusted) => {
      const located = { ...locateScalar(condition, span), isUnsafe: !isTrusted };
      return WholeTaskError.guard(() => allHold([located], scope, input));
    },
    isTrusted: (name) => args.get(name)?.isUnsafe !== true,
    verbosity: input.settings.verbosity,
    isNative: input.settings.isNative,
    taskTitle: visit.info.title,
    variable: (name) => scope.get(name),
  };
}

/** Waits as a control asks for. @throws TaskFailure when the user ends the run */
async function pause(request: PauseRequest, input: RunInput): Promise<PauseEnd> {
  const startedAt = input.now();
  const answer = await input.pause(request, () => {
    for (const message of request.lines) input.emit({ type: 'note', message, verbosity: 0 });
  });
  if (answer.end === 'aborted') throw new TaskFailure('user requested abort!');
  if (answer.end === 'nobody') {
    const message = 'Not waiting for response to prompt as stdin is not interactive';
    input.emit({ type: 'warning', message });
  }
  const userInput = answer.end === 'over' ? answer.userInput : '';
  return { startedAt, endedAt: input.now(), userInput };
}

function listSealed(args: Arguments): ReadonlyMap<string, Located> {
  return new Map([...args].flatMap(([name, { sealed }]) => (sealed ? [[name, sealed]] : [])));
}

function listTexts(args: Arguments): ReadonlyMap<string, Texts> {
  return new Map([...args].flatMap(([name, { texts }]) => (texts ? [[name, texts]] : [])));
}

/** Does what a control decides. @throws ProblemError, TaskFailure */
export async function runControl(def: AnyControl, call: ActionCall): Promise<TaskResult> {
  const { visit, input } = call;
  refuseAsync(call);
  // The registry holds controls with their types erased; params come from this def's own schema.
  const { params: read, args } = readParams(def, call);
  const params = read as never; // oxlint-disable-line typescript/consistent-type-assertions -- see above
  const decision = def.decide(params, makeControlScope(call, args));
  if (decision.skipReason !== undefined) {
    const { skipReason } = decision;
    return { ...skippedResult(skipReason), returns: { skipped_reason: skipReason } };
  }
  if (decision.failure !== undefined) {
    const failed = failedResult(decision.failure, decision.returns);
    return { ...failed, isAlwaysShown: decision.isAlwaysShown === true };
  }
  const end = decision.pause && (await pause(decision.pause, input));
  let isChanged = decision.isChanged === true;
  const learners = learnersOf(visit, call.keywords);
  const sealed = listSealed(args);
  const texts = listTexts(args);
  for (const effect of decision.effects ?? []) {
    const { host, undo } = visit;
    const wasAdded = applyEffect(effect, { ...input, host, learners, sealed, texts, undo });
    if (effect.set === 'add-host' || effect.set === 'group-by') isChanged ||= wasAdded;
  }
  const settled = end === undefined ? {} : def.settle?.(params, end);
  return okResult(
    isChanged,
    { ...decision.returns, ...settled },
    {
      isAlwaysShown: decision.isAlwaysShown === true,
    },
  );
}
