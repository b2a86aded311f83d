/** What a host says of an account before `user` decides. */
import type { HostReader } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { toLookUp } from './accounts.ts';
import type { UserParams } from './user-params.ts';

/** The fields of passwd and shadow that matter. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
  /** Of shadow; undefined when it may not be read. */
  readonly password: string | undefined;
  readonly ageMin: string;
  readonly ageMax: string;
  readonly ageWarn: string;
  /** Days since 1970; empty for never. */
  readonly expires: string;
  /** Groups that name it, the main group left out. */
  readonly groups: readonly string[];
}

export interface UserState {
  readonly account: Account | undefined;
  /** gid by the name or number that was asked for; a group that is missing has none. */
  readonly groupIds: Readonly<Record<string, number>>;
  readonly groupNames: Readonly<Record<string, string>>;
  /** A group with the name of the account exists. */
  readonly hasOwnGroup: boolean;
  readonly hasHome: boolean;
  readonly hasKey: boolean;
  readonly keyFile: string;
  readonly isBusybox: boolean;
  readonly hostName: string;
  readonly isCheckMode: boolean;
}

function askGroup(word: string, isLocal: boolean): Sh {
  const byNumber = /^\d+$/.test(word)
    ? sh`awk -F: -v n=${word} '$3 == n { print; exit }' /etc/group`
    : sh`:`;
  return sh`l=$(${toLookUp('group', word, isLocal)}); [ -n "$l" ] || l=$(${byNumber})
printf 'G %s %s\n' ${word} "$l"`;
}

/** Puts the home in front of a relative name. */
export function toKeyFile(params: UserParams, home: string): string {
  const file = params.ssh_key_file ?? `.ssh/id_${params.ssh_key_type}`;
  return file.startsWith('/') ? file : `${home}/${file}`;
}

function askAll(params: UserParams): Sh {
  const { name, local, home = '' } = params;
  const words = [...(params.group === undefined ? [] : [params.group]), ...(params.groups ?? [])];
  const key = params.ssh_key_file ?? `.ssh/id_${params.ssh_key_type}`;
  const list = local ? sh`cat /etc/group` : sh`{ getent group 2>/dev/null || cat /etc/group; }`;
  return joinSh([
    sh`e=$(${toLookUp('passwd', name, local)}); printf 'P %s\n' "$e"
printf 'S %s\n' "$(awk -F: -v n=${name} '$1 == n { print; exit }' /etc/shadow 2>/dev/null)"
printf 'O %s\n' "$(${toLookUp('group', name, local)})"
${list} | awk -F: -v n=${name} '{ k = split($4, m, ","); for (i = 1; i <= k; i++) if (m[i] == n) print "M", $3, $1 }'
h=${home}; o=$(printf '%s' "$e" | cut -d: -f6); [ -n "$h" ] || h=$o
[ -z "$h" ] || [ ! -e "$h" ] || echo home
k=${key}; case $k in /*) ;; *) k=$h/$k ;; esac
[ ! -f "$k" ] || echo key
command -v useradd >/dev/null 2>&1 || ! command -v adduser >/dev/null 2>&1 || echo busybox
printf 'N %s\n' "$(hostname 2>/dev/null || cat /proc/sys/kernel/hostname)"`,
    ...words.filter((word) => word !== '').map((word) => askGroup(word, local)),
  ]);
}

function parseAccount(
  passwd: string,
  shadow: string,
  memberships: readonly (readonly [number, string])[],
): Account | undefined {
  const [, , uid, gid, comment = '', home = '', shell = ''] = passwd.split(':');
  if (uid === undefined || gid === undefined) return undefined;
  const [, password, , ageMin = '', ageMax = '', ageWarn = '', , expires = ''] = shadow.split(':');
  const groups = memberships.filter(([id]) => id !== Number(gid)).map(([, name]) => name);
  const own = { uid: Number(uid), gid: Number(gid), comment, home, shell };
  return { ...own, password, ageMin, ageMax, ageWarn, expires, groups };
}

/** Asks everything in one script. */
export async function inspectUser(
  params: UserParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<UserState> {
  return host.ask({
    name: 'user-state',
    script: askAll(params),
    parse: ({ stdout }) => {
      const lines = stdout.split('\n');
      const all = (mark: string): readonly string[] =>
        lines.filter((line) => line.startsWith(`${mark} `)).map((line) => line.slice(2));
      const one = (mark: string): string => all(mark)[0] ?? '';
      const memberships = all('M').map((line) => {
        const at = line.indexOf(' ');
        return [Number(line.slice(0, at)), line.slice(at + 1)] as const;
      });
      const account = parseAccount(one('P'), one('S'), memberships);
      const groups = all('G').flatMap((line) => {
        const at = line.lastIndexOf(' ');
        const [name = '', , gid] = line.slice(at + 1).split(':');
        return gid === undefined ? [] : [[line.slice(0, at), name, Number(gid)] as const];
      });
      return {
        account,
        groupIds: Object.fromEntries(groups.map(([word, , gid]) => [word, gid])),
        groupNames: Object.fromEntries(groups.map(([word, name]) => [word, name])),
        hasOwnGroup: one('O') !== '',
        hasHome: lines.includes('home'),
        hasKey: lines.includes('key'),
        keyFile: toKeyFile(params, params.home ?? account?.home ?? ''),
        isBusybox: lines.includes('busybox'),
        hostName: one('N'),
        isCheckMode,
      };
    },
  });
}
