/** What user and group share: how the databases are read, and how a failed tool is told. */
import type { Plain } from '../../base/index.ts';
import { TaskFailure, type StepOutcome } from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';

/** One line of a database: through getent, which knows LDAP, or only from the file in /etc. */
export function toLookUp(database: 'passwd' | 'group', name: string, isLocal: boolean): Sh {
  const file = `/etc/${database}`;
  const read = sh`awk -F: -v n=${name.replaceAll('\\', '\\\\')} '$1 == n { print; exit }' ${file}`;
  if (isLocal) return read;
  return sh`if command -v getent >/dev/null 2>&1; then getent ${database} -- ${name}; else ${read}; fi`;
}

/** The last line of a tool's output that stands behind a mark of our own. */
export function findLine(stdout: string, mark: string): string | undefined {
  const line = stdout.split('\n').find((each) => each.startsWith(`${mark} `));
  return line?.slice(mark.length + 1);
}

/**
 * Throws for a step that failed, with what the tool said.
 * @throws TaskFailure with `returns`; a tool that is missing is named with its package
 */
export function failTool(
  outcomes: readonly StepOutcome[],
  returns: Readonly<Record<string, Plain>>,
): void {
  const failed = outcomes.find(({ status }) => status === 'failed');
  if (failed === undefined) return;
  const tool =
    /(?:^|[\s:])((?:user|group)(?:add|mod|del)|chage|ssh-keygen): (?:command )?not found/m.exec(
      failed.stderr,
    )?.[1];
  if (failed.rc === 127 && tool !== undefined) {
    const name = tool === 'ssh-keygen' ? 'openssh-client' : 'passwd, on Alpine shadow';
    throw new TaskFailure(`\`${tool}\` is missing on the host (package ${name})`, returns);
  }
  const text = failed.stderr === '' ? failed.stdout : failed.stderr;
  throw new TaskFailure(failed.message ?? text, { ...returns, rc: failed.rc });
}

/** A flag with its value, or nothing when there is no value. */
export function toFlag(flag: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [flag, String(value)];
}

/** A flag that stands alone, when it is wanted. */
export function toSwitch(flag: string, isWanted: boolean): readonly string[] {
  return isWanted ? [flag] : [];
}
