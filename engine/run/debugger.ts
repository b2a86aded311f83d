/**
 * The debugger: stops behind a task, lets the user look at variables and change arguments, and does
 * the task again. Commands, prompt and when it stops are those of ansible-core 2.14; expressions are
 * those of templates.
 */
import {
  Dict,
  ProblemError,
  findEntry,
  isList,
  locateFinal,
  locateScalar,
  toName,
  toRawValue,
  type Located,
  type Value,
} from '../base/index.ts';
import type { TaskNode } from '../playbook/index.ts';
import { pyRepr, type Names } from '../template/index.ts';
import { valueLayer, type Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { isAsked, keywordReader } from './keyword-values.ts';
import { toRegistered } from './results.ts';
import { labelOf } from './stepper.ts';
import type { Performed, Visit } from './visit-contract.ts';

/** The user left the debugger with `quit`: the run ends at once. */
export class UserQuit extends Error {
  override readonly name = 'UserQuit';
}

/**
 * Says whether the debugger stops here.
 * @param isOn the strategy or a setting turns it on for every failure
 */
export function wantsDebugger(
  visit: Visit,
  result: TaskResult,
  { input, isOn }: { readonly input: RunInput; readonly isOn: boolean },
): boolean {
  const keywords = keywordReader(visit.task, visit.scope, input);
  const wish = keywords.text('debugger');
  if (wish === undefined && !isOn) return false;
  if (wish === 'always' || wish === 'never') return wish === 'always';
  const isUnreachable = result.status === 'unreachable';
  if (isUnreachable) return isOn || wish === 'on_unreachable';
  if (result.status === 'skipped') return wish === 'on_skipped';
  if (result.status !== 'failed' || !(isOn || wish === 'on_failed')) return false;
  return !(input.settings.debugger.skipsIgnored && isAsked('ignore_errors', keywords));
}

const HELP = `p EXPRESSION             show a value: task, task.args, task_vars['x'], result._result, host
task.args['NAME'] = VALUE    change an argument of the task
task_vars['NAME'] = VALUE    change a variable for the task
u  (update_task)             use changed variables; here they count at once
r  (redo)                    do the task again
c  (continue)                go on
q  (quit)                    end the run`;

const ASSIGNMENT = /^(task\.args|task_vars)\[(?:'([^']*)'|"([^"]*)")\]\s*=(?!=)\s*(.+)$/s;

/** What a stop at a task has to look at and to change. */
class Desk {
  readonly #visit: Visit;
  readonly #input: RunInput;
  readonly #result: Dict;
  readonly #args: Dict;
  readonly #vars = new Map<string, Value>();
  readonly #changed = new Set<string>();

  constructor(visit: Visit, result: TaskResult, input: RunInput) {
    this.#visit = visit;
    this.#input = input;
    this.#result = toRegistered(result);
    const written = toRawValue(visit.task.args.map);
    this.#args = written instanceof Dict ? new Dict([...written]) : new Dict([]);
  }

  /** Does a line that is no command. Gives what there is to show. @throws ProblemError */
  evaluate(line: string): string | undefined {
    const [, what, single, double, expression] = ASSIGNMENT.exec(line) ?? [];
    if (what === undefined || expression === undefined) return pyRepr(this.#valueOf(line));
    const name = single ?? double ?? '';
    const value = this.#valueOf(expression);
    if (what === 'task_vars') this.#vars.set(name, value);
    else {
      this.#args.set(name, value);
      this.#changed.add(name);
    }
    return undefined;
  }

  /** The text of an expression as `pprint` writes it. @throws ProblemError */
  show(expression: string): string {
    if (expression === 'task') return labelOf(this.#visit.info);
    if (expression === 'host') return this.#visit.host;
    const { templates } = this.#input.store;
    return templates.toText(this.#valueOf(`(${expression}) | pprint`));
  }

  /** The visit with what was changed. */
  toVisit(): Visit {
    const { task, scope } = this.#visit;
    const { map } = task.args;
    const kept = map.entries.filter(({ key }) => !this.#changed.has(toName(key.value)));
    const changed = [...this.#changed].map((name) => ({
      key: locateScalar(name, findEntry(map, name)?.key.span ?? task.span),
      value: locate(this.#args.get(name) ?? null, findEntry(map, name)?.value, task),
    }));
    const args = { ...task.args, map: { ...map, entries: [...kept, ...changed] } };
    const layer = valueLayer('task vars', this.#vars);
    return {
      ...this.#visit,
      task: { ...task, args },
      scope: scope.with(layer),
      scopeFor: (host, locals) => this.#visit.scopeFor(host, locals).with(layer),
    };
  }

  #valueOf(expression: string): Value {
    const { scope } = this.#visit;
    const context = { ...scope.context, names: this.#names(scope) };
    // In a list a number stays one; alone it would become text, as in ansible-core 2.14's templates.
    const list = this.#input.store.templates.evaluate(`[${expression}]`, undefined, context);
    return isList(list) ? (list[0] ?? null) : list;
  }

  #names(scope: Scope): Names {
    const { task, host } = this.#visit;
    const own = new Map<string, () => Value>([
      ['task', () => this.#describeTask(task)],
      ['task_vars', () => this.#allVars(scope)],
      ['host', () => host],
      ['result', () => new Dict([['_result', this.#result]])],
    ]);
    return {
      get: (name) => own.get(name)?.() ?? this.#vars.get(name) ?? scope.get(name),
      has: (name) => own.has(name) || this.#vars.has(name) || scope.has(name),
      all: () => [...own.keys(), ...this.#vars.keys(), ...scope.all()],
    };
  }

  #describeTask(task: TaskNode): Dict {
    const keywords = [...task.keywords].map(
      ([name, located]) => [name, toRawValue(located)] as const,
    );
    return new Dict([
      ...keywords,
      ['name', task.name?.raw ?? ''],
      ['action', task.action.written],
      ['args', this.#args],
    ]);
  }

  /** Every variable that can be rendered; one that cannot is left out. */
  #allVars(scope: Scope): Dict {
    const all = new Dict([]);
    for (const name of new Set([...scope.all(), ...this.#vars.keys()])) {
      try {
        all.set(name, this.#vars.get(name) ?? scope.get(name) ?? null);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }
    return all;
  }
}

/** Text may be a template, as if it had been written in the playbook. */
function locate(value: Value, old: Located | undefined, task: TaskNode): Located {
  const span = old?.span ?? task.span;
  return typeof value === 'string' ? locateScalar(value, span) : locateFinal(value, span);
}

/**
 * Talks with the user about a task that is through.
 * @returns the visit to do next, or undefined to go on
 * @throws UserQuit
 */
export async function debugVisit(
  visit: Visit,
  { result }: Performed,
  input: RunInput,
): Promise<Visit | undefined> {
  const desk = new Desk(visit, result, input);
  const say = (message: string): void => {
    input.emit({ type: 'note', message, verbosity: 0 });
  };
  for (;;) {
    const answer = await input.converse(`[${visit.host}] ${labelOf(visit.info)} (debug)> `);
    const [word = '', ...rest] = (answer?.trim() ?? 'quit').split(/\s+(.*)/s);
    switch (word) {
      case 'q':
      case 'quit':
      case 'EOF':
        throw new UserQuit('User interrupted execution');
      case 'c':
      case 'continue':
        return undefined;
      case 'r':
      case 'redo':
        return desk.toVisit();
      case '':
      case 'u':
      case 'update_task':
        break;
      case 'h':
      case 'help':
      case '?':
        say(HELP);
        break;
      case 'p':
      case 'pprint':
        attempt(() => desk.show(rest.join('')), say);
        break;
      default:
        attempt(() => desk.evaluate(answer?.trim() ?? ''), say);
    }
  }
}

function attempt(work: () => string | undefined, say: (message: string) => void): void {
  try {
    const text = work();
    if (text !== undefined) say(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    say(`***${error.problems[0]?.message ?? error.message}`);
  }
}
