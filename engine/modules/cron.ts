/** cron: jobs and variables in the tables of cron, of users and in files of /etc/cron.d. */
import { TaskFailure } from '../host/index.ts';
import {
  cronParams,
  refuseCron,
  toJobLine,
  warnOfCron,
  type CronParams,
} from './_shared/cron-params.ts';
import {
  listJobs,
  listVariables,
  putJob,
  putVariable,
  removeJob,
  removeVariable,
  renderCrontab,
  type Crontab,
  type EditedCrontab,
} from './_shared/crontab.ts';
import {
  keepingOld,
  planText,
  readPlace,
  settleCron,
  type CronPlace,
  type CronWork,
} from './_shared/cron-table.ts';
import { joinPath, toHostPath } from './_shared/host-path.ts';
import { defineModule, type Plan } from './contract.ts';

interface CronState extends CronPlace {
  /** The file as asked for, and the same as a full path, links not followed. */
  readonly asked: string;
  readonly path: string;
}

interface CronReturns {
  readonly [key: string]: string | readonly string[];
}

function editTable(params: CronParams, { lines }: Crontab): EditedCrontab {
  const { name, env, state, job = '' } = params;
  if (env && state === 'present') return putVariable(lines, name, job, params);
  if (env) return removeVariable(lines, name);
  return state === 'present' ? putJob(lines, name, toJobLine(params, job)) : removeJob(lines, name);
}

/** A file in which nothing is left goes, too. */
function planRemoval({ path, table }: CronState): CronWork {
  return {
    changes: [{ what: 'content', before: table.text, after: '', path }],
    steps: [{ do: 'remove', title: `remove ${path}`, path }],
  };
}

function planWork(params: CronParams, state: CronState, edited: EditedCrontab): CronWork {
  const { table } = state;
  const text = renderCrontab(edited.lines);
  const isUnended = table.text !== '' && !/[\r\n]$/.test(table.text);
  if ((!edited.isChanged && !isUnended) || text === table.text) return { changes: [], steps: [] };
  return planText(params.user, state, text);
}

function isEmptied(params: CronParams, state: CronState, edited: EditedCrontab): boolean {
  const isJobGone = params.state === 'absent' && !params.env && edited.isChanged;
  const isBlank = edited.lines.every((line) => line.trim() === '');
  return isJobGone && isBlank && state.file !== undefined;
}

export default defineModule({
  name: 'cron',
  collection: 'ansible.builtin',
  summary: 'Manages jobs and variables in the tables of cron.',
  notes: [
    'A job is known by the comment `#Ansible: NAME` above it; the same line without a comment is taken over.',
    'Tables of users are read and installed by the program `crontab`.',
  ],
  params: cronParams,
  returns: {
    jobs: { type: 'array', description: 'Names of the jobs that are there now.' },
    envs: { type: 'array', description: 'Names of the variables that are there now.' },
    cron_file: { type: 'string', description: 'The file that was asked for.' },
    state: { type: 'string', description: '`absent`, when the file was removed.' },
    backup_file: { type: 'string', description: 'Where the old table is.' },
  },
  examples: [
    '- cron:\n    name: rotate the backups\n    minute: "15"\n    hour: "3"\n    job: /usr/local/bin/rotate --keep 7\n',
    '- cron:\n    name: certificates\n    cron_file: certificates\n    user: root\n    special_time: daily\n    job: /usr/local/bin/renew\n',
    '- cron:\n    name: MAILTO\n    env: true\n    job: root@example.org\n',
  ],
  async inspect(params, host): Promise<CronState> {
    const asked = params.cron_file === undefined ? '' : await toHostPath(host, params.cron_file);
    if (asked === '/etc/crontab') {
      throw new TaskFailure('Will not manage /etc/crontab via cron_file, see documentation.');
    }
    refuseCron(params);
    const path = asked === '' ? '' : joinPath('/etc/cron.d', asked);
    return { ...(await readPlace(host, params.user, path)), asked, path };
  },
  plan(params, state): Plan<CronReturns> {
    const edited = editTable(params, state.table);
    const isRemoved = isEmptied(params, state, edited);
    const work = isRemoved ? planRemoval(state) : planWork(params, state, edited);
    const { backup } = params;
    return {
      changes: work.changes,
      steps: keepingOld(work, state.table, { backup, word: 'crontab' }),
      returns: {
        ...(isRemoved
          ? { state: params.state }
          : { jobs: listJobs(edited.lines), envs: listVariables(edited.lines) }),
        ...(state.asked === '' ? {} : { cron_file: state.asked }),
      },
      warnings: warnOfCron(params),
    };
  },
  settle: (_params, plan, outcomes) => settleCron(plan, outcomes),
});
