/** The parameters of get_url. */
import type { ParamSchema } from '../../schema/index.ts';
import { fileParams } from './file-params.ts';

export const getUrlParams = {
  ...fileParams,
  url: { type: 'string', description: 'What to fetch: http, https, ftp or file.' },
  dest: {
    type: 'string',
    'x-coerce': 'path',
    description: "File on the host; for a directory the URL's own file name is used.",
  },
  checksum: {
    type: 'string',
    default: '',
    description: '`sha256:HEX`, or `sha256:URL` of a file with sums.',
  },
  force: {
    type: 'boolean',
    default: false,
    'x-aliases': ['thirsty'],
    description: 'Fetch even when the file is there.',
  },
  backup: { type: 'boolean', default: false, description: 'Keep the old file beside the new one.' },
  headers: { type: 'object', description: 'Further headers of the request.' },
  timeout: {
    type: 'integer',
    default: 10,
    description: 'Seconds to wait for the server to answer, or to send more.',
  },
  url_username: {
    type: 'string',
    'x-aliases': ['username'],
    description: 'User for basic authentication.',
  },
  url_password: {
    type: 'string',
    'x-aliases': ['password'],
    'x-secret': true,
    description: 'Password for basic authentication.',
  },
  force_basic_auth: {
    type: 'boolean',
    default: false,
    description: 'Accepted; the password is always sent with the first request.',
  },
  validate_certs: {
    type: 'boolean',
    default: true,
    description: "Check the server's certificate.",
  },
  use_proxy: { type: 'boolean', default: true, description: 'Use the proxy of the environment.' },
  http_agent: { type: 'string', default: 'ansible-httpget', description: 'User agent.' },
  tmp_dest: {
    type: 'string',
    'x-coerce': 'path',
    description: 'Folder for the temporary file; beside `dest` when not given.',
  },
  client_cert: { type: 'string', 'x-coerce': 'path', description: 'Client certificate (PEM).' },
  client_key: { type: 'string', 'x-coerce': 'path', description: 'Its key (PEM).' },
  ciphers: {
    type: 'array',
    items: { type: 'string', description: 'A cipher.' },
    description: 'TLS ciphers, in OpenSSL form (curl only).',
  },
  decompress: {
    type: 'boolean',
    default: true,
    description: 'Accepted; no compressed transfer is asked for.',
  },
  use_gssapi: {
    type: 'boolean',
    default: false,
    description: 'Not supported: use `command: curl --negotiate`.',
  },
  use_netrc: { type: 'boolean', default: true, description: 'Use passwords of ~/.netrc.' },
  unredirected_headers: {
    type: 'array',
    items: { type: 'string', description: 'Name of a header.' },
    description: 'Not supported: fetch from the final URL.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;
