/** Renders the arguments of a task: defaults of the play, free-form text, `omit`, places kept. */
import {
  Dict,
  ProblemError,
  isList,
  toName,
  type Located,
  type Span,
  type Value,
} from '../base/index.ts';
import { collectKeyword, type TaskNode } from '../playbook/index.ts';
import type { Argument } from '../schema/index.ts';
import type { Scope } from '../vars/index.ts';

/** Takes `omit`ted values out of a rendered tree. */
function withoutOmitted(value: Value, omit: string): Value {
  if (value instanceof Dict && value.constructor === Dict) {
    const kept = [...value].filter(([, entry]) => entry !== omit);
    return new Dict(kept.map(([key, entry]) => [key, withoutOmitted(entry, omit)] as const));
  }
  if (!isList(value)) return value;
  return value.filter((item) => item !== omit).map((item) => withoutOmitted(item, omit));
}

/** `module_defaults` for this action, outermost first; `group/…` entries are not ours. */
function moduleDefaults(task: TaskNode, scope: Scope): ReadonlyMap<string, Argument> {
  const found = new Map<string, Argument>();
  const isOurs = (name: Value): boolean =>
    name === task.action.name ||
    (typeof name === 'string' && name.endsWith(`.${task.action.name}`));
  for (const located of collectKeyword(task, 'module_defaults')) {
    const maps = located.kind === 'list' ? located.items : [located];
    for (const map of maps) {
      const value = scope.render(map);
      if (!(value instanceof Dict)) continue;
      for (const [name, options] of value) {
        if (!isOurs(name) || !(options instanceof Dict)) continue;
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

/**
 * Renders the arguments of a task for one item.
 * @param freeForm name of the parameter that takes free-form text
 * @throws ProblemError from rendering
 */
export function renderArgs(
  task: TaskNode,
  scope: Scope,
  freeForm: string | undefined,
): ReadonlyMap<string, Argument> {
  const args = new Map<string, Argument>(moduleDefaults(task, scope));
  const omit = toName(scope.get('omit') ?? null);
  const set = (name: string, value: Value, spans: { value: Span; key: Span }): void => {
    if (value === omit) args.delete(name);
    else {
      const kept = withoutOmitted(value, omit);
      args.set(name, { value: kept, span: spans.value, keySpan: spans.key });
    }
  };
  const { map, template, freeForm: text } = task.args;
  if (template !== undefined) {
    for (const [name, value] of expandTemplate(template, scope)) {
      set(name, value, { value: template.span, key: template.span });
    }
  }
  for (const { key, value } of map.entries) {
    const name = toName(scope.render(key));
    set(name, scope.render(value), { value: value.span, key: key.span });
  }
  if (text !== undefined) {
    const name = freeForm ?? '_raw_params';
    set(name, scope.render(text), { value: text.span, key: task.action.span });
  }
  return args;
}
