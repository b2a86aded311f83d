/**
 * A request as a configuration of curl, which is read from standard input: addresses, headers,
 * passwords and bodies never stand in an argument list. Pure.
 */
import type { Value } from '../../base/index.ts';
import { sh, type Sh } from '../../shell/index.ts';
import { quoteForCurl } from './download.ts';
import { toScalarText } from './python-json.ts';
import type { UriBody } from './uri-body.ts';

/** The parameters that make up a request. */
export interface UriParams {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, Value>>;
  readonly timeout: number;
  readonly validate_certs: boolean;
  readonly use_proxy: boolean;
  readonly url_username?: string;
  readonly url_password?: string;
  readonly http_agent: string;
  readonly client_cert?: string;
  readonly client_key?: string;
  readonly ca_path?: string;
  readonly ciphers?: readonly string[];
  readonly use_netrc: boolean;
  readonly use_gssapi: boolean;
  readonly unix_socket?: string;
  readonly follow_redirects: string;
}

/** What is sent: text, a file of the host, or nothing. */
export type Payload =
  | { readonly is: 'nothing' }
  | { readonly is: 'text'; readonly body: UriBody }
  | { readonly is: 'file'; readonly path: string };

function isFollowing(params: UriParams): boolean {
  const { follow_redirects: follow, method } = params;
  if (['all', 'yes', 'True', 'true'].includes(follow)) return true;
  const isSafe = ['safe', 'urllib2'].includes(follow);
  return isSafe && ['GET', 'HEAD'].includes(method.toUpperCase());
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${name} = ${quoteForCurl(value)}`];
}

function toMethod(method: string, payload: Payload): readonly string[] {
  const name = method.toUpperCase();
  if (name === 'HEAD') return ['head'];
  // Without `request`, curl turns a POST into a GET behind a redirect, as Ansible does.
  if (name === 'POST' && payload.is !== 'nothing') return [];
  if (name === 'GET' && payload.is === 'nothing') return [];
  return option('request', name);
}

function toPayload(payload: Payload): readonly string[] {
  if (payload.is === 'nothing') return [];
  if (payload.is === 'file') return option('data-binary', `@${payload.path}`);
  const { text } = payload.body;
  // A leading @ would name a file.
  return option('data-raw', text);
}

function toHeaders(params: UriParams, payload: Payload): readonly string[] {
  const given = Object.entries(params.headers ?? {}).map(
    ([name, value]) => [name, toScalarText(value)] as const,
  );
  const has = (wanted: string): boolean => given.some(([name]) => name.toLowerCase() === wanted);
  const type = payload.is === 'text' ? payload.body.type : undefined;
  const own = [
    ...(type === undefined || has('content-type') ? [] : [`Content-Type: ${type}`]),
    // Ansible's client names none, and waits for no «100 Continue».
    ...(has('accept') ? [] : ['Accept:']),
    'Expect:',
  ];
  const all = [...given.map(([name, value]) => `${name}: ${value}`), ...own];
  return all.flatMap((header) => option('header', header));
}

function toLogin(params: UriParams): readonly string[] {
  const { url_username: user, url_password: password = '' } = params;
  if (params.use_gssapi) return ['negotiate', ...option('user', `${user ?? ''}:${password}`)];
  if (user !== undefined) return option('user', `${user}:${password}`);
  return params.use_netrc ? ['netrc-optional'] : [];
}

/** The configuration that curl reads. */
export function toCurlConfig(params: UriParams, payload: Payload): string {
  const seconds = String(params.timeout);
  const lines = [
    ...option('url', params.url),
    ...toMethod(params.method, payload),
    ...toPayload(payload),
    ...toHeaders(params, payload),
    ...toLogin(params),
    `connect-timeout = ${seconds}`,
    'speed-limit = 1',
    `speed-time = ${seconds}`,
    ...option('user-agent', params.http_agent),
    ...(isFollowing(params) ? ['location', 'max-redirs = 10'] : []),
    ...(params.validate_certs ? [] : ['insecure']),
    ...(params.use_proxy ? [] : ['noproxy = "*"']),
    ...option('cert', params.client_cert),
    ...option('key', params.client_key),
    ...option('cacert', params.ca_path),
    ...option('ciphers', params.ciphers?.join(':')),
    ...option('unix-socket', params.unix_socket),
  ];
  return `${lines.join('\n')}\n`;
}

/** Where the answer should be kept. */
export interface UriTarget {
  readonly dest: string;
  readonly name: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

function toKeeping({ dest, name, mode, owner, group }: UriTarget): Sh {
  return sh`case $c in 2??) ;; *) exit 0 ;; esac
d=${dest}; m=${mode}; o=${owner}; g=${group}
[ ! -d "$d" ] || d=$d/${name}
printf 'path %s\n' "$d"
u=$(mktemp "$d.kplay-XXXXXX") || exit 66
trap 'rm -rf -- "$w" "$u"' EXIT
cat "$w/body" >"$u" || exit 66
if [ -f "$d" ]; then
  before=$(stat -L -c '%a %u:%g' -- "$d")
  chmod "0${{ sh: '${before%% *}' }}" "$u"; chown -- "${{ sh: '${before#* }' }}" "$u" 2>/dev/null
else
  before=; chmod "$(printf %o $((0666 & ~$k)))" "$u"
fi
[ -z "$o" ] || chown -- "$o" "$u" || exit 66
[ -z "$g" ] || chgrp -- "$g" "$u" || exit 66
[ -z "$m" ] || chmod -- "$m" "$u" || exit 66
if [ -n "$before" ] && cmp -s "$u" "$d" && [ "$(stat -c '%a %u:%g' -- "$u")" = "$before" ]; then exit 0; fi
mv -f -- "$u" "$d" && echo moved`;
}

/** Sends the request; prints what came, headers and body as base64. */
export function toUriScript(target: UriTarget | undefined): Sh {
  return sh`k=$(umask); umask 077
command -v curl >/dev/null 2>&1 || exit 69
w=$(mktemp -d) || exit 66
trap 'rm -rf -- "$w"' EXIT
c=$(curl -q -sS -K - -D "$w/head" -o "$w/body" -w '%{http_code} %{num_redirects} %{url_effective}' 2>"$w/err"); r=$?
printf 'curl %s %s\n' "$r" "$c"
[ "$r" = 0 ] || { cat "$w/err" >&2; exit 67; }
[ -f "$w/body" ] || : >"$w/body"
printf 'head '; base64 <"$w/head" | tr -d '\n'; echo
printf 'body '; base64 <"$w/body" | tr -d '\n'; echo
c=${{ sh: '${c%% *}' }}
${target === undefined ? sh`:` : toKeeping(target)}`;
}
