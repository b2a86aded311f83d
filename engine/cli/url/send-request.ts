/**
 * Sends one request for a URL and gives the answer: straight, through a proxy, or to a Unix socket.
 */
import { readFile } from 'node:fs/promises';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, rootCertificates } from 'node:tls';
import type { UrlRequest } from '../../template/index.ts';
import { describeNetError, describeTimeout, UrlError } from './url-error.ts';

/** What a request is sent with beside what the template says. */
export interface Surroundings {
  /** URL of the proxy of each scheme. */
  readonly proxies: Readonly<Record<string, string | undefined>>;
  /** Hosts that are asked without one: suffixes, or `*`. */
  readonly noProxy: readonly string[];
  /** `user:password` of ~/.netrc. */
  readonly netrc?: string | undefined;
}

/** Where the machine keeps the authorities that it trusts, its own ones too. */
const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** Where a request goes. */
export interface Target {
  readonly url: URL;
  /** `user:password` to log in with; undefined where the server is not trusted with it. */
  readonly login: string | undefined;
  readonly isRedirected: boolean;
}

function toBasic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

function toHeaders(request: UrlRequest, { login, isRedirected }: Target): Record<string, string> {
  const kept = Object.entries(request.headers).filter(
    ([name]) => !isRedirected || !request.unredirectedHeaders.includes(name.toLowerCase()),
  );
  return {
    'user-agent': request.agent,
    'accept-encoding': 'identity',
    connection: 'close',
    ...(request.isForced ? { 'cache-control': 'no-cache' } : {}),
    ...(login === undefined ? {} : { authorization: toBasic(login) }),
    ...Object.fromEntries(kept.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

function findProxy({ url }: Target, request: UrlRequest, around: Surroundings): URL | undefined {
  const proxy = around.proxies[url.protocol.replace(':', '')];
  if (!request.usesProxy || proxy === undefined || request.unixSocket !== undefined)
    return undefined;
  const isApart = around.noProxy.some((name) => {
    const bare = name.trim().replace(/^\.+/, '').toLowerCase();
    const names = [url.hostname, url.host];
    return bare === '*' || (bare !== '' && names.some((one) => `.${one}`.endsWith(`.${bare}`)));
  });
  return isApart ? undefined : new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function proxyHeaders(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':');
  return { 'proxy-authorization': toBasic(login) };
}

async function loadAuthorities(path: string | undefined): Promise<readonly string[]> {
  const system = await readFile(SYSTEM_AUTHORITIES, 'utf8').catch(() => '');
  const own = path === undefined ? '' : await readFile(path, 'utf8');
  return [...rootCertificates, system, own].filter((text) => text !== '');
}

function begin(
  send: () => ReturnType<typeof requestHttp>,
  seconds: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = send();
    sent.setTimeout(seconds * 1000, () => {
      sent.destroy(describeTimeout(sent.socket?.connecting === false ? 'connected' : 'connecting'));
    });
    sent.once('response', resolve);
    sent.once('connect', (answer, socket) => {
      if (answer.statusCode === 200) resolve(Object.assign(answer, { socket }));
      else
        reject(
          new UrlError('url', `<urlopen error Tunnel connection failed: ${reasonOf(answer)}>`),
        );
    });
    sent.once('error', (error) => {
      reject(error instanceof UrlError ? error : new UrlError('url', describeNetError(error)));
    });
    sent.end();
  });
}

function reasonOf({ statusCode, statusMessage }: IncomingMessage): string {
  return `${String(statusCode)} ${statusMessage ?? ''}`;
}

/** @throws UrlError when no server answers */
export async function send(
  target: Target,
  request: UrlRequest,
  around: Surroundings,
): Promise<IncomingMessage> {
  const { url } = target;
  const proxy = findProxy(target, request, around);
  const headers = toHeaders(request, target);
  const common: RequestOptions = {
    headers,
    ...(request.unixSocket === undefined ? {} : { socketPath: request.unixSocket }),
  };
  if (url.protocol === 'http:') {
    if (proxy === undefined) return begin(() => requestHttp(url, common), request.timeoutSeconds);
    const whole = {
      path: url.href,
      headers: { host: url.host, ...headers, ...proxyHeaders(proxy) },
    };
    return begin(() => requestHttp(proxy, whole), request.timeoutSeconds);
  }
  const tls = {
    rejectUnauthorized: request.isVerified,
    ca: [...(await loadAuthorities(request.caPath))],
    ...(request.ciphers.length === 0 ? {} : { ciphers: request.ciphers.join(':') }),
  };
  if (proxy === undefined)
    return begin(() => requestHttps(url, { ...common, ...tls }), request.timeoutSeconds);
  const host = `${url.hostname}:${url.port || '443'}`;
  const ask = { method: 'CONNECT', path: host, headers: { host, ...proxyHeaders(proxy) } };
  const { socket } = await begin(() => requestHttp(proxy, ask), request.timeoutSeconds);
  const createConnection = () => connect({ socket, servername: url.hostname, ...tls });
  return begin(() => requestHttps(url, { ...common, createConnection }), request.timeoutSeconds);
}
