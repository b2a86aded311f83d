/** `environment` of a task, its blocks, role and play. */
import { Dict, ProblemError, isList, toName, type LocatedMap, type Value } from '../base/index.ts';
import { collectKeyword } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import type { Visit } from './visit-contract.ts';

/** `environment`, outermost first, later ones win; all values become text. */
export function environmentOf(visit: Visit, scope: Scope, input: RunInput): Record<string, string> {
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
