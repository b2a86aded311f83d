/** pam_limits: lines of limits.conf(5). */
import { readLines } from './_shared/file-text.ts';
import { TaskFailure } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { configFile, endLine, planConfig, type ConfigFile } from './_shared/config-file.ts';
import { settleWrite } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';
import type { Probe } from '../host/index.ts';

const UNLIMITED = ['unlimited', 'infinity', '-1'];

interface LimitParams {
  readonly domain: string;
  readonly limit_type: string;
  readonly limit_item: string;
  readonly value: string;
  readonly use_min: boolean;
  readonly use_max: boolean;
  readonly comment: string;
  readonly dest: string;
}

interface LimitState {
  readonly file: ConfigFile;
  readonly isWritable: boolean;
}

function parentIsDirectory(path: string): Probe<boolean> {
  return {
    name: 'parent-directory',
    script: sh`[ -d "$(dirname -- ${path})" ] || [ -e ${path} ]`,
    parse: ({ rc }) => rc === 0,
  };
}

function isUnlimited(value: string): boolean {
  return UNLIMITED.includes(value);
}

/** @throws TaskFailure for a value that limits.conf does not know for the item */
function checkValue({ value, limit_item: item }: LimitParams, what: string): void {
  if (isUnlimited(value) || /^\d+$/.test(value)) return;
  if (['nice', 'priority'].includes(item) && /^-?\d+$/.test(value)) return;
  throw new TaskFailure(
    `${what} '${value}' for item '${item}' is invalid. Value must either be 'unlimited', 'infinity' or -1, all of which indicate no limit, or a limit of 0 or larger. Refer to the limits.conf(5) manual pages for more details.`,
  );
}

/** The value that stays, where the smaller or the larger one is asked for. */
function chooseValue(params: LimitParams, old: string): string {
  const { value, use_min: isMin, use_max: isMax } = params;
  if (!isMin && !isMax) return value;
  const size = (text: string): number => (isUnlimited(text) ? Infinity : Number(text));
  const isNewLarger = size(value) >= size(old);
  return isNewLarger === isMax ? value : old;
}

interface Edit {
  readonly text: string;
  /** The line that stands for the limit now, with its newline. */
  readonly line: string;
}

function edit(params: LimitParams, text: string): Edit {
  const { domain, limit_type: type, limit_item: item } = params;
  const toLine = (value: string, comment: string): string => {
    const tail = comment === '' ? '' : `\t${comment}`;
    return `${domain}\t${type}\t${item}\t${value}${tail}\n`;
  };
  const own = params.comment === '' ? '' : `#${params.comment}`;
  let found: string | undefined;
  const lines = readLines(text).map((line) => {
    const [, before = '', comment = ''] = /^([^#]*)(#.*)?$/s.exec(line.replace(/\n$/, '')) ?? [];
    const fields = before.trim().split(/\s+/);
    if (fields.length !== 4) return line;
    const [inDomain, inType, inItem, old = ''] = fields;
    if (inDomain !== domain || inType !== type || inItem !== item) return line;
    const value = chooseValue(params, old);
    found = value === old ? line : toLine(value, own === '' ? comment : own);
    return found;
  });
  if (found !== undefined) return { text: lines.join(''), line: found };
  const line = toLine(params.value, own);
  return { text: endLine(text) + line, line };
}

export default defineModule({
  name: 'pam_limits',
  collection: 'community.general',
  summary: 'Modifies Linux PAM limits.',
  params: {
    properties: {
      domain: { type: 'string', description: 'A user, `@group`, `*` or a range.' },
      limit_type: {
        type: 'string',
        enum: ['hard', 'soft', '-'],
        description: 'Which limit; `-` for both.',
      },
      limit_item: {
        type: 'string',
        enum: [
          'core',
          'data',
          'fsize',
          'memlock',
          'nofile',
          'rss',
          'stack',
          'cpu',
          'nproc',
          'as',
          'maxlogins',
          'maxsyslogins',
          'priority',
          'locks',
          'sigpending',
          'msgqueue',
          'nice',
          'rtprio',
          'chroot',
        ],
        description: 'What is limited.',
      },
      value: { type: 'string', description: 'A number, or `unlimited`.' },
      backup: {
        type: 'boolean',
        default: false,
        description: 'Keep the old file beside the new one, with the time in its name.',
      },
      use_min: { type: 'boolean', default: false, description: 'Keep the smaller of both values.' },
      use_max: { type: 'boolean', default: false, description: 'Keep the larger of both values.' },
      dest: {
        type: 'string',
        default: '/etc/security/limits.conf',
        description: 'The file.',
      },
      comment: { type: 'string', default: '', description: 'A comment for a line that changes.' },
    },
    required: ['domain', 'limit_type', 'limit_item', 'value'],
  },
  returns: {
    msg: { type: 'string', description: 'The line.' },
    backup_file: { type: 'string', description: 'Where the old file was kept.' },
  },
  examples: [
    '- pam_limits:\n    domain: "*"\n    limit_type: "-"\n    limit_item: nofile\n    value: "65536"\n',
  ],
  async inspect(params, host): Promise<LimitState> {
    const [file, isWritable] = await Promise.all([
      host.ask(configFile(params.dest)),
      host.ask(parentIsDirectory(params.dest)),
    ]);
    return { file, isWritable };
  },
  plan(params, { file, isWritable }): Plan<{ readonly msg: string }> {
    if (!isWritable) {
      const folder = params.dest.slice(0, params.dest.lastIndexOf('/'));
      throw new TaskFailure(
        `directory ${folder} is not writable (check presence, access rights, use sudo)`,
      );
    }
    if (params.use_min && params.use_max) {
      throw new TaskFailure('Cannot use use_min and use_max at the same time.');
    }
    checkValue(params, ' Value of');
    const { text, line } = edit(params, file.text ?? '');
    const { changes, steps } = planConfig(file, text, { backup: params.backup });
    return { changes, steps, returns: { msg: line } };
  },
  settle: (_params, plan, outcomes) => ({ returns: settleWrite(plan.returns, outcomes) }),
});
