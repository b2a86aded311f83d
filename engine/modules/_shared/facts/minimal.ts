/** The small facts of the `min` subset: platform, user, time, environment and the like. */
import type { Plain } from '../../../base/index.ts';
import { sh } from '../../../shell/index.ts';
import { splitWords } from '../split-words.ts';
import { dateTime } from './date-time.ts';
import {
  mark,
  parseAssignments,
  printFile,
  type Answer,
  type Facts,
  type FactFamily,
} from './fact-family.ts';
import { python } from './python.ts';

interface Uname {
  readonly system: string;
  readonly node: string;
  readonly kernel: string;
  readonly version: string;
  readonly machine: string;
}

/** Reads `uname -snrvm`, of which only the version may have blanks. */
function parseUname(line: string): Uname {
  const [, ...words] = /^(\S+) (\S+) (\S+) (.*) (\S+)$/.exec(line) ?? [];
  const [system = '', node = '', kernel = '', version = '', machine = ''] = words;
  return { system, node, kernel, version, machine };
}

function parsePlatform(answer: Answer): Facts {
  const { system, node, kernel, version, machine } = parseUname(answer.line('uname'));
  const fqdn = findFullName(answer.line('names').split(/\s+/).slice(1)) ?? node;
  const isIntel = /^(x86_64|i[3456]86)$/.test(machine);
  const bits = answer.line('bits').trim() === '1' ? '32' : '64';
  const machineId = answer.line('machine-id');
  return {
    system,
    nodename: node,
    hostname: node.split('.')[0],
    fqdn,
    domain: fqdn.split('.').slice(1).join('.'),
    kernel,
    kernel_version: version,
    machine,
    architecture: isIntel && machine !== 'x86_64' ? 'i386' : machine,
    userspace_bits: bits,
    ...(isIntel ? { userspace_architecture: bits === '64' ? 'x86_64' : 'i386' } : {}),
    ...(machineId === '' ? {} : { machine_id: machineId }),
  };
}

/** As Python's getfqdn: the first name with a dot, else the first name. */
function findFullName(names: readonly string[]): string | undefined {
  return names.find((name) => name.includes('.')) ?? names[0];
}

const platform: FactFamily = {
  name: 'platform',
  script: sh`${mark('uname')}
uname -snrvm
${mark('bits')}
od -An -t u1 -j 4 -N 1 /bin/sh
${mark('machine-id')}
${printFile(sh`/etc/machine-id`)}
${printFile(sh`/var/lib/dbus/machine-id`)}
${mark('names')}
k=$(getent ahosts "$(uname -n)" 2>/dev/null | awk '{ print $1; exit }')
if [ -n "$k" ]; then getent hosts "$k"; else printf '? %s\n' "$(hostname -f 2>/dev/null)"; fi`,
  parse: parsePlatform,
};

const user: FactFamily = {
  name: 'user',
  script: sh`${mark('ids')}
k=
while read -r a r e x; do case $a in
  Uid:) k=$e; printf '%s\n%s\n' "$e" "$r" ;;
  Gid:) printf '%s\n%s\n' "$e" "$r"; break ;;
esac; done 2>/dev/null </proc/$$/status
[ -n "$k" ] || { k=$(id -u); id -u; id -ru; id -g; id -rg; }
${mark('passwd')}
getent passwd "$k" 2>/dev/null || grep "^[^:]*:[^:]*:$k:" /etc/passwd`,
  parse(answer) {
    const [user = 0, realUser = 0, group = 0, realGroup = 0] = answer.lines('ids').map(Number);
    const [name = '', , uid = '0', gid = '0', gecos = '', home = '', shell = ''] = answer
      .line('passwd')
      .split(':');
    return {
      user_id: name,
      user_uid: Number(uid),
      user_gid: Number(gid),
      user_gecos: gecos,
      user_dir: home,
      user_shell: shell,
      real_user_id: realUser,
      effective_user_id: user,
      real_group_id: realGroup,
      effective_group_id: group,
    };
  },
};

const env: FactFamily = {
  name: 'env',
  script: sh`${mark('env')}
env`,
  parse(answer) {
    const variables: Record<string, string> = {};
    let last: string | undefined;
    for (const line of answer.text('env').replace(/\n$/, '').split('\n')) {
      const match = /^([A-Za-z_]\w*)=(.*)$/.exec(line);
      if (match?.[1] !== undefined) {
        last = match[1];
        variables[last] = match[2] ?? '';
      } else if (last !== undefined) variables[last] = `${variables[last] ?? ''}\n${line}`;
    }
    return { env: variables };
  },
};

