/**
 * Sends one request for a URL and gives the answer: straight, through a proxy, or to a Unix socket.
 */
import { readFile } from 'node:fs/promises';
import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
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
  const own = path === undefined ? '' : await readFile(path, 'utf8').catch(failTo(path));
  return [...rootCertificates, system, own].filter((text) => text !== '');
}

function failTo(path: string): (error: unknown) => never {
  return (error) => {
    throw new UrlError('url', describeNetError(error, path));
  };
}

/** Sends what was begun, and hands over how it is answered to whoever listens for it. */
function finish(sent: ClientRequest, seconds: number, reject: (error: Error) => void): void {
  sent.setTimeout(seconds * 1000, () => {
    sent.destroy(describeTimeout(sent.socket?.connecting === false ? 'connected' : 'connecting'));
  });
  sent.once('error', (error) => {
    reject(error instanceof UrlError ? error : new UrlError('url', describeNetError(error)));
  });
  sent.end();
}

function ask(sent: ClientRequest, { timeoutSeconds }: UrlRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    finish(sent, timeoutSeconds, reject);
  });
}

/** Lets a proxy connect to the host of a URL. */
function openTunnel(proxy: URL, url: URL, { timeoutSeconds }: UrlRequest): Promise<Socket> {
  const host = `${url.hostname}:${url.port || '443'}`;
  const headers = { host, ...proxyHeaders(proxy) };
  return new Promise((resolve, reject) => {
    const sent = requestHttp(proxy, { method: 'CONNECT', path: host, headers });
    sent.once('connect', ({ statusCode, statusMessage = '' }, socket) => {
      if (statusCode === 200) resolve(socket);
      else {
        const said = `Tunnel connection failed: ${String(statusCode)} ${statusMessage}`;
        reject(new UrlError('url', `<urlopen error ${said}>`));
      }
    });
    finish(sent, timeoutSeconds, reject);
  });
}

/** What a request has of its own. */
interface Options {
  readonly headers: Record<string, string>;
  readonly socketPath?: string;
}

function sendPlain(
  { url }: Target,
  request: UrlRequest,
  options: Options,
  proxy: URL | undefined,
): Promise<IncomingMessage> {
  if (proxy === undefined) return ask(requestHttp(url, options), request);
  const all = { host: url.host, ...options.headers, ...proxyHeaders(proxy) };
  return ask(requestHttp(proxy, { path: url.href, headers: all }), request);
}

async function sendSecret(
  { url }: Target,
  request: UrlRequest,
  options: Options,
  proxy: URL | undefined,
): Promise<IncomingMessage> {
  const tls = {
    rejectUnauthorized: request.isVerified,
    ca: [...(await loadAuthorities(request.caPath))],
    ...(request.ciphers.length === 0 ? {} : { ciphers: request.ciphers.join(':') }),
  };
  if (proxy === undefined) return ask(requestHttps(url, { ...options, ...tls }), request);
  const socket = await openTunnel(proxy, url, request);
  const createConnection = () => connect({ socket, servername: url.hostname, ...tls });
  return ask(requestHttps(url, { ...options, createConnection }), request);
}

/** @throws UrlError when no server answers */
export function send(
  target: Target,
  request: UrlRequest,
  around: Surroundings,
): Promise<IncomingMessage> {
  const proxy = findProxy(target, request, around);
  const { unixSocket } = request;
  const headers = toHeaders(request, target);
  const options: Options =
    unixSocket === undefined ? { headers } : { headers, socketPath: unixSocket };
  const way = target.url.protocol === 'http:' ? sendPlain : sendSecret;
  return way(target, request, options, proxy);
}
