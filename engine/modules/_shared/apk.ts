/** What the apk module does, and what it says of it. */
import type { Step, StepOutcome } from '../../host/index.ts';
import { joinSh, sh } from '../../shell/index.ts';
import type { Plan, Settled } from '../contract.ts';
import {
  APK,
  failureOf,
  isRemoval,
  readPackages,
  toOptions,
  type ApkParams,
  type ApkState,
  type Call,
} from './apk-inspect.ts';
import { failOnFailedStep } from './outcome.ts';
import { callTool } from './tool.ts';

/** What comes back. */
export interface ApkReturns {
  readonly msg: string;
  readonly packages?: readonly string[];
  readonly stdout?: string;
  readonly stderr?: string;
}

function successOf(params: ApkParams, { names }: Call): string {
  if (params.upgrade) return 'upgraded packages';
  return `${isRemoval(params) ? 'removed' : 'installed'} ${names.join(' ')} package(s)`;
}

/** An upgrade that found nothing to do begins with what there is. */
function isIdle(params: ApkParams, stdout: string): boolean {
  return params.upgrade && stdout.startsWith('OK');
}

function idleMessage(params: ApkParams): string {
  if (params.upgrade) return 'packages already upgraded';
  return isRemoval(params) ? 'package(s) already removed' : 'package(s) already installed';
}

const UPDATE = 'apk update';

function toStep(params: ApkParams, { words, names }: Call): Step {
  const work = sh`apk ${toOptions(params)} ${words}`;
  // What another package needs stays, and apk does not call that an error.
  const check = sh`set -- ${names}
for n do ! apk -v info --installed "$n" >/dev/null 2>&1 || exit 1; done`;
  const script = words[0] === 'del' ? joinSh([sh`${work} || exit`, check]) : work;
  return callTool(APK, `apk ${words.join(' ')}`, script);
}

/** What is known of the output before: all in check mode, nothing else. */
function toSeen(stdout: string | undefined): Partial<ApkReturns> {
  return stdout === undefined ? {} : { packages: readPackages(stdout), stdout, stderr: '' };
}

function toChanges(params: ApkParams, { names }: Call): Plan<ApkReturns>['changes'] {
  if (params.upgrade) return [{ what: 'packages', before: null, after: 'upgraded' }];
  const [before, after] = isRemoval(params) ? ['installed', null] : [null, params.state];
  return names.map((name) => ({ what: `package ${name}`, before, after }));
}

function planWork(params: ApkParams, { call, foreseen }: ApkState): Plan<ApkReturns> {
  if (call === undefined) return { changes: [], steps: [], returns: { msg: idleMessage(params) } };
  const seen = toSeen(foreseen);
  if (isIdle(params, foreseen ?? '')) {
    return { changes: [], steps: [], returns: { msg: idleMessage(params), ...seen } };
  }
  return {
    changes: toChanges(params, call),
    steps: [toStep(params, call)],
    returns: { msg: successOf(params, call), ...seen },
    ...(params.upgrade && foreseen === undefined ? { certainty: 'unknown' } : {}),
  };
}

/** Plans: the index first, where that is wished. */
export function planApk(params: ApkParams, state: ApkState): Plan<ApkReturns> {
  const update = callTool(APK, UPDATE, sh`apk ${toOptions(params)} update`);
  if (params.update_cache && (params.name ?? []).length === 0 && !params.upgrade) {
    const index = { what: 'package index', before: 'old', after: 'refreshed' };
    return { changes: [index], steps: [update], returns: { msg: 'updated repository indexes' } };
  }
  const plan = planWork(params, state);
  if (!params.update_cache) return plan;
  return { ...plan, steps: [{ ...update, housekeeping: true }, ...plan.steps] };
}

function describeFailure(params: ApkParams, { step }: StepOutcome): string {
  if (step.title === UPDATE) return 'could not update package db';
  // The title is the call, with the names behind its options.
  const words = step.title.split(' ').slice(2);
  return failureOf(params, { names: words.filter((word) => !word.startsWith('--')) });
}

/** Reads what apk did. @throws TaskFailure when it could not */
export function settleApk(
  params: ApkParams,
  plan: Plan<ApkReturns>,
  outcomes: readonly StepOutcome[],
): Settled<ApkReturns> {
  const failed = outcomes.find(({ status }) => status === 'failed');
  const more =
    failed === undefined || failed.step.title === UPDATE
      ? {}
      : { packages: [...readPackages(failed.stdout)] };
  failOnFailedStep(outcomes, (outcome) => describeFailure(params, outcome), more);
  const work = outcomes.find(({ step }) => step.housekeeping !== true);
  if (work === undefined) return { returns: plan.returns };
  const { stdout, stderr } = work;
  if (work.step.title === UPDATE) return { returns: { ...plan.returns, stdout, stderr } };
  const isChanged = !isIdle(params, stdout);
  const msg = isChanged ? plan.returns.msg : idleMessage(params);
  return { returns: { msg, packages: readPackages(stdout), stdout, stderr }, isChanged };
}
