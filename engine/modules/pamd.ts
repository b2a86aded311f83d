/** pamd: rules of PAM in the files of /etc/pam.d. */
import { TaskFailure } from '../host/index.ts';
import { requiredIf } from '../schema/index.ts';
import { configFile, planConfig, type ConfigFile } from './_shared/config-file.ts';
import { settleWrite } from './_shared/outcome.ts';
import {
  addArgs,
  changeRules,
  checkService,
  insertRule,
  parseService,
  removeRules,
  RULE_TYPES,
  toArgs,
  toControl,
  writeService,
  type Edited,
  type PamLine,
  type RuleName,
} from './_shared/pam-service.ts';
import { defineModule, type Plan } from './contract.ts';

type RuleType = (typeof RULE_TYPES)[number];

interface PamParams {
  readonly name: string;
  readonly type: RuleType;
  readonly control: string;
  readonly module_path: string;
  readonly new_type?: RuleType;
  readonly new_control?: string;
  readonly new_module_path?: string;
  readonly module_arguments?: readonly string[];
  readonly state: 'absent' | 'after' | 'args_absent' | 'args_present' | 'before' | 'updated';
  readonly path: string;
  readonly backup: boolean;
}

interface PamReturns {
  readonly change_count: number;
  readonly backupdest: string;
}

/** The wanted arguments; one empty text stands for none. */
function wantedArgs({ module_arguments: texts }: PamParams): readonly string[] | undefined {
  return texts === undefined ? undefined : toArgs(texts);
}

function edit(params: PamParams, lines: readonly PamLine[]): Edited {
  const { state, type, control, module_path: path } = params;
  const name: RuleName = { type, control, path };
  const args = wantedArgs(params);
  switch (state) {
    case 'absent':
      return removeRules(lines, name);
    case 'before':
    case 'after':
      return insertRule(lines, name, { ...renamed(params), args: args ?? [] }, state);
    case 'args_absent':
      return changeRules(lines, name, (rule) => ({
        ...rule,
        args: rule.args.filter((arg) => args?.includes(arg) !== true),
      }));
    case 'args_present':
      if (args?.some((arg) => arg.startsWith('[')) === true) {
        throw new TaskFailure(
          "Unable to process bracketed '[' complex arguments with 'args_present'. Please use 'updated'.",
        );
      }
      return changeRules(lines, name, (rule) => ({
        ...rule,
        args: addArgs(rule.args, args ?? []),
      }));
    case 'updated':
      return changeRules(lines, name, (rule) => ({ ...renamed(params), args: args ?? rule.args }));
  }
}

/** What the rule is called from now on. */
function renamed(params: PamParams): RuleName {
  return {
    type: params.new_type ?? params.type,
    control: toControl(params.new_control ?? params.control),
    path: params.new_module_path ?? params.module_path,
  };
}

export default defineModule({
  name: 'pamd',
  collection: 'community.general',
  summary: 'Edits rules of PAM.',
  notes: ['No line with the time is put into the file, and comments between rules stay.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The service: name of the file.' },
      type: { type: 'string', enum: RULE_TYPES, description: 'Type of the rule.' },
      control: {
        type: 'string',
        description: 'Control of the rule: a word, or `[value=action …]` as it stands in the file.',
      },
      module_path: { type: 'string', description: 'Module of the rule, such as `pam_unix.so`.' },
      new_type: { type: 'string', enum: RULE_TYPES, description: 'The new type.' },
      new_control: { type: 'string', description: 'The new control.' },
      new_module_path: { type: 'string', description: 'The new module.' },
      module_arguments: {
        type: 'array',
        items: { type: 'string', description: 'An argument, or several with blanks between.' },
        description: 'Arguments of the module; an empty text takes all away.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'after', 'args_absent', 'args_present', 'before', 'updated'],
        default: 'updated',
        description:
          '`before` and `after` put a new rule beside the one that is named, `updated` changes it.',
      },
      path: {
        type: 'string',
        'x-coerce': 'path',
        default: '/etc/pam.d',
        description: 'The folder of the file.',
      },
      backup: {
        type: 'boolean',
        default: false,
        description: 'Keep the old file beside the new one, with the time in its name.',
      },
    },
    required: ['name', 'type', 'control', 'module_path'],
    rules: [
      requiredIf('state', 'args_present', ['module_arguments']),
      requiredIf('state', 'args_absent', ['module_arguments']),
      requiredIf('state', 'before', ['new_control', 'new_type', 'new_module_path']),
      requiredIf('state', 'after', ['new_control', 'new_type', 'new_module_path']),
    ],
  },
  returns: {
    change_count: { type: 'integer', description: 'How many rules were changed.' },
    backupdest: { type: 'string', description: 'Where the old file was kept; empty without.' },
  },
  examples: [
    '- pamd:\n    name: common-password\n    type: password\n    control: requisite\n    module_path: pam_pwquality.so\n    module_arguments: retry=3\n    state: args_present\n',
  ],
  inspect: (params, host): Promise<ConfigFile> =>
    host.ask(configFile(`${params.path}/${params.name}`)),
  plan(params, file): Plan<PamReturns> {
    if (file.text === undefined) {
      throw new TaskFailure(
        `Unable to open/read PAM module file ${file.path} with error [Errno 2] No such file or directory: '${file.path}'.`,
      );
    }
    const { lines, count } = edit(params, parseService(file.text));
    checkService(lines);
    const wanted = count === 0 ? file.text : writeService(lines);
    const { changes, steps } = planConfig(file, wanted, { backup: params.backup });
    return { changes, steps, returns: { change_count: count, backupdest: '' } };
  },
  settle(_params, plan, outcomes) {
    const { backup_file: backup, ...returns } = settleWrite(plan.returns, outcomes);
    return { returns: { ...returns, backupdest: backup ?? '' } };
  },
});
