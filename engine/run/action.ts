/** Does what a task's action says, once, for one item: control, module or include. */
import {
  Dict,
  Float,
  ProblemError,
  findEntry,
  isList,
  locateScalar,
  toName,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import type { AnyControl, AnyModule, ControlScope, ControllerReader } from '../modules/contract.ts';
import {
  collectKeyword,
  findArg,
  unknownModule,
  type RoleRequest,
  type TaskNode,
} from '../playbook/index.ts';
import type { Arguments } from '../schema/index.ts';
import type { Scope } from '../vars/index.ts';
import { applyModule } from './apply.ts';
import { renderArgs } from './args.ts';
import type { RunInput, Session } from './contract.ts';
import { applyEffect } from './effects.ts';
import type { TaskResult } from './events.ts';
import { jobStatus, type JobRequest } from './jobs.ts';
import { toBoolean, type KeywordReader } from './keyword-values.ts';
import { failedResult, okResult, skippedResult } from './results.ts';
import type { Performed, Visit } from './visit-contract.ts';
import { openFor, openSession } from './open-session.ts';
import { loadVarsFiles } from './include-vars.ts';

/** Performs the action of a visit. @throws ProblemError, TaskFailure, UnreachableError */
export async function performAction(
  visit: Visit,
  scope: Scope,
  keywords: KeywordReader,
  input: RunInput,
): Promise<Performed> {
  const { action } = visit.task;
  switch (action.kind) {
    case 'templated':
      return performAction(withAction(visit, scope, input), scope, keywords, input);
    case 'include_tasks':
      return includeTasks(visit, scope, input);
    case 'include_role':
      return includeRole(visit, scope, input);
    case 'include_vars':
      return { result: loadVarsFiles(visit, scope, input), includes: [] };
    case 'async_status':
      return { result: await readStatus({ visit, scope, input, keywords }), includes: [] };
    case 'meta':
      return { result: okResult(false, {}), includes: [] };
    case 'module':
    case 'control': {
      const loaded = await input.actions.load(action.name);
      const result =
        loaded.kind === 'control'
          ? runControl(loaded.def, { visit, scope, input, keywords })
          : await runModule(loaded.def, { visit, scope, input, keywords });
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

interface ActionCall {
  readonly visit: Visit;
  readonly scope: Scope;
  readonly input: RunInput;
  readonly keywords: KeywordReader;
}

/** The hosts whose variables an action sets. */
function learnersOf(visit: Visit, keywords: KeywordReader): readonly string[] {
  const isDelegated = keywords.boolean('delegate_facts') === true;
  return isDelegated ? [delegateOf(visit, keywords)] : visit.sharers;
}

function readParams(def: AnyControl | AnyModule, call: ActionCall): unknown {
  const { visit, scope, input } = call;
  const args = renderArgs(visit.task, scope, def.freeForm);
  const stray = args.get('_raw_params')?.value;
  if (stray !== undefined && def.params.properties['_raw_params'] === undefined) {
    throw new TaskFailure(`invalid or malformed argument: '${toName(stray)}'`);
  }
  hideSecrets(def, args, input);
  return input.params.read({ name: def.name, params: def.params }, args, visit.task.action.span);
}

/** Registers the values of secret parameters before anything could print them. */
function hideSecrets(def: AnyControl | AnyModule, args: Arguments, input: RunInput): void {
  for (const [name, schema] of Object.entries(def.params.properties)) {
    if (schema['x-secret'] !== true) continue;
    for (const word of [name, ...(schema['x-aliases'] ?? [])]) {
      const value = args.get(word)?.value;
      if (typeof value === 'string') input.hide(value);
    }
  }
}

/** The value of an expression; undefined where a variable in it is not defined (debug's `var`). */
function evaluateOrUndefined(expression: string, call: ActionCall): Value | undefined {
  const { visit, scope, input } = call;
  try {
    return input.store.templates.evaluate(expression, visit.task.action.span, scope.context);
  } catch (error) {
    const isUndefined =
      error instanceof ProblemError && error.problems[0]?.code === 'undefined-variable';
    if (isUndefined) return undefined;
    throw error;
  }
}

function runControl(def: AnyControl, call: ActionCall): TaskResult {
  const { visit, scope, input } = call;
  const { templates } = input.store;
  const controlScope: ControlScope = {
    evaluate: (expression) => evaluateOrUndefined(expression, call),
    test: (condition) =>
      templates.test(
        {
          kind: 'scalar',
          value: condition,
          raw: condition,
          span: visit.task.action.span,
          isUnsafe: false,
          isSecret: false,
        },
        scope.context,
      ),
    verbosity: input.settings.verbosity,
    isNative: input.settings.isNative,
    variable: (name) => scope.get(name),
  };
  // The registry holds controls with their types erased; params come from this def's own schema.
  const params = readParams(def, call) as never; // eslint-disable-line @typescript-eslint/consistent-type-assertions -- see above
  const decision = def.decide(params, controlScope);
  if (decision.skipReason !== undefined) {
    const { skipReason } = decision;
    return { ...skippedResult(skipReason), returns: { skipped_reason: skipReason } };
  }
  if (decision.failure !== undefined) {
    const failed = failedResult(decision.failure, decision.returns);
    return { ...failed, isAlwaysShown: decision.isAlwaysShown === true };
  }
  let isChanged = decision.isChanged === true;
  const learners = learnersOf(visit, call.keywords);
  for (const effect of decision.effects ?? []) {
    const wasAdded = applyEffect(effect, { ...input, host: visit.host, learners });
    if (effect.set === 'add-host' || effect.set === 'group-by') isChanged ||= wasAdded;
  }
  return okResult(isChanged, decision.returns, {
    isAlwaysShown: decision.isAlwaysShown === true,
  });
}

/** The host an action is for: itself, or the one it is delegated to. */
function delegateOf(visit: Visit, keywords: KeywordReader): string {
  const name = keywords.text('delegate_to');
  return name === undefined || name === '' ? visit.host : name;
}

/** `environment`, outermost first, later ones win; all values become text. */
function environmentOf(visit: Visit, scope: Scope, input: RunInput): Record<string, string> {
  const environment: Record<string, string> = {};
  const add = (name: string, value: Value): void => {
    if (value !== scope.get('omit')) environment[name] = input.store.templates.toText(value);
  };
  for (const located of collectKeyword(visit.task, 'environment')) {
    for (const item of located.kind === 'list' ? located.items : [located]) {
      if (item.kind === 'map') addEntries(item, { visit, scope, add });
      else for (const [name, value] of entriesOf(scope.render(item))) add(name, value);
    }
  }
  return environment;
}

/** The mappings in a value that may be one or a list of them. */
function entriesOf(value: Value): readonly (readonly [string, Value])[] {
  if (isList(value)) return value.flatMap(entriesOf);
  return value instanceof Dict ? [...value].map(([name, one]) => [toName(name), one] as const) : [];
}

interface EnvironmentParts {
  readonly visit: Visit;
  readonly scope: Scope;
  readonly add: (name: string, value: Value) => void;
}

function addEntries(map: LocatedMap, { visit, scope, add }: EnvironmentParts): void {
  for (const { key, value } of map.entries) {
    try {
      add(toName(scope.render(key)), scope.render(value));
    } catch (error) {
      // The task that gathers `ansible_env` cannot know it yet: Ansible leaves such a line out.
      const isGathering = visit.task.action.name === 'setup';
      if (isGathering && error instanceof ProblemError && error.message.includes('env')) continue;
      throw error;
    }
  }
}

async function runModule(def: AnyModule, call: ActionCall): Promise<TaskResult> {
  const { visit, input, keywords } = call;
  const params = readParams(def, call);
  const delegate = delegateOf(visit, keywords);
  const controller = makeController(call);
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
    listener: {
      onOutput: (stream, text) => {
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
    : okResult(false, { elapsed: new Float(elapsedSeconds) });
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
  const pollSeconds = keywords.number('poll') ?? DEFAULT_POLL_SECONDS;
  return { seconds, pollSeconds, host: visit.host, session, input };
}

const DEFAULT_POLL_SECONDS = 15;

/** `async_status`. */
async function readStatus(call: ActionCall): Promise<TaskResult> {
  const { visit, scope, input, keywords } = call;
  const args = renderArgs(visit.task, scope, undefined);
  const text = (name: string): string => toName(args.get(name)?.value ?? '');
  const jobId = text('jid');
  if (jobId === '') throw new TaskFailure('missing required arguments: jid');
  const session = await openSession({ ...call, delegate: delegateOf(visit, keywords) });
  const applied = await jobStatus(jobId, text('mode'), session, input);
  const target = { ...input, host: visit.host, learners: learnersOf(visit, keywords) };
  for (const effect of applied.effects) applyEffect(effect, target);
  return applied.result;
}

function makeController({ visit, scope, input, keywords }: ActionCall): ControllerReader {
  return input.controllerFor({
    host: visit.host,
    scope,
    folders: foldersOf(scope),
    isCheckMode: keywords.boolean('check_mode') ?? input.settings.isCheckMode,
    isDiffMode: keywords.boolean('diff') ?? input.settings.isDiffMode,
    environment: environmentOf(visit, scope, input),
  });
}

function foldersOf(scope: Scope): readonly string[] {
  const path = scope.get('ansible_search_path') ?? null;
  return isList(path) ? path.map(toName) : [];
}

function localsOf(scope: Scope): ReadonlyMap<string, Value> {
  const names = ['ansible_loop_var', 'ansible_index_var', 'ansible_loop'];
  const loopVar = scope.get('ansible_loop_var');
  const indexVar = scope.get('ansible_index_var');
  const all = [...names, loopVar, indexVar].filter((name) => typeof name === 'string');
  return new Map(
    all.flatMap((name) => {
      const value = scope.get(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** `include: file.yml name=value`: what stands behind the file is a variable. */
function includeArgs(task: TaskNode, scope: Scope): readonly (readonly [string, Value])[] {
  if (task.action.name !== 'include') return [];
  return task.args.map.entries
    .map(({ key, value }) => [toName(key.value), scope.render(value)] as const)
    .filter(([name]) => name !== 'file');
}

function includeTasks(visit: Visit, scope: Scope, input: RunInput): Performed {
  const { task } = visit;
  const located = task.args.freeForm ?? findArg(task, 'file') ?? findArg(task, '_raw_params');
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

function includeRole(visit: Visit, scope: Scope, input: RunInput): Performed {
  const { task } = visit;
  const text = (name: string): string | undefined => {
    const located = findEntry(task.args.map, name)?.value;
    return located === undefined ? undefined : input.store.templates.toText(scope.render(located));
  };
  const part = (name: string): string => (text(name) ?? 'main').replace(/\.(ya?ml|json)$/, '');
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
    tasksFrom: part('tasks_from'),
    varsFrom: part('vars_from'),
    defaultsFrom: part('defaults_from'),
    handlersFrom: part('handlers_from'),
    isPublic: toBoolean(text('public') ?? false) === true,
    allowDuplicates: toBoolean(text('allow_duplicates') ?? true) !== false,
    isUnchecked: toBoolean(text('rolespec_validate') ?? true) === false,
  };
  const result = okResult(false, { include_variables: {}, name });
  return { result, includes: [{ kind: 'role', role, locals: localsOf(scope) }] };
}
