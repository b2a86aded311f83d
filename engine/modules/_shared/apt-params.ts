/** The parameters of apt. */
import type { ParamSchema } from '../../schema/index.ts';

/** How a package index is refreshed that cannot be had for the moment. */
export const refreshParams = {
  update_cache_retries: {
    type: 'integer',
    default: 5,
    description: 'How often servers that cannot be reached are asked.',
  },
  update_cache_retry_max_delay: {
    type: 'integer',
    default: 12,
    description: 'The longest wait between two tries, in seconds.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export const aptParams = {
  package: {
    type: 'array',
    items: { type: 'string', description: 'A name, `name=version`, or a wildcard.' },
    'x-aliases': ['name', 'pkg'],
    description: 'The packages.',
  },
  state: {
    type: 'string',
    enum: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    default: 'present',
    description: 'Whether they should be installed, and how new.',
  },
  update_cache: {
    type: 'boolean',
    'x-aliases': ['update-cache'],
    description: 'Refresh the package index first.',
  },
  cache_valid_time: {
    type: 'integer',
    default: 0,
    description: 'Refresh the index only when it is older than so many seconds.',
  },
  ...refreshParams,
  default_release: {
    type: 'string',
    'x-aliases': ['default-release'],
    description: 'Take packages from this release (`-t`).',
  },
  install_recommends: {
    type: 'boolean',
    'x-aliases': ['install-recommends'],
    description: "Install what packages recommend; apt's own setting when not given.",
  },
  force: {
    type: 'boolean',
    default: false,
    description: 'Overrule apt (`--force-yes`); harmful.',
  },
  clean: { type: 'boolean', default: false, description: 'Remove fetched package files.' },
  allow_unauthenticated: {
    type: 'boolean',
    default: false,
    'x-aliases': ['allow-unauthenticated'],
    description: 'Install packages without a valid signature.',
  },
  allow_downgrade: {
    type: 'boolean',
    default: false,
    'x-aliases': ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Allow an older version to replace a newer one.',
  },
  allow_change_held_packages: {
    type: 'boolean',
    default: false,
    description: 'Allow held packages to change.',
  },
  upgrade: {
    type: 'string',
    enum: ['dist', 'full', 'no', 'safe', 'yes'],
    default: 'no',
    description: 'Upgrade the whole system.',
  },
  dpkg_options: {
    type: 'string',
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, separated by commas.',
  },
  deb: {
    type: 'string',
    'x-coerce': 'path',
    description: 'A .deb file on the host, or its URL.',
  },
  autoremove: {
    type: 'boolean',
    default: false,
    description: 'Remove dependencies that nothing needs any more.',
  },
  autoclean: {
    type: 'boolean',
    default: false,
    description: 'Remove fetched files of packages that are gone from the index.',
  },
  purge: { type: 'boolean', default: false, description: 'Remove configuration files too.' },
  policy_rc_d: {
    type: 'integer',
    description: 'Exit code of policy-rc.d during the call; 101 keeps services from starting.',
  },
  only_upgrade: {
    type: 'boolean',
    default: false,
    description: 'Only upgrade what is installed.',
  },
  fail_on_autoremove: {
    type: 'boolean',
    default: false,
    description: 'Fail when a package would have to be removed.',
  },
  force_apt_get: {
    type: 'boolean',
    default: false,
    description: 'Accepted; apt-get is always used.',
  },
  lock_timeout: {
    type: 'integer',
    default: 60,
    description: 'Seconds to wait for whoever holds the lock.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;
