/** Which system runs on a host, and with what it manages packages and services. */
import { sh } from '../../../shell/index.ts';
import {
  mark,
  printFile,
  parseAssignments,
  type Answer,
  type Facts,
  type FactFamily,
} from './fact-family.ts';

interface Distribution {
  readonly name: string;
  readonly family: string;
  /** The file that Ansible reads, and its word for the kind. */
  readonly file: string;
  readonly variety: string;
}

const OS_RELEASE = '/etc/os-release';
const REDHAT_RELEASE = '/etc/redhat-release';

function debian(name: string): Distribution {
  return { name, family: 'Debian', file: OS_RELEASE, variety: 'Debian' };
}

function redhat(name: string): Distribution {
  return { name, family: 'RedHat', file: REDHAT_RELEASE, variety: 'RedHat' };
}

function suse(name: string): Distribution {
  return { name, family: 'Suse', file: OS_RELEASE, variety: 'SUSE' };
}

function other(name: string, family = name): Distribution {
  return { name, family, file: OS_RELEASE, variety: name };
}

/** By os-release's ID. */
const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  debian: debian('Debian'),
  ubuntu: debian('Ubuntu'),
  raspbian: debian('Debian'),
  devuan: debian('Devuan'),
  kali: debian('Kali'),
  linuxmint: debian('Linux Mint'),
  pop: debian('Pop!_OS'),
  rhel: redhat('RedHat'),
  centos: redhat('CentOS'),
  fedora: redhat('Fedora'),
  rocky: redhat('Rocky'),
  almalinux: redhat('AlmaLinux'),
  ol: { ...redhat('OracleLinux'), file: '/etc/oracle-release', variety: 'OracleLinux' },
  amzn: { ...redhat('Amazon'), file: OS_RELEASE, variety: 'Amazon' },
  sles: suse('SLES'),
  sled: suse('SLED'),
  'opensuse-leap': suse('openSUSE Leap'),
  'opensuse-tumbleweed': suse('openSUSE Tumbleweed'),
  alpine: { ...other('Alpine'), file: '/etc/alpine-release' },
  arch: { ...other('Archlinux'), file: '/etc/arch-release' },
  manjaro: other('Manjaro', 'Archlinux'),
  gentoo: other('Gentoo'),
  flatcar: other('Flatcar'),
  coreos: other('Coreos', 'CoreOS'),
  void: other('Void'),
  nixos: other('NixOS'),
};

function findDistribution(release: Readonly<Record<string, string>>): Distribution {
  const ids = [release['ID'] ?? '', ...(release['ID_LIKE'] ?? '').split(' ')];
  const [own, ...like] = ids.map((id) => DISTRIBUTIONS[id]);
  if (own !== undefined) return own;
  const name = release['NAME'] ?? 'Linux';
  const parent = like.find((candidate) => candidate !== undefined);
  return parent === undefined ? other(name) : { ...other(name), family: parent.family };
}

/**
 * Debian's os-release knows only `12`. The point release stands in debian_version, and is told where
 * Debian's python3-distro would read it there. Observed with Ansible 2.14.
 */
function findVersion(release: Readonly<Record<string, string>>, answer: Answer): string {
  const version = release['VERSION_ID'] ?? '';
  const exact = answer.line('debian-version');
  const isExact = release['ID'] === 'debian' && answer.line('python-distro') !== '';
  if (isExact && /^\d+(\.\d+)*$/.test(exact)) return exact;
  if (release['ID'] === 'alpine') return answer.line('alpine-release') || version;
  const told = /release (\d+(?:\.\d+)*)/.exec(answer.line('redhat-release'))?.[1];
  return told?.startsWith(version) === true ? told : version;
}

function findRelease(release: Readonly<Record<string, string>>, answer: Answer): string {
  const named = release['VERSION_CODENAME'] ?? release['UBUNTU_CODENAME'];
  if (named !== undefined && named !== '') return named;
  const text = `${release['VERSION'] ?? ''} ${answer.line('redhat-release')}`;
  const inBrackets = /\(([^)]+)\)/.exec(text)?.[1];
  return inBrackets ?? (release['ID'] === 'fedora' ? '' : 'NA');
}

