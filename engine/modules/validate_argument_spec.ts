/**
 * validate_argument_spec: checks variables against a role's argument spec. It stands in front of
 * every role that has `meta/argument_specs.yml`; people rarely write it themselves.
 */
import { Dict, type Value } from '../base/index.ts';
import { checkArguments, type Lookup } from './_shared/argument-spec.ts';
import { defineControl, type ControlScope } from './contract.ts';

function lookupIn(provided: Value | undefined, scope: ControlScope): Lookup {
  return (name) => {
    const given = provided instanceof Dict ? provided.get(name) : undefined;
    return given ?? scope.variable(name);
  };
}

export default defineControl({
  name: 'validate_argument_spec',
  collection: 'ansible.builtin',
  summary: 'Checks variables against an argument spec.',
  notes: ['Runs by itself before a role that has `meta/argument_specs.yml`.'],
  params: {
    properties: {
      argument_spec: { type: 'value', description: 'The options, as in `argument_specs.yml`.' },
      provided_arguments: {
        type: 'value',
        description: 'Values to check; variables of the same names where one is missing.',
      },
      validate_args_context: {
        type: 'value',
        description: 'Whose arguments they are; comes back in the result.',
      },
    },
    required: ['argument_spec'],
  },
  returns: {
    argument_errors: {
      type: 'array',
      items: { type: 'string', description: 'One sentence.' },
      description: 'What does not fit.',
    },
    argument_spec_data: { type: 'object', description: 'The spec, where something does not fit.' },
    msg: { type: 'string', description: 'Says how it went.' },
    validate_args_context: { type: 'object', description: 'What was given as such.' },
  },
  examples: [
    '- validate_argument_spec:\n    argument_spec:\n      kubelet_version:\n        type: str\n        required: true\n',
  ],
  decide(params, scope) {
    const options = params.argument_spec;
    if (!(options instanceof Dict)) {
      return { returns: {}, failure: 'Incorrect type for argument_spec, expected dict' };
    }
    const context = params.validate_args_context ?? new Dict();
    const errors = checkArguments(options, lookupIn(params.provided_arguments, scope));
    if (errors.length > 0) {
      const failure = `Validation of arguments failed:\n${errors.join('\n')}`;
      const told = { argument_errors: [...errors], argument_spec_data: options };
      return { returns: { ...told, validate_args_context: context }, failure };
    }
    const msg = 'The arg spec validation passed';
    return { returns: { msg, validate_args_context: context } };
  },
});
