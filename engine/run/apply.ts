/**
 * One module on one host: inspect, plan, and unless it is a check, the steps; once more when the
 * plan asks for it. The only place where plans become steps.
 */
import { Bug, type Plain } from '../base/index.ts';
import { TaskFailure, type HostReader, type Step, type StepOutcome } from '../host/index.ts';
import type {
  AnyModule,
  Change,
  ControllerReader,
  Effect,
  Plan,
  Settled,
} from '../modules/contract.ts';
import type { Session, StepListener } from './contract.ts';
import type { TaskResult } from './events.ts';
import { planInTurn, type PlanOfTurn, type Turn, type TurnRequest } from './loop-turn.ts';
import { runJob, type Finish, type JobRequest } from './jobs.ts';
import { okResult, skippedResult, toDiff } from './results.ts';

/** Everything one application of a module needs. */
export interface Application {
  readonly module: AnyModule;
  /** What the params reader gave for this module's own schema. */
  readonly params: unknown;
  readonly host: HostReader;
  readonly session: Session;
  readonly controller: ControllerReader;
  readonly listener: StepListener;
  readonly isDiffMode: boolean;
  /** `async`: the steps go on in the background. */
  readonly job?: JobRequest | undefined;
  /** For an item that may look before those before it are done. */
  readonly turn?: Turn | undefined;
}

export interface Applied {
  readonly result: TaskResult;
  readonly effects: readonly Effect[];
}

const MAX_ROUNDS = 5;

type Returns = Readonly<Record<string, Plain>>;

/** Applies a module. @throws TaskFailure, UnreachableError */
export async function applyModule(application: Application): Promise<Applied> {
  const { module, controller } = application;
  if (controller.isCheckMode && module.supportsCheckMode === false) {
    const usual = `remote module (${module.name}) does not support check mode`;
    const msg = module.checkModeMessage ?? usual;
    return { result: skippedResult(msg, { msg }), effects: [] };
  }
  const changes: Change[] = [];
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const { plan, done } = await planRound(application, round);
    if (plan.skips !== undefined) {
      return { result: skippedResult(plan.skips, { msg: plan.skips }), effects: [] };
    }
    changes.push(...plan.changes);
    const isLast = plan.then !== 'replan' || controller.isCheckMode;
    if (controller.isCheckMode && plan.onlyLooks !== true)
      return checked(application, plan, changes);
    const finish: Finish = (outcomes) => settle(application, plan, outcomes, changes);
    if (application.job !== undefined)
      return runJob(stepsOf(application, plan), application.job, finish);
    const outcomes = await runSteps(application, plan, done);
    if (isLast) return finish(outcomes);
    const failed = outcomes.find((outcome) => outcome.status === 'failed');
    if (failed !== undefined) throw toFailure(failed);
  }
  throw new Bug(`${module.name} still wants to plan again after ${MAX_ROUNDS} rounds`);
}

/** Plans; an item of a group then waits until those before it are done. */
async function planRound(
  application: Application,
  round: number,
): Promise<PlanOfTurn<Plan<Returns>>> {
  const { turn, host } = application;
  if (turn === undefined || round > 1) return { plan: await inspectAndPlan(application) };
  return planInTurn(turn, {
    plan: () => inspectAndPlan({ ...application, host: turn.watch(host) }),
    toRequest: (plan) => toRequest(application, plan),
  });
}

function toRequest(application: Application, plan: Plan<Returns>): TurnRequest {
  const { session, listener, controller } = application;
  const isNothingDone = controller.isCheckMode && plan.onlyLooks !== true;
  const steps = isNothingDone || plan.skips !== undefined ? [] : stepsOf(application, plan);
  const isMore = plan.then === 'replan' || (plan.effects ?? []).length > 0;
  return { steps, session, listener, isMore };
}

/* oxlint-disable typescript/consistent-type-assertions -- the registry holds modules with
   their types erased; that a module's functions get what its own schema and `inspect` gave is
   asserted in these two functions and nowhere else */
async function inspectAndPlan(application: Application): Promise<Plan<Returns>> {
  const { module, host, controller } = application;
  const params = application.params as never;
  const state = (await module.inspect(params, host, controller)) as never;
  return module.plan(params, state) as Plan<Returns>;
}

