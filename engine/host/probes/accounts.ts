/** Probes for users and groups: through getent where the host has it, else from /etc. */
import { sh, type Sh } from '../../shell/index.ts';
import type { Probe, Reply } from '../contract.ts';

/** A user, as passwd(5) has it. */
export interface UserInfo {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly gecos: string;
  readonly home: string;
  readonly shell: string;
}

/** A group, as group(5) has it. */
export interface GroupInfo {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

function lookUp(database: 'passwd' | 'group', key: string): Sh {
  return sh`if command -v getent >/dev/null 2>&1; then exec getent ${database} ${key}; fi
while IFS= read -r line; do
  IFS=:
  set -f
  set -- $line
  case ${key} in "$1"|"$3") printf '%s\n' "$line"; exit 0 ;; esac
done <${`/etc/${database}`}
exit 2`;
}

function parseFields(reply: Reply): readonly string[] | undefined {
  const line = reply.stdout.split('\n')[0] ?? '';
  return reply.rc === 0 && line.includes(':') ? line.split(':') : undefined;
}

/** Asks for a user by name or number; the probe answers undefined when there is none. */
export function userInfo(user: string): Probe<UserInfo | undefined> {
  return {
    name: 'user-info',
    params: { user },
    script: lookUp('passwd', user),
    parse: (reply) => {
      const fields = parseFields(reply);
      if (fields === undefined) return undefined;
      const [name = '', , uid, gid, gecos = '', home = '', shell = ''] = fields;
      return { name, uid: Number(uid), gid: Number(gid), gecos, home, shell };
    },
  };
}

/** Asks for a group by name or number; the probe answers undefined when there is none. */
export function groupInfo(group: string): Probe<GroupInfo | undefined> {
  return {
    name: 'group-info',
    params: { group },
    script: lookUp('group', group),
    parse: (reply) => {
      const fields = parseFields(reply);
      if (fields === undefined) return undefined;
      const [name = '', , gid, members = ''] = fields;
      return { name, gid: Number(gid), members: members.split(',').filter((one) => one !== '') };
    },
  };
}
