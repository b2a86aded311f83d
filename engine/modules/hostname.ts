/** hostname: the name of a host, now and after every start. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Probe, type Step } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';

type Strategy = 'systemd' | 'file' | 'openrc' | 'redhat' | 'sles' | 'generic';

interface HostnameState {
  readonly current: string;
  readonly fqdn: string;
  /** What the wished name will resolve to, as Python's getfqdn tells it. */
  readonly wishedFqdn: string;
  /** The name that is kept, by the file that keeps it. */
  readonly kept: Readonly<Record<string, string>>;
  readonly isSystemd: boolean;
  readonly hasOpenrc: boolean;
}

const KEPT: Readonly<Record<Strategy, string | undefined>> = {
  systemd: '/etc/hostname',
  file: '/etc/hostname',
  openrc: '/etc/conf.d/hostname',
  redhat: '/etc/sysconfig/network',
  sles: '/etc/HOSTNAME',
  generic: undefined,
};

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  systemd: 'systemd',
  alpine: 'file',
  openrc: 'openrc',
  redhat: 'redhat',
  sles: 'sles',
  generic: 'generic',
};

/** The first name with a dot among what a host database says; else the first one, else the name. */
function toFqdn(name: string, line: string): string {
  const [, ...names] = line.trim().split(/\s+/);
  return names.find((known) => known.includes('.')) ?? names[0] ?? name;
}

function hostnameState(name: string): Probe<HostnameState> {
  return {
    name: 'hostname',
    script: sh`n=$(cat /proc/sys/kernel/hostname 2>/dev/null || hostname)
printf '%s\n%s\n%s\n' "$n" "$(hostname -f 2>/dev/null || printf '%s' "$n")" "$(getent hosts ${name} 2>/dev/null | sed 1q)"
if command -v hostnamectl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then echo systemd; fi
if [ -d /run/openrc ] || command -v rc-service >/dev/null 2>&1; then echo openrc; fi
for k in /etc/hostname /etc/HOSTNAME; do
  [ ! -f "$k" ] || printf '%s=%s\n' "$k" "$(grep -v '^#' "$k" | sed -n '/./{p;q;}')"
done
if [ -f /etc/conf.d/hostname ]; then
  printf '/etc/conf.d/hostname=%s\n' "$(sed -n 's/^hostname=//p' /etc/conf.d/hostname | tr -d '"')"
fi
if [ -f /etc/sysconfig/network ]; then
  printf '/etc/sysconfig/network=%s\n' "$(sed -n 's/^HOSTNAME=//p' /etc/sysconfig/network)"
fi`,
    parse({ stdout }) {
      const [current = '', fqdn = '', found = '', ...rest] = stdout.split('\n');
      const kept = rest.flatMap((line) => {
        const at = line.indexOf('=');
        return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const];
      });
      return {
        current,
        fqdn,
        wishedFqdn: toFqdn(name, found),
        kept: Object.fromEntries(kept),
        isSystemd: rest.includes('systemd'),
        hasOpenrc: rest.includes('openrc'),
      };
    },
  };
}

/** Without `use`, the host's own service manager decides, then the file that is there. */
function chooseStrategy(use: string | undefined, state: HostnameState): Strategy {
  // Ansible's strategy of this name is that of systemd; without systemd it fails.
  if (use === 'debian') return state.isSystemd ? 'systemd' : 'file';
  if (use !== undefined) {
    const known = STRATEGIES[use];
    if (known !== undefined) return known;
    throw new TaskFailure(`\`use: ${use}\` is for systems that kplay does not manage (Linux only)`);
  }
  if (state.isSystemd) return 'systemd';
  if (state.hasOpenrc && '/etc/conf.d/hostname' in state.kept) return 'openrc';
  const found = ['/etc/hostname', '/etc/HOSTNAME', '/etc/sysconfig/network'].find(
    (path) => path in state.kept,
  );
  if (found === '/etc/HOSTNAME') return 'sles';
  return found === '/etc/sysconfig/network' ? 'redhat' : 'file';
}

/** Keeps the name in a file that has other settings too. */
function setVariable(path: string, variable: string, name: string): Step {
  const line = `${variable}="${name}"`;
  return {
    do: 'run',
    title: `write ${path}`,
    script: sh`p=${path}; t=$p.kplay
{ [ ! -f "$p" ] || grep -v ${`^${variable}=`} "$p"; printf '%s\n' ${line}; } >"$t" || exit
[ ! -f "$p" ] || { chmod --reference="$p" "$t" 2>/dev/null; }
mv -f -- "$t" "$p"`,
  };
}

