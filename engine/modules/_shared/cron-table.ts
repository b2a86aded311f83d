/** Tables of cron that belong to users: read, installed and kept by the program `crontab`. */
import {
  TaskFailure,
  type HostReader,
  type Probe,
  type Step,
  type StepOutcome,
} from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import { readCrontab, renderCrontab, type Crontab } from './crontab.ts';
import { decodeBase64, decodeText } from './file-text.ts';
import { askTool, callTool, type Tool } from './tool.ts';

const CRONTAB: Tool = { name: 'crontab', package: 'cron' };
const BACKUP_TITLE = 'keep the old table';

/** Calls crontab; another user's table needs `-u`, which not every user may say. */
function crontab(user: string | undefined, words: readonly string[]): Sh {
  if (user === undefined || user === '') return sh`crontab ${words}`;
  return sh`if [ "$(id -un)" = ${user} ]; then crontab ${words}; else crontab -u ${user} ${words}; fi`;
}

/** Reads a user's table. Code 1 means that there is none. @throws TaskFailure for other codes */
export async function readTable(host: HostReader, user: string | undefined): Promise<Crontab> {
  const script = sh`t=$(${crontab(user, ['-l'])} && echo .); r=$?
printf '%s' "${{ sh: '${t%.}' }}" | base64
exit $r`;
  return host.ask(
    askTool([CRONTAB], 'crontab', script, ({ rc, stdout }) => {
      if (rc > 1) throw new TaskFailure('Unable to read crontab');
      return readCrontab(decodeText(decodeBase64(stdout)));
    }),
  );
}

function toHeader(user: string | undefined): string {
  return user === undefined || user === '' ? 'crontab' : `crontab for user "${user}"`;
}

/** What changes, and what is done for it. */
export interface CronWork {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** Installs a user's table. */
export function planTable(user: string | undefined, before: string, after: string): CronWork {
  const install = callTool(CRONTAB, 'install the crontab', crontab(user, ['-']));
  return {
    changes: [{ what: 'content', before, after, path: toHeader(user) }],
    steps: [{ ...install, stdin: after }],
  };
}

/**
 * Keeps the old table as a file that only its owner may read; `findKept` tells where.
 * @param word what the file's name begins with
 */
export function planBackup(table: Crontab, word: string): Step {
  return {
    do: 'run',
    title: BACKUP_TITLE,
    script: sh`umask 077; f=$(mktemp "${{ sh: '${TMPDIR:-/tmp}' }}"/${`${word}XXXXXXXX`}) && cat >"$f" && printf '%s' "$f"`,
    stdin: renderCrontab(table.lines),
    housekeeping: true,
  };
}

/** Where the old table was kept. */
export function findKept(outcomes: readonly StepOutcome[]): string | undefined {
  return outcomes.find(({ step }) => step.title === BACKUP_TITLE)?.stdout.trim();
}

/** A question of nothing, for what needs crontab and reads a file: fails where it is missing. */
export function hasCrontab(): Probe<boolean> {
  return askTool([CRONTAB], 'has-crontab', sh`:`, () => true);
}