function settleModule(
  { module, params }: Application,
  plan: Plan<Returns>,
  outcomes: readonly StepOutcome[],
): Settled<Returns> | undefined {
  return module.settle?.(params as never, plan as Plan<never>, outcomes) as
    | Settled<Returns>
    | undefined;
}
/* oxlint-enable typescript/consistent-type-assertions */

function checked(
  application: Application,
  plan: Plan<Returns>,
  changes: readonly Change[],
): Applied {
  if (plan.certainty === 'unknown' && plan.skipReason === undefined) {
    const result = skippedResult('Command would have run if not in check mode', {
      ...plan.returns,
      msg: `Command would have run if not in check mode`,
    });
    return { result, effects: [] };
  }
  return { result: planned(application, plan, changes), effects: plan.effects ?? [] };
}

/** What changes, as the return value that some of Ansible's modules always have. */
function diffReturn(
  { module }: Application,
  returns: Returns,
  changes: readonly Change[],
): Returns {
  if (module.alwaysReturnsDiff !== true) return {};
  const path = returns['path'] ?? returns['dest'];
  const named: Returns = path === undefined ? {} : { path };
  const [part] = toDiff(changes);
  if (typeof part?.before === 'string') {
    const { before, after, beforeHeader, afterHeader } = part;
    return { diff: { before, after, before_header: beforeHeader, after_header: afterHeader } };
  }
  return { diff: { before: part?.before ?? named, after: part?.after ?? named } };
}

function planned(
  application: Application,
  plan: Plan<Returns>,
  changes: readonly Change[],
): TaskResult {
  const returns = { ...plan.returns, ...diffReturn(application, plan.returns, changes) };
  return okResult(changes.length > 0, returns, {
    diff: application.isDiffMode ? toDiff(changes) : [],
    warnings: plan.warnings ?? [],
  });
}

/** Adds the task's environment to every command; a step's own variables win. */
function withEnvironment(step: Step, environment: Readonly<Record<string, string>>): Step {
  if (step.do !== 'run' || Object.keys(environment).length === 0) return step;
  return { ...step, env: { ...environment, ...step.env } };
}

function stepsOf({ controller }: Application, plan: Plan<Returns>): readonly Step[] {
  return plan.steps.map((step) => withEnvironment(step, controller.environment));
}

async function runSteps(
  application: Application,
  plan: Plan<Returns>,
  done: readonly StepOutcome[] | undefined,
): Promise<readonly StepOutcome[]> {
  if (done !== undefined) return done;
  if (plan.steps.length === 0) return [];
  return application.session.run(stepsOf(application, plan), application.listener);
}

/** Where only running tells, running is a change. */
function isChangedBy(plan: Plan<Returns>, changes: readonly Change[]): boolean {
  return changes.length > 0 || (plan.certainty === 'unknown' && plan.steps.length > 0);
}

function settle(
  application: Application,
  plan: Plan<Returns>,
  outcomes: readonly StepOutcome[],
  changes: readonly Change[],
): Applied {
  const settled = settleModule(application, plan, outcomes);
  if (settled === undefined) {
    const failed = outcomes.find((outcome) => outcome.status === 'failed');
    if (failed !== undefined) throw toFailure(failed);
    return { result: planned(application, plan, changes), effects: plan.effects ?? [] };
  }
  const isChanged = settled.isChanged ?? isChangedBy(plan, changes);
  const returns = { ...settled.returns, ...diffReturn(application, plan.returns, changes) };
  const result = okResult(isChanged, returns, {
    diff: application.isDiffMode ? toDiff(changes.concat(settled.changes ?? [])) : [],
    warnings: [...(plan.warnings ?? []), ...(settled.warnings ?? [])],
  });
  return { result, effects: settled.effects ?? plan.effects ?? [] };
}

/** A failed step in words: what it tried, and what the host said. */
export function toFailure(outcome: StepOutcome): TaskFailure {
  const text = outcome.step.isSecret === true ? '' : outcome.stderr.trim() || outcome.stdout.trim();
  if (outcome.message !== undefined) return new TaskFailure(outcome.message, { rc: outcome.rc });
  return new TaskFailure(
    `could not ${outcome.step.title}${text === '' ? ` (exit code ${String(outcome.rc)})` : `: ${text}`}`,
    {
      rc: outcome.rc,
      stdout: outcome.step.isSecret === true ? '' : outcome.stdout,
      stderr: outcome.step.isSecret === true ? '' : outcome.stderr,
    },
  );
}
