/** Renders the arguments of a task: defaults of the play, free-form text, `omit`, places kept. */
import {
  Dict,
  ProblemError,
  isList,
  toName,
  toRawValue,
  type Located,
  type LocatedScalar,
  type Span,
  type Value,
} from '../base/index.ts';
import { collectKeyword, defaultsFor, isDefaultOf, type TaskNode } from '../playbook/index.ts';
import type { Argument } from '../schema/index.ts';
import type { Watched } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';
import { WholeTaskError } from './whole-task-error.ts';

/** Takes `omit`ted values out of a rendered tree. */
function withoutOmitted(value: Value, omit: string): Value {
  if (value instanceof Dict && value.constructor === Dict) {
    const kept = [...value].filter(([, entry]) => entry !== omit);
    return new Dict(kept.map(([key, entry]) => [key, withoutOmitted(entry, omit)] as const));
  }
  if (!isList(value)) return value;
  return value.filter((item) => item !== omit).map((item) => withoutOmitted(item, omit));
}

/** What `package` will work with: what `use` says, or the facts; `auto` when nobody knows yet. */
function managerOf({ args }: TaskNode, scope: Scope): string {
  const use = args.map.entries.find(({ key }) => key.value === 'use')?.value;
  const said = use === undefined ? 'auto' : toName(scope.render(use));
  if (said !== 'auto') return said;
  const facts = scope.get('ansible_facts');
  const known = facts instanceof Dict ? facts.get('pkg_mgr') : undefined;
  return typeof known === 'string' ? known : 'auto';
}

/** `module_defaults` for this action, outermost first; `group/…` entries are not ours. */
function moduleDefaults(task: TaskNode, scope: Scope): ReadonlyMap<string, Argument> {
  const found = new Map<string, Argument>();
  const { name: action } = task.action;
  const manager = action === 'package' ? managerOf(task, scope) : undefined;
  const owners = defaultsFor(action, manager);
  for (const located of collectKeyword(task, 'module_defaults')) {
    const maps = located.kind === 'list' ? located.items : [located];
    for (const map of maps) {
      const value = scope.render(map);
      if (!(value instanceof Dict)) continue;
      for (const [name, options] of value) {
        if (!isDefaultOf(toName(name), owners) || !(options instanceof Dict)) continue;
        for (const [key, option] of options) {
          found.set(toName(key), { value: option, span: map.span, keySpan: map.span });
        }
      }
    }
  }
  return found;
}

function expandTemplate(template: Located, scope: Scope): readonly (readonly [string, Value])[] {
  const value = scope.render(template);
  if (value === null) return [];
  if (value instanceof Dict) return [...value].map(([key, entry]) => [toName(key), entry] as const);
  throw new ProblemError({
    code: 'wrong-shape',
    message: 'these arguments must render to a mapping',
    span: template.span,
  });
}

function findSealed(located: Located): LocatedScalar | undefined {
  return located.kind === 'scalar' && located.isSecret ? located : undefined;
}

/** What an action's definition says of its arguments. */
export interface ArgumentForms {
  /** The parameter that takes free-form text. */
  readonly freeForm?: string | undefined;
  /** The parameter whose items are conditions: they stay as they are written. */
  readonly conditions?: string | undefined;
  /** Values that are vaults are handed on as such. */
  readonly keepsSealed?: boolean;
}

/** Gives the arguments of a task for one item. @throws WholeTaskError from rendering */
export type ArgsReader = typeof renderArgs;

/** A reader that renders once, however often the task is tried. Observed with Ansible 2.14. */
export function renderArgsOnce(): ArgsReader {
  let known: ReadonlyMap<string, Argument> | undefined;
  return (task, scope, forms) => (known ??= renderArgs(task, scope, forms));
}

/**
 * Renders the arguments of a task for one item.
 * @throws WholeTaskError from rendering
 */
export function renderArgs(
  task: TaskNode,
  scope: Scope,
  forms: ArgumentForms = {},
): ReadonlyMap<string, Argument> {
  return WholeTaskError.guard(() => renderAll(task, scope, forms));
}

function renderAll(
  task: TaskNode,
  scope: Scope,
  { freeForm, conditions, keepsSealed }: ArgumentForms,
): ReadonlyMap<string, Argument> {
  const args = new Map<string, Argument>(moduleDefaults(task, scope));
  const omit = toName(scope.get('omit') ?? null);
  const set = (
    name: string,
    { result: value, isUnsafe, texts }: Watched<Value>,
    spans: { value: Span; key: Span; sealed?: LocatedScalar | undefined },
  ): void => {
    if (value === omit) args.delete(name);
    else {
      const kept = withoutOmitted(value, omit);
      const { value: span, key: keySpan, sealed } = spans;
      args.set(name, { value: kept, span, keySpan, isUnsafe, texts, sealed });
    }
  };
  const { map, template, freeForm: text } = task.args;
  if (template !== undefined) {
    const { result, isUnsafe, texts } = scope.watch(() => expandTemplate(template, scope));
    for (const [name, value] of result) {
      set(name, { result: value, isUnsafe, texts }, { value: template.span, key: template.span });
    }
  }
  for (const { key, value } of map.entries) {
    const name = toName(scope.render(key));
    const isRaw = name === conditions && value.kind === 'list';
    const sealed = keepsSealed === true ? findSealed(value) : undefined;
    const make = (): Value => (isRaw ? toRawValue(value) : scope.render(value));
    set(name, scope.watch(make), { value: value.span, key: key.span, sealed });
  }
  if (text !== undefined) {
    const name = freeForm ?? '_raw_params';
    const make = (): Value => scope.render(text);
    set(name, scope.watch(make), { value: text.span, key: task.action.span });
  }
  return args;
}
