/** assert: fails when a condition does not hold. */
import { isList, type Value } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import { defineControl, type ControlScope, type Decision } from './contract.ts';

function toConditions(that: Value): readonly Value[] {
  return isList(that) ? that : [that];
}

/** A condition that templating already turned into a boolean counts as it is. */
function toText(condition: Value): string {
  if (typeof condition === 'boolean') return condition ? 'True' : 'False';
  if (typeof condition === 'string') return condition;
  if (typeof condition === 'number') return String(condition);
  // An entry that was left empty holds, as in Ansible.
  if (condition === null) return 'True';
  throw new TaskFailure('an assertion must be text or a boolean');
}

/** Only text is evaluated; what is a value already counts as it is. */
function holds(condition: Value, scope: ControlScope): boolean {
  const isTrusted = typeof condition !== 'string' || scope.isTrusted('that');
  return scope.test(toText(condition), isTrusted);
}

export default defineControl({
  name: 'assert',
  collection: 'ansible.builtin',
  summary: 'Fails when a condition does not hold.',
  params: {
    properties: {
      that: { type: 'value', description: 'A condition as of `when`, or a list of them.' },
      fail_msg: {
        type: 'value',
        'x-aliases': ['msg'],
        description: 'Shown when one does not hold.',
      },
      success_msg: { type: 'value', description: 'Shown when all hold.' },
      quiet: { type: 'boolean', default: false, description: 'Say little.' },
    },
    required: ['that'],
  },
  returns: {
    msg: { type: 'value', description: 'The message.' },
    assertion: { type: 'value', description: 'The condition that does not hold.' },
    evaluated_to: { type: 'value', description: 'What it gave.' },
  },
  examples: [
    '- assert:\n    that:\n      - kubelet_version is version("1.10", ">=")\n      - ansible_swaptotal_mb == 0\n    fail_msg: swap is on\n',
  ],
  conditions: 'that',
  decide(params, scope): Decision {
    const failMessage = params.fail_msg ?? 'Assertion failed';
    for (const condition of toConditions(params.that)) {
      if (holds(condition, scope)) continue;
      return {
        returns: { assertion: condition, evaluated_to: false, msg: failMessage },
        failure: typeof failMessage === 'string' ? failMessage : 'Assertion failed',
        isAlwaysShown: !params.quiet,
      };
    }
    return {
      returns: { msg: params.success_msg ?? 'All assertions passed' },
      isAlwaysShown: !params.quiet,
    };
  },
});
