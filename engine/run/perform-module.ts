/** Does a task of a module: opens the host's session, plans, applies; or asks for a background job. */
import { ProblemError, isList, toName, type Plain } from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import type { AnyModule, ControllerReader } from '../modules/contract.ts';
import type { Scope } from '../vars/index.ts';
import { delegateOf, learnersOf, readParams, refuseAsync, type ActionCall } from './action-call.ts';
import { applyModule } from './apply.ts';
import { resolveTarget } from './connection.ts';
import type { Session } from './contract.ts';
import { applyEffect } from './effects.ts';
import { environmentOf } from './environment.ts';
import type { TaskResult } from './events.ts';
import { describeInvocation } from './invocation.ts';
import { jobStatus, type JobRequest } from './jobs.ts';
import { openFor, openSession } from './open-session.ts';
import { okResult } from './results.ts';

/** @throws ProblemError, TaskFailure, UnreachableError */
export async function runModule(def: AnyModule, call: ActionCall): Promise<TaskResult> {
  if (def.supportsAsync === false) refuseAsync(call);
  const { visit, input, keywords } = call;
  call.called.describe = () => recall(def, call);
  const { params } = readParams(def, call);
  const delegation = def.spansBoth === true ? delegationOf(call) : 'none';
  const controller = makeController(call, delegation);
  const delegate = delegation === 'controller' ? visit.host : delegateOf(visit, keywords);
  const isHidden = keywords.boolean('no_log') === true;
  const { session, elapsedSeconds } = await openFor(def, params, { ...call, delegate, controller });
  const memory = input.store.memoryOf(delegate);
  const host: HostReader = {
    ask: (probe) => session.ask(probe),
    knownFacts: Object.fromEntries(
      [...memory.facts].map(([name, fact]) => [name.replace(/^ansible_/, ''), fact]),
    ),
  };
  const applied = await applyModule({
    module: def,
    params,
    host,
    session,
    controller,
    isDiffMode: controller.isDiffMode,
    job: jobOf(call, session, controller.isCheckMode),
    turn: visit.turn,
    listener: {
      onOutput: (stream, text) => {
        if (isHidden) return;
        input.emit({ type: 'output', host: visit.host, task: visit.info, stream, text });
      },
      onProgress: (title, done, total) => {
        input.emit({ type: 'progress', host: visit.host, title, done, total });
      },
    },
  });
  const target = { ...input, host: visit.host, learners: learnersOf(visit, keywords) };
  for (const effect of applied.effects) applyEffect(effect, target);
  return elapsedSeconds === undefined
    ? applied.result
    : okResult(false, { elapsed: elapsedSeconds });
}

/** What the module was given, also where it was wrong. */
function recall(def: AnyModule, { visit, scope, input, readArgs }: ActionCall): Plain {
  const args = readArgs(visit.task, scope, def);
  try {
    const schema = { name: def.name, params: def.params };
    return describeInvocation(def, args, input.params.read(schema, args, visit.task.action.span));
  } catch (error) {
    if (error instanceof ProblemError) return describeInvocation(def, args, undefined);
    throw error;
  }
}

/** What `async` and `poll` say. @throws TaskFailure in check mode */
function jobOf(
  { visit, input, keywords }: ActionCall,
  session: Session,
  isCheckMode: boolean,
): JobRequest | undefined {
  const seconds = keywords.number('async') ?? 0;
  if (seconds <= 0) return undefined;
  if (isCheckMode) {
    throw new TaskFailure('check mode and async cannot be used on same task.');
  }
  const pollSeconds = keywords.number('poll') ?? 0;
  return { seconds, pollSeconds, host: visit.host, session, input };
}

/** `async_status`: how a job in the background is doing. @throws TaskFailure */
export async function readStatus(call: ActionCall): Promise<TaskResult> {
  const { visit, scope, input, keywords } = call;
  const args = call.readArgs(visit.task, scope);
  const text = (name: string): string => toName(args.get(name)?.value ?? '');
  const jobId = text('jid');
  if (jobId === '') throw new TaskFailure('missing required arguments: jid');
  const session = await openSession({ ...call, delegate: delegateOf(visit, keywords) });
  const applied = await jobStatus(jobId, text('mode'), session, input);
  const target = { ...input, host: visit.host, learners: learnersOf(visit, keywords) };
  for (const effect of applied.effects) applyEffect(effect, target);
  return applied.result;
}

function delegationOf({ visit, input, keywords }: ActionCall): ControllerReader['delegation'] {
  if ((keywords.text('delegate_to') ?? '') === '') return 'none';
  const delegate = delegateOf(visit, keywords);
  if (delegate === visit.host) return 'itself';
  const { connection } = input.settings;
  const target = resolveTarget(delegate, visit.scopeFor(delegate), keywords, connection);
  return target.connection === 'local' ? 'controller' : 'other';
}

function makeController(
  { visit, scope, input, keywords }: ActionCall,
  delegation: ControllerReader['delegation'],
): ControllerReader {
  return input.controllerFor({
    host: visit.host,
    scope,
    folders: foldersOf(scope),
    isCheckMode: keywords.boolean('check_mode') === true,
    isDiffMode: keywords.boolean('diff') ?? input.settings.isDiffMode,
    delegation,
    environment: environmentOf(visit, scope, input),
  });
}

function foldersOf(scope: Scope): readonly string[] {
  const path = scope.get('ansible_search_path') ?? null;
  return isList(path) ? path.map(toName) : [];
}
