/** The parameters and results of `user`. */
import type { ParamSchema, ParamsOf } from '../../schema/index.ts';

const WITHOUT_EFFECT = 'Without effect on Linux, as in Ansible:';

export const userParams = {
  properties: {
    name: { type: 'string', 'x-aliases': ['user'], description: 'Name of the account.' },
    state: {
      type: 'string',
      enum: ['present', 'absent'],
      default: 'present',
      description: 'Whether the account should be there.',
    },
    uid: { type: 'integer', description: 'Number of the account.' },
    non_unique: {
      type: 'boolean',
      default: false,
      description: 'Let the number be that of another account as well.',
    },
    group: { type: 'string', description: 'Main group, by name or number.' },
    groups: {
      type: 'array',
      items: { type: 'string', description: 'A group.' },
      description:
        'Further groups; an empty string is none. All others are left, unless `append` is set.',
    },
    append: { type: 'boolean', default: false, description: 'Join `groups`, leave none.' },
    comment: { type: 'string', description: 'Description of the account (GECOS).' },
    shell: { type: 'string', 'x-coerce': 'path', description: 'Login shell.' },
    home: { type: 'string', 'x-coerce': 'path', description: 'Home directory.' },
    create_home: {
      type: 'boolean',
      default: true,
      'x-aliases': ['createhome'],
      description: 'Make the home directory when it is missing.',
    },
    move_home: {
      type: 'boolean',
      default: false,
      description: 'With `home`: move what is in the old home to the new one.',
    },
    skeleton: { type: 'string', description: 'Directory whose files a new home gets.' },
    umask: { type: 'string', description: 'Umask for a new home directory.' },
    system: { type: 'boolean', default: false, description: 'Make a system account.' },
    password: {
      type: 'string',
      'x-secret': true,
      description: 'Encrypted password (crypt), such as `password_hash` gives.',
    },
    update_password: {
      type: 'string',
      enum: ['always', 'on_create'],
      default: 'always',
      description: 'Whether the password of an account that is there is changed.',
    },
    password_lock: { type: 'boolean', description: 'Lock or unlock the password.' },
    password_expire_max: { type: 'integer', description: 'Most days between password changes.' },
    password_expire_min: { type: 'integer', description: 'Fewest days between password changes.' },
    password_expire_warn: {
      type: 'integer',
      'x-since': '2.16',
      description: 'Days before the end of a password from which on the user is warned.',
    },
    expires: {
      type: 'number',
      description: 'When the account ends, in seconds since 1970; a negative number is never.',
    },
    force: {
      type: 'boolean',
      default: false,
      description:
        'Remove the account even when it is in use; with `generate_ssh_key`, replace a key that is there.',
    },
    remove: {
      type: 'boolean',
      default: false,
      description: 'With `state: absent`: remove the home directory and the mail, too.',
    },
    local: {
      type: 'boolean',
      default: false,
      description:
        'Look only into /etc/passwd and /etc/group, where a directory service knows accounts too.',
    },
    generate_ssh_key: {
      type: 'boolean',
      default: false,
      description: 'Make an SSH key for the account when it has none.',
    },
    ssh_key_bits: { type: 'integer', description: 'Size of the key.' },
    ssh_key_type: { type: 'string', default: 'rsa', description: 'Type of the key.' },
    ssh_key_file: {
      type: 'string',
      'x-coerce': 'path',
      description:
        'File of the key, below the home unless absolute; `.ssh/id_<type>` if not given.',
    },
    ssh_key_comment: {
      type: 'string',
      description: 'Comment of the key; `ansible-generated on <host>` if not given.',
    },
    ssh_key_passphrase: {
      type: 'string',
      'x-secret': true,
      description: 'Passphrase of the key; none if not given.',
    },
    seuser: { type: 'string', description: 'SELinux user of the account.' },
    authorization: { type: 'string', description: `${WITHOUT_EFFECT} Solaris only.` },
    profile: { type: 'string', description: `${WITHOUT_EFFECT} Solaris only.` },
    role: { type: 'string', description: `${WITHOUT_EFFECT} Solaris only.` },
    login_class: { type: 'string', description: `${WITHOUT_EFFECT} BSD only.` },
    hidden: { type: 'boolean', description: `${WITHOUT_EFFECT} macOS only.` },
  },
  required: ['name'],
} as const;

export type UserParams = ParamsOf<typeof userParams>;

export const userReturns = {
  name: { type: 'string', description: 'Name of the account.' },
  state: { type: 'string', description: '`present` or `absent`.' },
  uid: { type: 'integer', description: 'Number of the account.' },
  group: { type: 'integer', description: 'Number of the main group.' },
  groups: { type: 'string', description: 'The groups that were asked for.' },
  comment: { type: 'string', description: 'Description of the account.' },
  home: { type: 'string', description: 'Home directory.' },
  shell: { type: 'string', description: 'Login shell.' },
  append: { type: 'boolean', description: 'As it was asked for.' },
  move_home: { type: 'boolean', description: 'As it was asked for.' },
  create_home: { type: 'boolean', description: 'As it was asked for, for a new account.' },
  system: { type: 'value', description: 'As it was asked for, for a new account.' },
  force: { type: 'boolean', description: 'As it was asked for, for a removal.' },
  remove: { type: 'boolean', description: 'As it was asked for, for a removal.' },
  password: { type: 'string', description: 'Never the password itself.' },
  ssh_key_file: { type: 'string', description: 'File of the key.' },
  ssh_fingerprint: { type: 'string', description: 'Fingerprint of the key.' },
  ssh_public_key: { type: 'string', description: 'The public key.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;
