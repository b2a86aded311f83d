/** service_facts: the services of a host as facts: systemd's units, OpenRC's and init scripts. */
import type { Probe } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { defineModule } from './contract.ts';

interface Service {
  readonly name: string;
  readonly state: string;
  readonly status?: string;
  readonly source: string;
}

type Services = Readonly<Record<string, Service>>;

const BAD_STATES = ['not-found', 'masked', 'failed'];

/**
 * Reads `systemctl list-units`: unit, load, active, sub; a dot or ● marks what failed. Of units
 * without a file of their own (instances, generated ones) Ansible 2.14 tells the active state.
 */
function readUnits(lines: readonly string[]): Record<string, Service> {
  const services: Record<string, Service> = {};
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    const [name = '', load = '', active = '', sub = ''] = /^[●*○]$/u.test(words[0] ?? '')
      ? words.slice(1)
      : words;
    if (!name.endsWith('.service')) continue;
    const bad = BAD_STATES.find((word) => [load, active, sub].includes(word));
    const state = sub === 'running' ? 'running' : 'stopped';
    services[name] = { name, state, status: bad ?? active, source: 'systemd' };
  }
  return services;
}

/** Adds what `systemctl list-unit-files` says; `active` gives the state of units not listed. */
function addUnitFiles(
  services: Record<string, Service>,
  lines: readonly string[],
  states: ReadonlyMap<string, string>,
): void {
  for (const line of lines) {
    const [name = '', status = ''] = line.trim().split(/\s+/);
    if (!name.endsWith('.service') || status === '') continue;
    const known = services[name];
    if (known === undefined) {
      const state = states.get(name) ?? 'unknown';
      services[name] = { name, state, status, source: 'systemd' };
    } else if (!BAD_STATES.includes(known.status ?? '')) services[name] = { ...known, status };
  }
}

/** Reads `service --status-all`: ` [ + ]  cron`. */
function addScripts(services: Record<string, Service>, lines: readonly string[]): void {
  for (const line of lines) {
    const [, mark, name] = /^\s*\[ ([+?-]) \]\s+(\S+)/.exec(line) ?? [];
    if (mark === undefined || name === undefined) continue;
    services[name] = { name, state: mark === '+' ? 'running' : 'stopped', source: 'sysv' };
  }
}

/** Reads `rc-status -a -s -r` and `rc-update show`: ` sshd [  started 00:01  ]`. */
function addOpenrc(
  services: Record<string, Service>,
  status: readonly string[],
  enabled: readonly string[],
): void {
  const levels = new Map(
    enabled.flatMap((line) => {
      const [name = '', level = ''] = line.split('|').map((part) => part.trim());
      return name === '' ? [] : [[name, level === '' ? 'disabled' : 'enabled'] as const];
    }),
  );
  for (const line of status) {
    const [, name, word] = /^\s*(\S+)\s+\[\s*(\w+)/.exec(line) ?? [];
    if (name === undefined) continue;
    const state = word === 'started' ? 'running' : 'stopped';
    services[name] = { name, state, status: levels.get(name) ?? 'disabled', source: 'openrc' };
  }
}

/** Cuts the answer at its marks. */
function sections(stdout: string): (name: string) => readonly string[] {
  const parts = new Map(
    stdout.split(/^@@/m).map((part) => {
      const [name = '', ...lines] = part.split('\n');
      return [name, lines.filter((line) => line.trim() !== '')] as const;
    }),
  );
  return (name) => parts.get(name) ?? [];
}

function parseServices(stdout: string): Services {
  const at = sections(stdout);
  const services: Record<string, Service> = {};
  addScripts(services, at('sysv'));
  addOpenrc(services, at('openrc'), at('levels'));
  Object.assign(services, readUnits(at('units')));
  const states = new Map(
    at('states').map((line) => {
      const [name = '', state = ''] = line.split('\t');
      return [name, state] as const;
    }),
  );
  addUnitFiles(services, at('files'), states);
  return services;
}

function listServices(): Probe<Services> {
  return {
    name: 'services',
    script: sh`PATH=$PATH:/usr/sbin:/sbin; LC_ALL=C; SYSTEMD_COLORS=0; export PATH LC_ALL SYSTEMD_COLORS
if command -v service >/dev/null 2>&1 && [ -d /etc/init.d ]; then
  echo @@sysv; service --status-all 2>&1 | grep -E '\[ [+?-] \]'
fi
if command -v rc-status >/dev/null 2>&1; then
  echo @@openrc; rc-status -a -s -r 2>/dev/null || rc-status -a 2>/dev/null
  echo @@levels; rc-update -v show 2>/dev/null
fi
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
  u=$(systemctl list-units --no-pager --no-legend --type service --all)
  f=$(systemctl list-unit-files --no-pager --no-legend --type service --all)
  printf '@@units\n%s\n@@files\n%s\n@@states\n' "$u" "$f"
  # Only units that are not listed are asked for: systemd reads the files of each.
  n=$(printf '%s\n@@\n%s\n' "$u" "$f" | awk '
    $1 == "@@" { isFile = 1; next }
    !isFile { known[$1 ~ /\.service$/ ? $1 : $2] = 1; next }
    $1 !~ /@\.service$/ && !($1 in known) { print $1 }')
  [ -z "$n" ] || systemctl show --no-pager -p Id,Names,ActiveState -- $n 2>/dev/null |
    awk -F= '$1 == "Names" { n = $2 } $1 == "ActiveState" { s = $2 } /^$/ { split(n, a, " "); for (i in a) print a[i] "\t" s } END { split(n, a, " "); for (i in a) print a[i] "\t" s }'
fi
true`,
    parse: ({ stdout }) => parseServices(stdout),
  };
}

export default defineModule({
  name: 'service_facts',
  collection: 'ansible.builtin',
  summary: 'Gathers what services there are, and their states.',
  params: { properties: {} },
  returns: { ansible_facts: { type: 'object', description: '`services`, by name.' } },
  examples: ['- service_facts:\n'],
  inspect: (_params, host) => host.ask(listServices()),
  plan(_params, found) {
    const services = Object.fromEntries(
      Object.entries(found).map(([name, service]) => [name, { ...service }]),
    );
    return {
      changes: [],
      steps: [],
      returns: { ansible_facts: { services } },
      effects: [{ set: 'facts', facts: { services } }],
    };
  },
});
