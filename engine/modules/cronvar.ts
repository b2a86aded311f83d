/** cronvar: variables in the tables of cron, of users and in files. */

import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { configFile, planConfig, type ConfigFile } from './_shared/config-file.ts';
import {
  findKept,
  hasCrontab,
  planBackup,
  planTable,
  readTable,
  type CronWork,
} from './_shared/cron-table.ts';
import { readCronFile, type Crontab } from './_shared/crontab.ts';
import { editVariable, listDeclared } from './_shared/cron-variables.ts';
import { joinPath, toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
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

interface CronvarState {
  readonly table: Crontab;
  /** The file, when the table is one. */
  readonly file: ConfigFile | undefined;
}

interface CronvarReturns {
  readonly [key: string]: string | readonly string[];
}

function render(lines: readonly string[]): string {
  const text = lines.join('\n');
  return text === '' || /[\r\n]$/.test(text) ? text : `${text}\n`;
}

function planWork(
  { user }: CronvarParams,
  { table, file }: CronvarState,
  lines: readonly string[],
): CronWork {
  if (lines === table.lines) return { changes: [], steps: [] };
  const text = render(lines);
  if (file === undefined) return planTable(user, table.text, text);
  return planConfig(file, text, { mode: file.text === undefined ? '0644' : undefined });
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
  async inspect(params, host): Promise<CronvarState> {
    const { cron_file: asked = '' } = params;
    if (asked === '') return { table: await readTable(host, params.user), file: undefined };
    const path = joinPath('/etc/cron.d', await toHostPath(host, asked));
    const [file] = await Promise.all([host.ask(configFile(path)), host.ask(hasCrontab())]);
    return { table: readCronFile(file.text ?? ''), file };
  },
  plan(params, state): Plan<CronvarReturns> {
    const { name, value, cron_file: asked = '' } = params;
    if (params.state === 'present' && value === undefined) {
      throw new TaskFailure("You must specify 'value' to insert a new cron variable");
    }
    const wanted = params.state === 'present' ? value : undefined;
    const lines = editVariable(state.table.lines, name, wanted, params);
    const { changes, steps } = planWork(params, state, lines);
    const isKept = params.backup && changes.length > 0;
    return {
      changes,
      steps: isKept ? [planBackup(state.table, 'cronvar'), ...steps] : steps,
      returns: { vars: listDeclared(lines), ...(asked === '' ? {} : { cron_file: asked }) },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ message, stderr }) => message ?? stderr);
    const backup = findKept(outcomes);
    return {
      returns: backup === undefined ? plan.returns : { ...plan.returns, backup_file: backup },
    };
  },
});
