/** `python`: nothing here needs one, but playbooks ask for it. */
import { sh } from '../../../shell/index.ts';
import { mark, type FactFamily, type Facts } from './fact-family.ts';

/**
 * What the package `python3` of a system is. Roles choose packages by it, and cannot be without it:
 * Ansible never sees a host that has no Python.
 */
const OF_SYSTEM: Readonly<Record<string, string>> = {
  'debian 10': '3.7.3',
  'debian 11': '3.9.2',
  'debian 12': '3.11.2',
  'debian 13': '3.13.5',
  'ubuntu 18.04': '3.6.9',
  'ubuntu 20.04': '3.8.10',
  'ubuntu 22.04': '3.10.12',
  'ubuntu 24.04': '3.12.3',
};

function describePython(executable: string, version: string): Facts {
  const numbers = version.split('.').map(Number);
  const [major = 0, minor = 0, micro = 0] = numbers;
  return {
    python_version: version,
    python: {
      executable,
      has_sslcontext: true,
      type: 'cpython',
      version: { major, minor, micro, releaselevel: 'final', serial: 0 },
      version_info: [...numbers, 'final', 0],
    },
  };
}

/** The Python of the host; where there is none, that which its system would install. */
export const python: FactFamily = {
  name: 'python',
  // `-V` answers without starting it.
  script: sh`${mark('python')}
if p=$(command -v python3); then echo "$p"; python3 -V 2>&1
else ( . /etc/os-release; printf '/usr/bin/python3\nSystem %s %s\n' "$ID" "$VERSION_ID" ) 2>/dev/null; fi`,
  parse(answer) {
    const [executable = '', said = ''] = answer.text('python').trim().split('\n');
    const [, own] = /^Python (\d+\.\d+\.\d+)/.exec(said) ?? [];
    const version = own ?? OF_SYSTEM[said.replace('System ', '')];
    return version === undefined ? {} : describePython(executable, version);
  },
};
