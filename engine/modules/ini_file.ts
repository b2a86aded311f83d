/** ini_file: options in a file of sections. */
import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { editIni } from './_shared/edit-ini.ts';
import {
  editParams,
  inspectEdit,
  planEdit,
  type EditParams,
  type EditReturns,
  type EditState,
} from './_shared/edit-file.ts';
import { fileReturns } from './_shared/file-params.ts';
import { settleWrite } from './_shared/outcome.ts';
import { planAttributes } from './_shared/plan-attributes.ts';
import { defineModule, type Plan } from './contract.ts';

interface IniParams extends EditParams {
  readonly section?: string;
  readonly option?: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly create: boolean;
  readonly allow_no_value: boolean;
  readonly no_extra_spaces: boolean;
}

function check(params: IniParams, values: readonly string[]): void {
  const needsValue = params.state === 'present' && !params.allow_no_value;
  if (needsValue && values.length === 0) {
    throw new TaskFailure(
      "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.",
    );
  }
}

function planIni(params: IniParams, state: EditState): Plan<EditReturns> {
  const values = params.values ?? (params.value === undefined ? [] : [params.value]);
  check(params, values);
  const { path } = state.path;
  if (state.text === undefined && !params.create) {
    throw new TaskFailure(`Destination ${path} does not exist!`, { rc: 257 });
  }
  const { section, option } = params;
  const edit = editIni(state.text ?? '', {
    section: section === '' ? undefined : section,
    option,
    values: [...new Set(values)],
    isPresent: params.state === 'present',
    isExclusive: params.exclusive,
    allowsNoValue: params.allow_no_value,
    hasNoExtraSpaces: params.no_extra_spaces,
  });
  const isUnchanged = edit.message === 'OK' && state.text !== undefined;
  const plan = planEdit(params, state, { ...edit, message: isUnchanged ? '' : edit.message });
  const attributes = planAttributes(params, state.path, state.path.target).returns;
  const before = state.isCheckMode ? state.path.target?.size : undefined;
  const size = before ?? new TextEncoder().encode(edit.text).length;
  return {
    ...plan,
    returns: { ...attributes, path, size, state: 'file', msg: edit.message },
  };
}

export default defineModule({
  name: 'ini_file',
  collection: 'community.general',
  summary: 'Keeps options in a file of sections (INI).',
  notes: ['Every other line stays as it is, comments and order included.'],
  params: {
    properties: {
      ...editParams,
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['dest'],
        description: 'The file to edit.',
      },
      section: {
        type: 'string',
        description: 'Name of the section; options in front of all sections when not given.',
      },
      option: {
        type: 'string',
        description: 'Name of the option; the whole section when not given.',
      },
      value: { type: 'string', description: 'Value of the option.' },
      values: {
        type: 'array',
        items: { type: 'string', description: 'A value.' },
        description: 'Values of an option that stands there more than once.',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether it should be there.',
      },
      exclusive: {
        type: 'boolean',
        default: true,
        description: 'Leave no other lines of the option; `false` adds and removes single values.',
      },
      create: { type: 'boolean', default: true, description: 'Make the file when it is missing.' },
      allow_no_value: {
        type: 'boolean',
        default: false,
        description: 'An option without a value, such as `skip-name-resolve`, is written bare.',
      },
      no_extra_spaces: {
        type: 'boolean',
        default: false,
        description: 'No spaces around the equals sign.',
      },
    },
    required: ['path'],
    rules: [mutuallyExclusive('value', 'values')],
  },
  returns: {
    ...fileReturns,
    msg: { type: 'string', description: 'What was done.' },
    backup_file: { type: 'string', description: 'Where the old file was kept.' },
  },
  examples: [
    '- ini_file:\n    path: /etc/fstab.conf\n    section: drinks\n    option: temp\n    value: "98"\n    mode: "0600"\n    backup: true\n',
    '- ini_file: path=/etc/x.ini section=old state=absent\n',
  ],
  inspect: (params, host, controller) => inspectEdit(params, host, controller),
  plan: planIni,
  settle: (_params, plan, outcomes) => ({ returns: settleWrite(plan.returns, outcomes) }),
});
