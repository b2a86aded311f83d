/** The parameters that dnf and yum share. */
import type { ParamSchema } from '../../schema/index.ts';

const word: ParamSchema & { readonly type: 'string' } = { type: 'string', description: 'One.' };

export const dnfParams = {
  name: {
    type: 'array',
    items: { type: 'string', description: 'A name, `@group`, file, URL, or `*`.' },
    'x-aliases': ['pkg'],
    description: 'The packages.',
  },
  list: {
    type: 'string',
    description: 'Not supported: use package_facts, or `command: dnf list`.',
  },
  state: {
    type: 'string',
    enum: ['absent', 'installed', 'latest', 'present', 'removed'],
    description: 'Whether they should be installed, and how new; `absent` with autoremove.',
  },
  enablerepo: { type: 'array', items: word, description: 'Repositories to switch on for this.' },
  disablerepo: { type: 'array', items: word, description: 'Repositories to switch off for this.' },
  conf_file: { type: 'string', description: 'Another configuration file.' },
  disable_gpg_check: { type: 'boolean', default: false, description: 'Do not check signatures.' },
  installroot: { type: 'string', default: '/', description: 'Another root of the file system.' },
  releasever: { type: 'string', description: 'Another release of the distribution.' },
  autoremove: {
    type: 'boolean',
    default: false,
    description: 'Remove dependencies that nothing needs any more.',
  },
  exclude: { type: 'array', items: word, description: 'Packages that are left alone.' },
  skip_broken: { type: 'boolean', default: false, description: 'Leave out what does not fit.' },
  update_cache: {
    type: 'boolean',
    default: false,
    'x-aliases': ['expire-cache'],
    description: 'Refresh the index first.',
  },
  update_only: { type: 'boolean', default: false, description: 'Only update what is installed.' },
  security: { type: 'boolean', default: false, description: 'Only security updates.' },
  bugfix: { type: 'boolean', default: false, description: 'Only updates that fix bugs.' },
  enable_plugin: { type: 'array', items: word, description: 'Plug-ins to switch on.' },
  disable_plugin: { type: 'array', items: word, description: 'Plug-ins to switch off.' },
  disable_excludes: {
    type: 'string',
    description: 'Excludes to pass over: all, main, a repository.',
  },
  validate_certs: { type: 'boolean', default: true, description: 'Check certificates.' },
  sslverify: { type: 'boolean', default: true, description: 'Check certificates of repositories.' },
  allow_downgrade: { type: 'boolean', default: false, description: 'Allow an older version.' },
  install_repoquery: { type: 'boolean', default: true, description: 'Accepted; not needed.' },
  download_only: { type: 'boolean', default: false, description: 'Only download.' },
  download_dir: { type: 'string', description: 'Where `download_only` puts packages.' },
  lock_timeout: { type: 'integer', default: 30, description: 'Accepted; dnf waits on its own.' },
  install_weak_deps: { type: 'boolean', default: true, description: 'Install recommendations.' },
  allowerasing: {
    type: 'boolean',
    default: false,
    description: 'Allow other packages to be removed.',
  },
  nobest: { type: 'boolean', default: false, description: 'Not only the newest version.' },
  cacheonly: { type: 'boolean', default: false, description: 'Use the index as it is.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;