function planName(
  strategy: Strategy,
  name: string,
  isCurrent: boolean,
  isKept: boolean,
): readonly Step[] {
  const set: Step = { do: 'run', title: 'set the host name', script: sh`hostname -- ${name}` };
  const now = isCurrent ? [] : [set];
  if (strategy === 'systemd') {
    const call = (...kinds: readonly string[]): Step => ({
      do: 'run',
      title: `hostnamectl ${kinds.join(' ')} set-hostname ${name}`,
      script: sh`hostnamectl ${kinds} set-hostname -- ${name}`,
    });
    return [
      ...(isCurrent ? [] : [call('--transient')]),
      ...(isKept ? [] : [call('--pretty', '--static')]),
    ];
  }
  const path = KEPT[strategy];
  if (path === undefined || isKept) return now;
  if (strategy === 'openrc') return [setVariable(path, 'hostname', name), ...now];
  if (strategy === 'redhat') return [setVariable(path, 'HOSTNAME', name), ...now];
  const content = { from: 'text', text: `${name}\n` } as const;
  return [{ do: 'write', title: `write ${path}`, path, content, attributes: {} }, ...now];
}

function toFacts(name: string, fqdn: string): Readonly<Record<string, string>> {
  const [, ...domain] = fqdn.split('.');
  return {
    ansible_hostname: name.split('.')[0] ?? name,
    ansible_nodename: name,
    ansible_fqdn: fqdn,
    ansible_domain: domain.join('.'),
  };
}

/** @throws TaskFailure for what no host can be called */
function checkName(name: string, strategy: Strategy): void {
  if (/[\s\0]/.test(name) || name === '') {
    throw new TaskFailure(`\`${name}\` cannot be the name of a host: Invalid hostname '${name}'`);
  }
  if (strategy === 'systemd' && name.length > 64) {
    throw new TaskFailure(
      'name cannot be longer than 64 characters on systemd servers, try a shorter name',
    );
  }
}

export default defineModule({
  name: 'hostname',
  collection: 'ansible.builtin',
  summary: "Sets a host's name.",
  notes: ['/etc/hosts is not touched.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The name.' },
      use: {
        type: 'string',
        enum: [
          'alpine',
          'debian',
          'freebsd',
          'generic',
          'macos',
          'macosx',
          'darwin',
          'openbsd',
          'openrc',
          'redhat',
          'sles',
          'solaris',
          'systemd',
        ],
        description: 'How the name is kept; found out when not given. Linux only.',
      },
    },
    required: ['name'],
  },
  returns: {
    name: { type: 'string', description: 'The name.' },
    ansible_facts: { type: 'object', description: 'hostname, nodename, fqdn and domain.' },
  },
  examples: ['- hostname:\n    name: web01\n'],
  inspect: ({ name }, host) => host.ask(hostnameState(name)),
  plan({ name, use }, state): Plan<Readonly<Record<string, Plain>>> {
    const strategy = chooseStrategy(use, state);
    checkName(name, strategy);
    const path = KEPT[strategy];
    const kept = path === undefined ? name : state.kept[path];
    const [isCurrent, isKept] = [state.current === name, kept === name];
    const isSame = isCurrent && isKept;
    const before = isCurrent ? (kept ?? '') : state.current;
    const facts = toFacts(name, isSame ? state.fqdn : state.wishedFqdn);
    const fact = (key: string): string => facts[`ansible_${key}`] ?? '';
    const toLine = (text: string): string => `hostname = ${text}\n`;
    const names = ['hostname', 'nodename', 'fqdn', 'domain'];
    return {
      changes: isSame ? [] : [{ what: 'content', before: toLine(before), after: toLine(name) }],
      steps: isSame ? [] : planName(strategy, name, isCurrent, isKept),
      returns: { name, ansible_facts: facts },
      effects: [{ set: 'facts', facts: Object.fromEntries(names.map((key) => [key, fact(key)])) }],
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(
      outcomes,
      ({ rc, stdout, stderr, message }) =>
        message ?? `Command failed rc=${rc}, out=${stdout}, err=${stderr}`,
    );
    return { returns: plan.returns };
  },
});