function splitCommandLine(text: string): readonly string[] {
  try {
    return splitWords(text);
  } catch {
    return text.split(/\s+/);
  }
}

function parseCommandLine(text: string): Facts {
  const all = new Map<string, (string | boolean)[]>();
  for (const word of splitCommandLine(text)) {
    const at = word.indexOf('=');
    const name = at === -1 ? word : word.slice(0, at);
    const value = at === -1 ? true : word.slice(at + 1);
    all.set(name, [...(all.get(name) ?? []), value]);
  }
  const entries = [...all];
  return {
    cmdline: Object.fromEntries(entries.map(([name, values]) => [name, values.at(-1)])),
    proc_cmdline: Object.fromEntries(
      entries.map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
    ),
  };
}

const cmdline: FactFamily = {
  name: 'cmdline',
  script: sh`${mark('cmdline')}
${printFile(sh`/proc/cmdline`)}`,
  parse: (answer) => parseCommandLine(answer.line('cmdline')),
};

function parseResolverOptions(options: readonly string[]): Plain {
  return Object.fromEntries(
    options.map((option) => {
      const [name = '', value] = option.split(':');
      return [name, value ?? true] as const;
    }),
  );
}

function parseResolver(lines: readonly string[]): Plain {
  const nameservers: string[] = [];
  const dns: Record<string, Plain> = {};
  for (const line of lines) {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === 'nameserver') nameservers.push(...rest);
    else if (word === 'domain') dns['domain'] = rest[0];
    else if (word === 'search' || word === 'sortlist') dns[word] = rest;
    else if (word === 'options') dns['options'] = parseResolverOptions(rest);
  }
  return nameservers.length === 0 ? dns : { ...dns, nameservers };
}

const dns: FactFamily = {
  name: 'dns',
  script: sh`${mark('resolv')}
${printFile(sh`/etc/resolv.conf`)}`,
  parse: (answer) => ({ dns: parseResolver(answer.lines('resolv')) }),
};

const lsb: FactFamily = {
  name: 'lsb',
  script: sh`${mark('lsb')}
if command -v lsb_release >/dev/null 2>&1; then lsb_release -a 2>/dev/null; fi
${mark('lsb-file')}
${printFile(sh`/etc/lsb-release`)}`,
  parse(answer) {
    const told = Object.fromEntries(
      answer.lines('lsb').map((line) => {
        const [key = '', ...value] = line.split(':');
        return [key.trim(), value.join(':').trim()] as const;
      }),
    );
    const file = parseAssignments(answer.lines('lsb-file'));
    const release = told['Release'] ?? file['DISTRIB_RELEASE'];
    const id = told['Distributor ID'] ?? file['DISTRIB_ID'];
    if (id === undefined) return { lsb: {} };
    return {
      lsb: {
        id,
        description: told['Description'] ?? file['DISTRIB_DESCRIPTION'],
        release,
        codename: told['Codename'] ?? file['DISTRIB_CODENAME'],
        major_release: release?.split('.')[0],
      },
    };
  },
};

const sshKeys: FactFamily = {
  name: 'ssh_pub_keys',
  script: sh`${mark('ssh-keys')}
for k in rsa dsa ecdsa ed25519; do
  for d in /etc/ssh /etc/openssh /etc; do
    if [ -r "$d/ssh_host_$k""_key.pub" ]; then
      printf '%s ' "$k"; f="$d/ssh_host_$k""_key.pub"; ${printFile(sh`"$f"`)}; break
    fi
  done
done`,
  parse(answer) {
    const facts: Record<string, string> = {};
    for (const line of answer.lines('ssh-keys')) {
      const [kind = '', type = '', key = ''] = line.split(' ');
      facts[`ssh_host_key_${kind}_public`] = key;
      facts[`ssh_host_key_${kind}_public_keytype`] = type;
    }
    return facts;
  },
};

/** The families of this file. */
export const minimalFamilies: readonly FactFamily[] = [
  platform,
  user,
  dateTime,
  env,
  python,
  cmdline,
  dns,
  lsb,
  sshKeys,
];
