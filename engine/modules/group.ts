/** group: a group of accounts, made, numbered or removed with the tools of shadow. */
import type { Plain } from '../base/index.ts';
import { requiredIf } from '../schema/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { failTool, findLine, toFlag, toLookUp, toSwitch } from './_shared/accounts.ts';
import { defineModule, type Plan } from './contract.ts';

type Returns = Record<string, Plain>;

interface GroupState {
  /** Undefined when there is no such group. */
  readonly gid: number | undefined;
  /** Without shadow's tools, busybox has its own. */
  readonly isBusybox: boolean;
  readonly isCheckMode: boolean;
}

interface GroupParams {
  readonly name: string;
  readonly gid?: number;
  readonly system: boolean;
  readonly non_unique: boolean;
  readonly local: boolean;
}

function toCall(params: GroupParams, { isBusybox, gid }: GroupState): Sh {
  const { name, system } = params;
  const number = toFlag('-g', params.gid);
  if (gid !== undefined) {
    return sh`groupmod ${[...number, ...toSwitch('-o', params.non_unique)]} -- ${name}`;
  }
  if (isBusybox) return sh`addgroup ${[...number, ...toSwitch('-S', system)]} -- ${name}`;
  const flags = [...number, ...toSwitch('-o', params.non_unique), ...toSwitch('-r', system)];
  return sh`groupadd ${flags} -- ${name}`;
}

function planPresent(params: GroupParams, state: GroupState): Plan<Returns> {
  const { name, gid, system } = params;
  const isNew = state.gid === undefined;
  const known: Returns = { name, state: 'present', system, ...(isNew ? {} : { gid: state.gid }) };
  if (!isNew && (gid === undefined || gid === state.gid)) {
    return { changes: [], steps: [], returns: known };
  }
  const change = isNew
    ? { what: `group ${name}`, before: 'absent', after: 'present' }
    : { what: 'gid', before: state.gid, after: gid ?? null };
  const script = sh`${toCall(params, state)} || exit
printf 'group %s\n' "$(${toLookUp('group', name, true)})"`;
  return {
    changes: [change],
    steps: [{ do: 'run', title: `${isNew ? 'make' : 'change'} the group ${name}`, script }],
    returns: state.isCheckMode && isNew ? {} : known,
  };
}

export default defineModule({
  name: 'group',
  collection: 'ansible.builtin',
  summary: 'Makes, numbers and removes groups of accounts.',
  notes: [
    'Works with the tools of shadow (groupadd, groupmod, groupdel); on hosts with busybox only, groups are made and removed.',
  ],
  params: {
    properties: {
      name: { type: 'string', description: 'Name of the group.' },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether the group should be there.',
      },
      gid: { type: 'integer', description: 'Number of the group.' },
      system: { type: 'boolean', default: false, description: 'Make a system group.' },
      local: {
        type: 'boolean',
        default: false,
        description:
          'Look only into /etc/group, where a directory service (LDAP) knows groups too. Needs no libuser.',
      },
      non_unique: {
        type: 'boolean',
        default: false,
        description: 'Let the number be that of another group as well. Needs `gid`.',
      },
    },
    required: ['name'],
    rules: [requiredIf('non_unique', true, ['gid'])],
  },
  returns: {
    name: { type: 'string', description: 'Name of the group.' },
    state: { type: 'string', description: '`present` or `absent`.' },
    gid: { type: 'integer', description: 'Number of the group.' },
    system: { type: 'boolean', description: 'As it was asked for.' },
  },
  examples: ['- group:\n    name: kube\n    system: true\n', '- group: name=ops gid=4100\n'],
  async inspect(params, host, controller) {
    const found = await host.ask({
      name: 'group-entry',
      params: { name: params.name, local: params.local },
      script: sh`printf 'group %s\n' "$(${toLookUp('group', params.name, params.local)})"
command -v groupadd >/dev/null 2>&1 || ! command -v addgroup >/dev/null 2>&1 || echo busybox`,
      parse: ({ stdout }) => {
        const fields = findLine(stdout, 'group')?.split(':') ?? [];
        const gid = fields.length > 2 ? Number(fields[2]) : undefined;
        return { gid, isBusybox: /^busybox$/m.test(stdout) };
      },
    });
    return { ...found, isCheckMode: controller.isCheckMode };
  },
  plan(params, state): Plan<Returns> {
    const { name } = params;
    if (params.state === 'present') return planPresent(params, state);
    const returns = { name, state: 'absent' };
    if (state.gid === undefined) return { changes: [], steps: [], returns };
    const tool = state.isBusybox ? 'delgroup' : 'groupdel';
    return {
      changes: [{ what: `group ${name}`, before: 'present', after: 'absent' }],
      steps: [{ do: 'run', title: `remove the group ${name}`, script: sh`${tool} -- ${name}` }],
      returns: state.isCheckMode ? {} : returns,
    };
  },
  settle(params, plan, outcomes) {
    const { name } = params;
    failTool(outcomes, { name });
    const fields = findLine(outcomes[0]?.stdout ?? '', 'group')?.split(':') ?? [];
    const gid = fields.length > 2 ? { gid: Number(fields[2]) } : {};
    return { returns: { ...plan.returns, ...gid } };
  },
});
