/** debug: shows a message or a variable. */
import { mutuallyExclusive } from '../schema/index.ts';
import { toValue } from '../base/index.ts';
import { defineControl } from './contract.ts';

export default defineControl({
  name: 'debug',
  collection: 'ansible.builtin',
  summary: 'Shows a message or the value of a variable.',
  params: {
    properties: {
      msg: { type: 'value', description: 'What to show; `Hello world!` when nothing is given.' },
      var: { type: 'value', description: 'A variable or expression, without braces.' },
      verbosity: {
        type: 'integer',
        default: 0,
        description: 'Show only with this many `-v`.',
      },
    },
    rules: [mutuallyExclusive('msg', 'var')],
  },
  returns: { msg: { type: 'value', description: 'The message.' } },
  examples: [
    '- debug:\n    msg: "{{ inventory_hostname }} is ready"\n',
    '- debug: var=kubelet_version\n',
  ],
  decide(params, scope) {
    if (params.verbosity > scope.verbosity) {
      return { returns: {}, skipReason: 'Verbosity threshold not met.' };
    }
    if (params.var === undefined || params.var === null) {
      return { returns: { msg: params.msg ?? 'Hello world!' }, isAlwaysShown: true };
    }
    const name = typeof params.var === 'string' ? params.var : undefined;
    // A list or dict given as `var` is shown as it is, under its type's name.
    if (name === undefined) {
      const label = Array.isArray(params.var) ? "<class 'list'>" : "<class 'dict'>";
      return { returns: { [label]: params.var }, isAlwaysShown: true };
    }
    // Text of a host is no expression; shown as Ansible shows what it does not evaluate.
    if (!scope.isTrusted('var')) {
      return { returns: { [name]: `{{${name}}}` }, isAlwaysShown: true };
    }
    const value = scope.evaluate(name);
    const shown = value === undefined ? 'VARIABLE IS NOT DEFINED!' : toValue(value);
    return { returns: { [name]: shown }, isAlwaysShown: true };
  },
});
