/** `environment` of a task, its blocks, role and play. */
import {
  Dict,
  ProblemError,
  toName,
  toRawValue,
  type Located,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import { collectKeyword } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import type { Visit } from './visit-contract.ts';

/**
 * `environment`, outermost first, later ones win; all values become text. What is no mapping is left
 * out, with a warning. Source: ansible-core 2.14, `environment` of a task after its templates.
 */
export function environmentOf(visit: Visit, scope: Scope, input: RunInput): Record<string, string> {
  const environment: Record<string, string> = {};
  const add = (name: string, value: Value): void => {
    if (value !== scope.get('omit')) environment[name] = input.store.templates.toText(value);
  };
  const items = collectKeyword(visit.task, 'environment').flatMap((located) =>
    located.kind === 'list' ? located.items : [located],
  );
  for (const item of items) {
    if (item.kind === 'map') {
      addEntries(item, { visit, scope, add });
      continue;
    }
    const value = scope.render(item);
    if (value instanceof Dict) for (const [name, one] of value) add(toName(name), one);
    else if (value !== null)
      input.emit({ type: 'warning', message: describeSkipped(items, input) });
  }
  return environment;
}

function describeSkipped(items: readonly Located[], { store }: RunInput): string {
  const written = store.templates.toText(items.map(toRawValue));
  return `could not parse environment value, skipping: ${written}`;
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
