/** package_facts: the packages of a host as facts, by its own package manager. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Probe } from '../host/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { defineModule } from './contract.ts';

type Package = Readonly<Record<string, Plain>> & { readonly name: string };
type Packages = Readonly<Record<string, readonly Package[]>>;

/** A package manager: how it lists what is installed, and how a line of it is read. */
interface Lister {
  readonly name: string;
  readonly script: Sh;
  read(line: string): Package | undefined;
}

const DPKG_FORMAT =
  '${db:Status-Abbrev}\\t${Package}\\t${Version}\\t${Architecture}\\t${Section}\\n';
const RPM_FORMAT = '%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\n';

const LISTERS: readonly Lister[] = [
  {
    name: 'rpm',
    // Other systems have rpm too, to look into its packages; there it knows none, but keys maybe.
    script: sh`command -v rpm >/dev/null 2>&1 && [ -d /var/lib/rpm -o -d /usr/lib/sysimage/rpm ] &&
  o=$(rpm -qa --qf ${RPM_FORMAT}) &&
  printf '%s\n' "$o" | grep -Eqv '^(gpg-pubkey|$)' &&
  printf '%s\n' "$o"`,
    read(line) {
      const [name = '', epoch = '', version = '', release = '', arch = ''] = line.split('\t');
      if (name === '') return undefined;
      const number = epoch === '0' || epoch === '(none)' ? null : Number(epoch);
      return { name, version, release, epoch: number, arch, source: 'rpm' };
    },
  },
  {
    name: 'apt',
    script: sh`command -v dpkg-query >/dev/null 2>&1 && dpkg-query -W -f ${DPKG_FORMAT}`,
    read(line) {
      const [status = '', name = '', version = '', arch = '', category = ''] = line.split('\t');
      // What is only unpacked or waits for triggers counts, as it does for apt; what was removed does not.
      if (!/^.[HUFWti]/.test(status)) return undefined;
      return { name, version, arch, category, origin: '', source: 'apt' };
    },
  },
  {
    name: 'pacman',
    script: sh`command -v pacman >/dev/null 2>&1 && LC_ALL=C pacman -Q`,
    read(line) {
      const [name = '', version = ''] = line.split(' ');
      const [, number = version, release] = /^(.*)-([^-]+)$/.exec(version) ?? [];
      return name === ''
        ? undefined
        : { name, version: number, release: release ?? '', source: 'pacman' };
    },
  },
  {
    name: 'apk',
    script: sh`command -v apk >/dev/null 2>&1 && apk info -v 2>/dev/null`,
    read(line) {
      const [, name, version, release] = /^(.+)-([^-]+)-(r\d+)$/.exec(line) ?? [];
      if (name === undefined) return undefined;
      return { name, version, release, source: 'apk' };
    },
  },
];

function installed(lister: Lister): Probe<Packages | undefined> {
  return {
    name: `packages-${lister.name}`,
    script: lister.script,
    parse({ rc, stdout }) {
      if (rc !== 0) return undefined;
      const packages: Record<string, Package[]> = {};
      for (const line of stdout.split('\n')) {
        const found = lister.read(line);
        if (found === undefined) continue;
        const { name } = found;
        packages[name] = [...(packages[name] ?? []), found];
      }
      return packages;
    },
  };
}

/** The managers to ask, in Ansible's order. @throws TaskFailure for one that is not supported */
function chooseListers(names: readonly string[]): readonly Lister[] {
  const other = names.find((name) => ['portage', 'pkg', 'pkg_info'].includes(name));
  if (other !== undefined) {
    throw new TaskFailure(
      `\`${other}\` is not supported by kplay; use command: and parse its list`,
    );
  }
  return names.includes('auto')
    ? LISTERS
    : LISTERS.filter(({ name }) => names.includes(name === 'apt' ? 'apt' : name));
}

export default defineModule({
  name: 'package_facts',
  collection: 'ansible.builtin',
  summary: 'Gathers what packages are installed.',
  notes: ["apt's `origin` is empty: dpkg does not keep it."],
  params: {
    properties: {
      manager: {
        type: 'array',
        items: {
          type: 'string',
          enum: ['auto', 'rpm', 'apt', 'portage', 'pkg', 'pacman', 'apk', 'pkg_info'],
          description: 'A package manager.',
        },
        default: ['auto'],
        description: 'Which managers are asked.',
      },
      strategy: {
        type: 'string',
        enum: ['first', 'all'],
        default: 'first',
        description: 'Whether the first that answers is enough.',
      },
    },
  },
  returns: { ansible_facts: { type: 'object', description: '`packages`, by name.' } },
  examples: ['- package_facts:\n', '- package_facts:\n    manager: apt\n'],
  async inspect({ manager }, host): Promise<readonly Packages[]> {
    const listers = chooseListers(manager);
    const answers = await Promise.all(listers.map((lister) => host.ask(installed(lister))));
    return answers.filter((answer) => answer !== undefined);
  },
  plan({ manager, strategy }, answers) {
    const [first] = answers;
    if (first === undefined) {
      const names = manager.map((name) => `'${name}'`).join(', ');
      throw new TaskFailure(
        `Could not detect a supported package manager from the following list: [${names}], or the required Python library is not installed. Check warnings for details.`,
      );
    }
    const packages: Record<string, readonly Package[]> = {};
    for (const answer of strategy === 'first' ? [first] : answers) Object.assign(packages, answer);
    return {
      changes: [],
      steps: [],
      returns: { ansible_facts: { packages } },
      effects: [{ set: 'facts', facts: { packages } }],
    };
  },
});
