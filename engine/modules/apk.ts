/** apk: packages of Alpine. Written from the manual pages of apk. */
import { mutuallyExclusive, requiredOneOf } from '../schema/index.ts';
import { inspectApk } from './_shared/apk-inspect.ts';
import { planApk, settleApk } from './_shared/apk.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'apk',
  collection: 'community.general',
  summary: 'Manages packages of Alpine.',
  params: {
    properties: {
      name: {
        type: 'array',
        items: { type: 'string', description: 'A name, with a version if need be.' },
        description: 'The packages.',
      },
      state: {
        type: 'string',
        enum: ['present', 'installed', 'absent', 'removed', 'latest'],
        default: 'present',
        description: 'Whether they should be installed, and how new.',
      },
      available: {
        type: 'boolean',
        default: false,
        description: 'With `upgrade`: also replace packages that the index has no more.',
      },
      no_cache: { type: 'boolean', default: false, description: 'Keep no index on the host.' },
      repository: {
        type: 'array',
        items: { type: 'string', description: 'An address.' },
        description: 'Further repositories for this call.',
      },
      update_cache: { type: 'boolean', default: false, description: 'Refresh the index first.' },
      upgrade: { type: 'boolean', default: false, description: 'Upgrade every package.' },
      world: {
        type: 'string',
        default: '/etc/apk/world',
        description: 'The file that lists what was asked for by name.',
      },
    },
    rules: [requiredOneOf('name', 'update_cache', 'upgrade'), mutuallyExclusive('name', 'upgrade')],
  },
  returns: {
    msg: { type: 'string', description: 'What was done.' },
    packages: { type: 'array', description: 'The packages that changed.' },
    stdout: { type: 'string', description: 'What apk printed.' },
    stderr: { type: 'string', description: 'What it complained about.' },
  },
  examples: ['- apk:\n    name: [socat, conntrack-tools]\n    update_cache: true\n'],
  inspect: (params, host, { isCheckMode }) => inspectApk(params, host, isCheckMode),
  plan: planApk,
  settle: settleApk,
});
