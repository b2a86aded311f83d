/**
 * Tables of cron as `cron` and `cronvar` handle them: those of users, by the program `crontab`, and
 * files.
 */
import { TaskFailure, type HostReader, type Step, type StepOutcome } from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import { configFile, planConfig, type ConfigFile } from './config-file.ts';
import { readCronFile, readCrontab, renderCrontab, type Crontab } from './crontab.ts';
import { decodeBase64, decodeText } from './file-text.ts';
import { failOnFailedStep } from './outcome.ts';
import { askTool, callTool, type Tool } from './tool.ts';

const CRONTAB: Tool = { name: 'crontab', package: 'cron' };
const BACKUP_TITLE = 'keep the old table';

/** Calls crontab; another user's table needs `-u`, which not every user may say. */
function crontab(user: string | undefined, words: readonly string[]): Sh {
  if (user === undefined || user === '') return sh`crontab ${words}`;
  return sh`if [ "$(id -un)" = ${user} ]; then crontab ${words}; else crontab -u ${user} ${words}; fi`;
}

/** Reads a user's table. Code 1 means that there is none. @throws TaskFailure for other codes */
async function readUsersTable(host: HostReader, user: string | undefined): Promise<Crontab> {
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

/** A table where it stands. */
export interface CronPlace {
  readonly table: Crontab;
  /** The file, when the table is one. */
  readonly file: ConfigFile | undefined;
}

/**
 * Reads a table.
 * @param path of the file; empty for that of the user
 * @throws TaskFailure without the program `crontab`, also where the table is a file
 */
export async function readPlace(
  host: HostReader,
  user: string | undefined,
  path: string,
): Promise<CronPlace> {
  if (path === '') return { table: await readUsersTable(host, user), file: undefined };
  const [file] = await Promise.all([
    host.ask(configFile(path)),
    host.ask(askTool([CRONTAB], 'has-crontab', sh`:`, () => true)),
  ]);
  return { table: readCronFile(file.text ?? ''), file };
}

/** Installs a user's table. */
function installTable(user: string | undefined, before: string, after: string): CronWork {
  const install = callTool(CRONTAB, 'install the crontab', crontab(user, ['-']));
  return {
    changes: [{ what: 'content', before, after, path: toHeader(user) }],
    steps: [{ ...install, stdin: after }],
  };
}

/** Puts a text in the table's place. */
export function planText(user: string | undefined, place: CronPlace, text: string): CronWork {
  const { table, file } = place;
  if (file === undefined) return installTable(user, table.text, text);
  return planConfig(file, text, { mode: file.text === undefined ? '0644' : undefined });
}

/**
 * Keeps the old table as a file that only its owner may read.
 * @param word what the file's name begins with
 */
function planBackup(table: Crontab, word: string): Step {
  return {
    do: 'run',
    title: BACKUP_TITLE,
    script: sh`umask 077; f=$(mktemp "${{ sh: '${TMPDIR:-/tmp}' }}"/${`${word}XXXXXXXX`}) && cat >"$f" && printf '%s' "$f"`,
    stdin: renderCrontab(table.lines),
    housekeeping: true,
  };
}

/** The steps of a change, behind one that keeps the old table where that is asked for. */
export function keepingOld(
  { changes, steps }: CronWork,
  table: Crontab,
  { backup, word }: { readonly backup: boolean; readonly word: string },
): readonly Step[] {
  return backup && changes.length > 0 ? [planBackup(table, word), ...steps] : steps;
}

type CronReturns = Readonly<Record<string, string | readonly string[]>>;

/** Tells where the old table was kept. @throws TaskFailure when a step has failed */
export function settleCron(
  { returns }: { readonly returns: CronReturns },
  outcomes: readonly StepOutcome[],
): { readonly returns: CronReturns } {
  failOnFailedStep(outcomes, ({ message, stderr }) => message ?? stderr);
  const kept = outcomes.find(({ step }) => step.title === BACKUP_TITLE)?.stdout.trim();
  return { returns: kept === undefined ? returns : { ...returns, backup_file: kept } };
}
