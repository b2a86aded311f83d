/** The parameters of cron, and what is refused before a host is asked. */
import { TaskFailure } from '../../host/index.ts';
import { mutuallyExclusive, type ParamsSchema } from '../../schema/index.ts';

const SPECIAL_TIMES = [
  'reboot',
  'yearly',
  'annually',
  'monthly',
  'weekly',
  'daily',
  'hourly',
] as const;

/** As a playbook writes them. */
export const cronParams = {
  properties: {
    name: {
      type: 'string',
      description: 'The name of the job, kept as a comment above it; or of a variable.',
    },
    job: {
      type: 'string',
      'x-aliases': ['value'],
      description: 'The command; or the value of a variable. Needed when it should be there.',
    },
    user: {
      type: 'string',
      description: 'Whose table; with `cron_file`, who runs the job. Else the user of the task.',
    },
    state: {
      type: 'string',
      enum: ['absent', 'present'],
      default: 'present',
      description: 'Whether the job or variable is there.',
    },
    cron_file: {
      type: 'string',
      'x-coerce': 'path',
      description: 'A file instead of a table of a user; below /etc/cron.d when relative.',
    },
    backup: {
      type: 'boolean',
      default: false,
      description: 'Keep the old table as a file in the folder for temporary files.',
    },
    minute: { type: 'string', default: '*', description: 'When it runs: 0-59, `*`, `*/5`, …' },
    hour: { type: 'string', default: '*', description: 'When it runs: 0-23, …' },
    day: {
      type: 'string',
      default: '*',
      'x-aliases': ['dom'],
      description: 'When it runs: 1-31, …',
    },
    month: { type: 'string', default: '*', description: 'When it runs: 1-12, …' },
    weekday: {
      type: 'string',
      default: '*',
      'x-aliases': ['dow'],
      description: 'When it runs: 0-6, from Sunday to Saturday, …',
    },
    special_time: {
      type: 'string',
      enum: SPECIAL_TIMES,
      description: 'A word instead of the five fields.',
    },
    disabled: {
      type: 'boolean',
      default: false,
      description: 'Leave the job there, but as a comment.',
    },
    env: { type: 'boolean', default: false, description: 'It is a variable, not a job.' },
    insertafter: {
      type: 'string',
      description: 'The variable below which a new one is declared; on top when not given.',
    },
    insertbefore: {
      type: 'string',
      description: 'The variable above which a new one is declared.',
    },
  },
  required: ['name'],
  rules: [mutuallyExclusive('insertafter', 'insertbefore')],
} as const satisfies ParamsSchema;

/** The parameters, read. */
export interface CronParams {
  readonly name: string;
  readonly job?: string;
  readonly user?: string;
  readonly state: 'absent' | 'present';
  readonly cron_file?: string;
  readonly backup: boolean;
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
  readonly special_time?: (typeof SPECIAL_TIMES)[number];
  readonly disabled: boolean;
  readonly env: boolean;
  readonly insertafter?: string;
  readonly insertbefore?: string;
}

/** @throws TaskFailure for parameters that do not go together, in Ansible's words */
export function refuseCron(params: CronParams): void {
  const { minute, hour, day, month, weekday, special_time: special } = params;
  const isTimed = [minute, hour, day, month, weekday].some((field) => field !== '*');
  if (special !== undefined && isTimed) {
    throw new TaskFailure('You must specify time and date fields or special time.');
  }
  if (params.state === 'present') {
    const place = [params.insertafter, params.insertbefore].some(Boolean);
    if (Boolean(params.cron_file) && !params.user) {
      throw new TaskFailure('To use cron_file=... parameter you must specify user=... as well');
    }
    if (params.job === undefined) {
      throw new TaskFailure("You must specify 'job' to install a new cron job or variable");
    }
    if (place && !params.env) {
      throw new TaskFailure('Insertafter and insertbefore parameters are valid only with env=yes');
    }
  }
  if (params.env && params.name.includes(' ')) {
    throw new TaskFailure('Invalid name for environment variable');
  }
}

/** The line of the job, without its comment. */
export function toJobLine(params: CronParams, job: string): string {
  const { minute, hour, day, month, weekday, special_time: special, user = 'None' } = params;
  const time =
    special === undefined ? `${minute} ${hour} ${day} ${month} ${weekday}` : `@${special}`;
  const command = job.replace(/^[\r\n]+|[\r\n]+$/g, '');
  const who = params.cron_file ? ` ${user}` : '';
  return `${params.disabled ? '#' : ''}${time}${who} ${command}`;
}

/** What a user should know though it is done. */
export function warnOfCron(params: CronParams): readonly string[] {
  const { cron_file: file = '', job = '' } = params;
  const name = file.slice(file.lastIndexOf('/') + 1);
  const warnings: string[] = [];
  if (file !== '' && !/^[A-Z0-9_-]+$/i.test(name)) {
    warnings.push(
      `Filename portion of cron_file ("${name}") should consist solely of upper- and lower-case letters, digits, underscores, and hyphens`,
    );
  }
  const isJob = params.state === 'present' && !params.env;
  if (isJob && /[^\r\n][\r\n]+[^\r\n]/.test(job)) {
    warnings.push('Job should not contain line breaks');
  }
  return warnings;
}
