/** cronvar: variables in the tables of cron, of users and in files. */
import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import {
  keepingOld,
  planText,
  readPlace,
  settleCron,
  type CronPlace,
  type CronWork,
} from './_shared/cron-table.ts';
import { editVariable, listDeclared } from './_shared/cron-variables.ts';
import { joinPath, toHostPath } from './_shared/host-path.ts';
import { defineModule, type Plan } from './contract.ts';

interface CronvarParams {
  readonly name: string;
  readonly value?: string;
  readonly user?: string;
  readonly cron_file?: string;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly state: 'absent' | 'present';
  readonly backup: boolean;
}

interface CronvarReturns {
  readonly [key: string]: string | readonly string[];
}

function render(lines: readonly string[]): string {
  const text = lines.join('\n');
  return text === '' || /[\r\n]$/.test(text) ? text : `${text}\n`;
}

function planWork({ user }: CronvarParams, place: CronPlace, lines: readonly string[]): CronWork {
  if (lines === place.table.lines) return { changes: [], steps: [] };
  return planText(user, place, render(lines));
}

export default defineModule({
  name: 'cronvar',
  collection: 'community.general',
  summary: 'Manages variables in the tables of cron.',
  notes: ['A new variable stands above everything, if nothing else is said.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The variable.' },
      value: { type: 'string', description: 'Its value; needed when it should be there.' },
      user: { type: 'string', description: 'Whose table; else that of the user of the task.' },
      cron_file: {
        type: 'string',
        description: 'A file instead of a table, below /etc/cron.d if it is no full path.',
      },
      insertafter: { type: 'string', description: 'Stands below this variable when it is new.' },
      insertbefore: { type: 'string', description: 'Stands above this variable when it is new.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether it should be there.',
      },
      backup: { type: 'boolean', default: false, description: 'Keep the old table.' },
    },
    required: ['name'],
    rules: [mutuallyExclusive('insertbefore', 'insertafter')],
  },
  returns: {
    vars: { type: 'array', description: 'Names of the variables that are there now.' },
    cron_file: { type: 'string', description: 'The file that was asked for.' },
    backup_file: { type: 'string', description: 'Where the old table is.' },
  },
  examples: [
    '- cronvar:\n    name: MAILTO\n    value: root@example.org\n',
    '- cronvar:\n    name: PATH\n    value: /usr/bin:/bin\n    cron_file: backup\n',
  ],
  async inspect(params, host): Promise<CronPlace> {
    const { cron_file: asked = '', user } = params;
    const path = asked === '' ? '' : joinPath('/etc/cron.d', await toHostPath(host, asked));
    return readPlace(host, user, path);
  },
  plan(params, state): Plan<CronvarReturns> {
    const { name, value, backup, cron_file: asked = '' } = params;
    if (params.state === 'present' && value === undefined) {
      throw new TaskFailure("You must specify 'value' to insert a new cron variable");
    }
    const wanted = params.state === 'present' ? value : undefined;
    const lines = editVariable(state.table.lines, name, wanted, params);
    const work = planWork(params, state, lines);
    return {
      changes: work.changes,
      steps: keepingOld(work, state.table, { backup, word: 'cronvar' }),
      returns: { vars: listDeclared(lines), ...(asked === '' ? {} : { cron_file: asked }) },
    };
  },
  settle: (_params, plan, outcomes) => settleCron(plan, outcomes),
});
