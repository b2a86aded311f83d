/** Facts on what guards a host: SELinux, AppArmor, FIPS, capabilities, chroot. */
import { sh } from '../../../shell/index.ts';
import { mark, parseAssignments, printFile, type FactFamily } from './fact-family.ts';

const selinux: FactFamily = {
  name: 'selinux',
  script: sh`${mark('selinux')}
${printFile(sh`/sys/fs/selinux/enforce`)}
${mark('selinux-version')}
${printFile(sh`/sys/fs/selinux/policyvers`)}
${mark('selinux-config')}
${printFile(sh`/etc/selinux/config`)}`,
  parse(answer) {
    const enforce = answer.line('selinux');
    if (enforce === '') return { selinux: { status: 'disabled' }, selinux_python_present: true };
    const config = parseAssignments(answer.lines('selinux-config'));
    return {
      selinux: {
        status: 'enabled',
        mode: enforce === '1' ? 'enforcing' : 'permissive',
        config_mode: config['SELINUX'] ?? 'unknown',
        type: config['SELINUXTYPE'] ?? 'unknown',
        policyvers: Number(answer.line('selinux-version')),
      },
      selinux_python_present: true,
    };
  },
};

const apparmor: FactFamily = {
  name: 'apparmor',
  script: sh`${mark('apparmor')}
[ ! -e /sys/kernel/security/apparmor ] || echo enabled`,
  parse: (answer) => ({
    apparmor: { status: answer.line('apparmor') === '' ? 'disabled' : 'enabled' },
  }),
};

const fips: FactFamily = {
  name: 'fips',
  script: sh`${mark('fips')}
${printFile(sh`/proc/sys/crypto/fips_enabled`)}`,
  parse: (answer) => ({ fips: answer.line('fips') === '1' }),
};

const capabilities: FactFamily = {
  name: 'caps',
  script: sh`${mark('caps')}
PATH=$PATH:/usr/sbin:/sbin
if command -v capsh >/dev/null 2>&1; then capsh --print 2>/dev/null; fi`,
  parse(answer) {
    const current = answer.lines('caps').find((line) => line.startsWith('Current:'));
    if (current === undefined) {
      return { system_capabilities_enforced: 'N/A', system_capabilities: 'N/A' };
    }
    const text = current.slice('Current:'.length).trim();
    if (text === '=ep') return { system_capabilities_enforced: 'False', system_capabilities: [] };
    const known = text.replace(/^=/, '').split(',');
    return {
      system_capabilities_enforced: 'True',
      system_capabilities: known.map((name) => name.trim()),
    };
  },
};

const chroot: FactFamily = {
  name: 'chroot',
  script: sh`${mark('chroot')}
stat -c %d:%i / /proc/1/root/. 2>/dev/null
[ -z "$debian_chroot" ] || echo chroot`,
  parse(answer) {
    const [own, first, named] = answer.lines('chroot');
    return { is_chroot: named !== undefined || (first !== undefined && own !== first) };
  },
};

/** The families of this file. */
export const securityFamilies: readonly FactFamily[] = [
  selinux,
  apparmor,
  fips,
  capabilities,
  chroot,
];
