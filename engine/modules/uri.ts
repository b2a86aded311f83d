/** uri: asks a web service, from the host. */
import type { Plain, Value } from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import { mutuallyExclusive, type ParamSchema } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { decodeText } from './_shared/file-text.ts';
import { fileParams, refuseAttributes } from './_shared/file-params.ts';
import { getUrlParams } from './_shared/get-url-params.ts';
import { baseName, toHostPath } from './_shared/host-path.ts';
import { describeAnswer, readUriAnswer, toUriReturns } from './_shared/uri-answer.ts';
import { toUriBody, type BodyFormat } from './_shared/uri-body.ts';
import { toCurlConfig, toUriScript, type Payload, type UriParams } from './_shared/uri-request.ts';
import { defineModule, type ControllerReader, type Plan } from './contract.ts';

interface UriState {
  readonly skip: string | undefined;
  readonly payload: Payload;
  readonly dest: string | undefined;
}

interface BodyParams {
  readonly body?: Value;
  readonly body_format: BodyFormat;
  readonly src?: string;
  readonly remote_src: boolean;
}

async function toPayload(
  params: BodyParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<Payload> {
  const read = (name: string): string =>
    decodeText(controller.readBytes(controller.find('files', name).path));
  if (params.src !== undefined) {
    if (params.remote_src) return { is: 'file', path: await toHostPath(host, params.src) };
    return { is: 'text', body: { text: read(params.src), type: undefined } };
  }
  if (params.body === undefined || params.body === null) return { is: 'nothing' };
  return { is: 'text', body: toUriBody(params.body, params.body_format, read) };
}

async function findSkip(
  params: { readonly creates?: string; readonly removes?: string },
  host: HostReader,
): Promise<string | undefined> {
  const exists = async (path: string): Promise<boolean> => {
    const real = await toHostPath(host, path);
    return host.ask({
      name: 'path-exists',
      params: { path: real },
      script: sh`[ -e ${real} ]`,
      parse: ({ rc }) => rc === 0,
    });
  };
  const { creates, removes } = params;
  if (creates !== undefined && (await exists(creates))) return `skipped, since '${creates}' exists`;
  if (removes !== undefined && !(await exists(removes)))
    return `skipped, since '${removes}' does not exist`;
  return undefined;
}

function checkRequest(
  params: UriParams & { readonly unredirected_headers?: readonly string[] },
): void {
  if ((params.unredirected_headers ?? []).length > 0) {
    throw new TaskFailure(
      '`unredirected_headers` is not supported by kplay; ask the final address, with `follow_redirects: none`',
    );
  }
}

/** What both modules that fetch have in common. */
const shared = {
  ...fileParams,
  headers: getUrlParams.headers,
  url_username: { ...getUrlParams.url_username, 'x-aliases': ['user'] },
  url_password: { ...getUrlParams.url_password, 'x-aliases': ['password'] },
  force_basic_auth: getUrlParams.force_basic_auth,
  validate_certs: getUrlParams.validate_certs,
  use_proxy: getUrlParams.use_proxy,
  http_agent: getUrlParams.http_agent,
  client_cert: getUrlParams.client_cert,
  client_key: getUrlParams.client_key,
  ciphers: getUrlParams.ciphers,
  decompress: getUrlParams.decompress,
  use_netrc: getUrlParams.use_netrc,
  unredirected_headers: getUrlParams.unredirected_headers,
} as const satisfies Readonly<Record<string, ParamSchema>>;

export default defineModule({
  name: 'uri',
  collection: 'ansible.builtin',
  summary: 'Asks a web service, from the host.',
  notes: [
    'Needs curl on the host. Addresses, headers, passwords and bodies travel on standard input and never stand in an argument list.',
    'Check mode skips it.',
  ],
  supportsCheckMode: false,
  params: {
    properties: {
      ...shared,
      use_gssapi: {
        type: 'boolean',
        default: false,
        description: 'Log in with Kerberos (GSSAPI); curl of the host must have it.',
      },
      url: { type: 'string', description: 'The address: http or https.' },
      timeout: { ...getUrlParams.timeout, default: 30 },
      dest: {
        ...getUrlParams.dest,
        description: 'File or folder of the host that the answer is kept in.',
      },
      method: { type: 'string', default: 'GET', description: 'The method, in capitals.' },
      body: { type: 'value', description: 'What is sent.' },
      body_format: {
        type: 'string',
        enum: ['form-urlencoded', 'json', 'raw', 'form-multipart'],
        default: 'raw',
        description: 'How `body` is written.',
      },
      src: {
        type: 'string',
        'x-coerce': 'path',
        description: 'File that is sent instead of `body`.',
      },
      remote_src: { type: 'boolean', default: false, description: '`src` is a file of the host.' },
      status_code: {
        type: 'array',
        items: { type: 'integer', description: 'A status.' },
        description: 'Statuses that are a success; 200 when not given.',
      },
      return_content: {
        type: 'boolean',
        default: false,
        description: 'Give the body of the answer as `content`.',
      },
      follow_redirects: {
        type: 'string',
        enum: ['all', 'no', 'none', 'safe', 'urllib2', 'yes', 'True', 'False', 'true', 'false'],
        default: 'safe',
        description: 'Which redirects are followed: `all`, `none`, or `safe` ones (GET and HEAD).',
      },
      creates: {
        type: 'string',
        'x-coerce': 'path',
        description: 'When this file exists, nothing is asked.',
      },
      removes: {
        type: 'string',
        'x-coerce': 'path',
        description: 'When this file does not exist, nothing is asked.',
      },
      force: { ...getUrlParams.force, description: 'Accepted; nothing is kept between requests.' },
      ca_path: { type: 'string', 'x-coerce': 'path', description: 'CA certificates (PEM).' },
      unix_socket: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Socket of the host to ask through.',
      },
    },
    required: ['url'],
    rules: [mutuallyExclusive('body', 'src')],
  },
  returns: {
    status: { type: 'integer', description: 'The status; -1 when there was no answer.' },
    url: { type: 'string', description: 'The address that answered.' },
    redirected: { type: 'boolean', description: 'Whether a redirect was followed.' },
    msg: { type: 'string', description: '`OK (… bytes)`, or what went wrong.' },
    elapsed: { type: 'integer', description: 'Seconds it took.' },
    content: { type: 'string', description: 'The body of the answer.' },
    json: { type: 'value', description: 'The body, read, when it is JSON.' },
    cookies: { type: 'object', description: 'Cookies that were set.' },
    cookies_string: { type: 'string', description: 'The same as a header.' },
    path: { type: 'string', description: 'Where the answer was kept.' },
    content_type: { type: 'string', description: 'Every header is given so, in lower case.' },
    stdout: { type: 'string', description: 'Why nothing was asked.' },
  },
  examples: [
    '- uri:\n    url: https://localhost:6443/healthz\n    validate_certs: false\n    return_content: true\n  register: health\n',
    '- uri:\n    url: https://jira.example.com/rest/api\n    method: POST\n    user: deploy\n    password: "{{ password }}"\n    body: { summary: "New" }\n    body_format: json\n    status_code: [201]\n',
  ],
  async inspect(params, host, controller): Promise<UriState> {
    refuseAttributes(params, 'for downloads');
    checkRequest(params);
    const skip = await findSkip(params, host);
    const payload = await toPayload(params, host, controller);
    const place = params.dest === undefined ? undefined : await toHostPath(host, params.dest);
    return { skip, payload, dest: place };
  },
  plan(params, state): Plan<Record<string, Plain>> {
    const { skip, payload } = state;
    if (skip !== undefined) {
      return { changes: [], steps: [], returns: { stdout: skip }, skipReason: skip };
    }
    const path = params.url.replace(/[?#].*$/, '').replace(/^\w+:\/\/[^/]*/, '');
    const target =
      state.dest === undefined
        ? undefined
        : {
            dest: state.dest,
            name: baseName(path) === '' ? 'index.html' : baseName(path),
            mode: params.mode ?? '',
            owner: params.owner ?? '',
            group: params.group ?? '',
          };
    return {
      certainty: 'unknown',
      changes: [],
      steps: [
        {
          do: 'run',
          title: `ask ${params.url}`,
          script: toUriScript(target),
          stdin: toCurlConfig(params, payload),
          isSecret: true,
          accepts: 'any',
        },
      ],
      returns: {},
    };
  },
  settle(params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns, isChanged: false };
    if (outcome.rc === 69) {
      throw new TaskFailure('`curl` is missing on the host (package curl)');
    }
    const answer = readUriAnswer(outcome, params.url);
    if (outcome.rc === 66) throw new TaskFailure(`could not keep the answer: ${answer.complaint}`);
    const elapsed = Math.floor((outcome.endedAt - outcome.startedAt) / 1000);
    const returns = { ...toUriReturns(answer, params.return_content), elapsed };
    const statuses = params.status_code ?? [200];
    if (!statuses.includes(answer.status)) {
      const wanted = statuses.join(', ');
      const msg = `Status code was ${answer.status} and not [${wanted}]: ${describeAnswer(answer)}`;
      throw new TaskFailure(msg, { ...returns, msg });
    }
    return { returns, isChanged: answer.isMoved };
  },
});
