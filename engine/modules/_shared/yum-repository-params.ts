/** The parameters of yum_repository: the options of a repository in yum.conf(5), and its file. */
import type { ParamSchema } from '../../schema/index.ts';
import { fileParams } from './file-params.ts';

const item: ParamSchema & { readonly type: 'string' } = { type: 'string', description: 'One.' };

/** What is written into the repository's section, each under its own name. */
const options = {
  async: { type: 'boolean', description: 'Fetch from it beside others.' },
  bandwidth: { type: 'string', description: 'Bytes a second that `throttle` is a part of.' },
  baseurl: { type: 'array', items: item, description: 'URLs of the folder that has `repodata`.' },
  cost: { type: 'string', description: 'The less, the sooner it is used; 1000 is usual.' },
  deltarpm_metadata_percentage: {
    type: 'string',
    description: 'How large metadata of deltas may be, in percent of the packages.',
  },
  deltarpm_percentage: {
    type: 'string',
    description: 'How large a delta may be, in percent of its package; 0 is for no deltas.',
  },
  enabled: { type: 'boolean', description: 'Whether it is used.' },
  enablegroups: { type: 'boolean', description: 'Whether its groups of packages count.' },
  exclude: { type: 'array', items: item, description: 'Packages it has not: names and patterns.' },
  failovermethod: {
    type: 'string',
    enum: ['roundrobin', 'priority'],
    description: 'Which of several URLs comes first: any, or the first one written.',
  },
  gpgcakey: { type: 'string', description: 'URL of the armored key of the authority.' },
  gpgcheck: { type: 'boolean', description: 'Whether signatures of packages are checked.' },
  gpgkey: { type: 'array', items: item, description: 'URLs of armored keys.' },
  module_hotfixes: {
    type: 'boolean',
    'x-since': '2.11',
    description: 'Give packages of streams that are not enabled, too.',
  },
  http_caching: {
    type: 'string',
    enum: ['all', 'packages', 'none'],
    description: 'What proxies may keep.',
  },
  include: { type: 'string', description: 'Path or URL of a file with more settings.' },
  includepkgs: { type: 'array', items: item, description: 'The only packages that it has.' },
  ip_resolve: {
    type: 'string',
    enum: ['4', '6', 'IPv4', 'IPv6', 'whatever'],
    description: 'Which kind of address a name is looked up for.',
  },
  keepalive: { type: 'boolean', description: 'Fetch several files by one connection.' },
  keepcache: {
    type: 'string',
    enum: ['0', '1'],
    description: 'Whether packages are kept once they are installed.',
  },
  metadata_expire: { type: 'string', description: 'Seconds after which metadata is fetched anew.' },
  metadata_expire_filter: {
    type: 'string',
    enum: ['never', 'read-only:past', 'read-only:present', 'read-only:future'],
    description: 'Which commands are content with metadata that is older.',
  },
  metalink: { type: 'string', description: 'URL of a metalink that names mirrors.' },
  mirrorlist: { type: 'string', description: 'URL of a list of mirrors.' },
  mirrorlist_expire: { type: 'string', description: 'Seconds after which that list is too old.' },
  password: { type: 'string', 'x-secret': true, description: 'Password of `username`.' },
  priority: { type: 'string', description: '1 to 99, the least first; needs a plug-in of yum.' },
  protect: { type: 'boolean', description: 'No other repository updates its packages.' },
  proxy: { type: 'string', description: 'URL of a proxy; `_none_` for none.' },
  proxy_password: { type: 'string', 'x-secret': true, description: 'Password for the proxy.' },
  proxy_username: { type: 'string', description: 'User at the proxy.' },
  repo_gpgcheck: { type: 'boolean', description: 'Whether its metadata must be signed.' },
  retries: { type: 'string', description: 'How often a file is asked for; 0 is for ever.' },
  s3_enabled: { type: 'boolean', description: 'It is in S3; needs a plug-in of yum.' },
  skip_if_unavailable: { type: 'boolean', description: 'Go on without it when it is not there.' },
  sslcacert: {
    type: 'string',
    'x-aliases': ['ca_cert'],
    description: 'Folder of the authorities that are trusted.',
  },
  ssl_check_cert_permissions: {
    type: 'boolean',
    description: 'Whether certificates must be readable.',
  },
  sslclientcert: {
    type: 'string',
    'x-aliases': ['client_cert'],
    description: "Path of the host's own certificate.",
  },
  sslclientkey: {
    type: 'string',
    'x-aliases': ['client_key'],
    description: "Path of that certificate's key.",
  },
  sslverify: {
    type: 'boolean',
    'x-aliases': ['validate_certs'],
    description: 'Whether the certificate of the server must be right.',
  },
  throttle: { type: 'string', description: 'Bytes a second (`k`, `M`, `G`), or percent.' },
  timeout: { type: 'string', description: 'Seconds to wait for a connection.' },
  ui_repoid_vars: { type: 'string', description: 'Variables that yum shows behind the id.' },
  username: { type: 'string', description: 'User at the server.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;

/** Names of the options, sorted as they are written; `name` is what `description` says. */
export const optionNames = [...Object.keys(options), 'name'].toSorted();

export const repositoryParams = {
  ...fileParams,
  ...options,
  name: { type: 'string', description: 'Id of the repository, and the name of its section.' },
  description: {
    type: 'string',
    description: 'What it is, written as `name`. Required for `present`.',
  },
  file: { type: 'string', description: 'The file without `.repo`; as `name` when not given.' },
  reposdir: {
    type: 'string',
    'x-coerce': 'path',
    default: '/etc/yum.repos.d',
    description: 'The folder of the file, which must be there.',
  },
  params: {
    type: 'object',
    description: 'Refused unless it is empty: give what is in it as parameters of the task.',
  },
  state: {
    type: 'string',
    enum: ['present', 'absent'],
    default: 'present',
    description: 'Whether it should be there. A file without any repository goes, too.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;