function parseDistribution(answer: Answer): Facts {
  const release = parseAssignments(answer.lines('os-release'));
  const { name, family, file, variety } = findDistribution(release);
  const version = findVersion(release, answer);
  const [major = ''] = version.split('.');
  const [, minor] = answer.line('debian-version').split('.');
  return {
    distribution: name,
    distribution_version: version,
    distribution_major_version: major,
    ...(name === 'Debian' && minor !== undefined ? { distribution_minor_version: minor } : {}),
    distribution_release: findRelease(release, answer),
    distribution_file_parsed: true,
    distribution_file_path: file,
    distribution_file_variety: variety,
    os_family: family,
  };
}

const distribution: FactFamily = {
  name: 'distribution',
  script: sh`${mark('os-release')}
if [ -r /etc/os-release ]; then ${printFile(sh`/etc/os-release`)}
else ${printFile(sh`/usr/lib/os-release`)}; fi
${mark('debian-version')}
${printFile(sh`/etc/debian_version`)}
${mark('python-distro')}
if [ -e /usr/lib/python3/dist-packages/distro ]; then echo there; fi
${mark('redhat-release')}
${printFile(sh`/etc/redhat-release`)}
${mark('alpine-release')}
${printFile(sh`/etc/alpine-release`)}`,
  parse: parseDistribution,
};

/** In Ansible's order: of several that are there, the last one counts. */
const PACKAGE_MANAGERS = [
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/bin/pacman', 'pacman'],
  ['/usr/bin/xbps-install', 'xbps'],
  ['/usr/bin/emerge', 'portage'],
  ['/usr/bin/swupd', 'swupd'],
  ['/bin/opkg', 'opkg'],
  ['/sbin/apk', 'apk'],
  ['/run/ostree-booted', 'atomic_container'],
] as const;

function choosePackageManager(found: readonly string[], family: unknown): string {
  if (family === 'Debian' && found.includes('apt')) return 'apt';
  if (family === 'RedHat') {
    return ['atomic_container', 'dnf', 'yum'].find((name) => found.includes(name)) ?? 'unknown';
  }
  return found.at(-1) ?? 'unknown';
}

const packageManager: FactFamily = {
  name: 'pkg_mgr',
  script: sh`${mark('pkg-mgr')}
for k in ${PACKAGE_MANAGERS.map(([path]) => path)}; do [ ! -e "$k" ] || echo "$k"; done`,
  parse(answer, known) {
    const found = new Set(answer.lines('pkg-mgr'));
    const names = PACKAGE_MANAGERS.filter(([path]) => found.has(path)).map(([, name]) => name);
    return { pkg_mgr: choosePackageManager(names, known['os_family']) };
  },
};

const INIT_NAMES: Readonly<Record<string, string>> = {
  procd: 'openwrt_init',
  'runit-init': 'runit',
  svscan: 'svc',
  'openrc-init': 'openrc',
};

const serviceManager: FactFamily = {
  name: 'service_mgr',
  script: sh`${mark('init')}
${printFile(sh`/proc/1/comm`)}
${mark('service-mgr')}
if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then echo systemd
elif command -v initctl >/dev/null 2>&1 && [ -d /etc/init ]; then echo upstart
elif [ -e /sbin/openrc ]; then echo openrc
elif [ "$(readlink /sbin/init)" = systemd ] || [ "$(basename "$(readlink -f /sbin/init)")" = systemd ]; then echo systemd
elif [ -d /etc/init.d ]; then echo sysvinit
else echo service; fi`,
  parse(answer) {
    const first = answer.line('init');
    const isGeneric = first === '' || first === 'init' || first.endsWith('sh');
    return { service_mgr: isGeneric ? answer.line('service-mgr') : (INIT_NAMES[first] ?? first) };
  },
};

/** The families of this file, in the order they need one another. */
export const systemFamilies: readonly FactFamily[] = [distribution, packageManager, serviceManager];
