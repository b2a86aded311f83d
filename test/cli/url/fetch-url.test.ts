/** What the lookup `url` asks a server for, and what it says when it gets nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchUrl } from '../../../engine/cli/url/fetch-url.ts';
import type { Surroundings } from '../../../engine/cli/url/send-request.ts';
import type { UrlRequest } from '../../../engine/template/index.ts';
import { plainRequest } from './plain-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'kplay-url-'));
const socket = join(folder, 'socket');
const asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[] = [];
const servers: Server[] = [];

/** What the server says at a path; `/302/to` is sent on to `/to`. */
function headFor(path: string, isLoggedIn: boolean): readonly [number, Record<string, string>] {
  const [, status = '200', to = ''] = /^\/(\d+)(\/.*)?$/.exec(path) ?? [];
  switch (path) {
    case '/private':
      return isLoggedIn ? [200, {}] : [401, { 'www-authenticate': 'Basic realm="here"' }];
    case '/packed':
      return [200, { 'content-encoding': 'gzip' }];
    case '/endless':
      return [302, { location: '/endless' }];
    case '/away':
      return [302, { location: `http://localhost:${port}/ok` }];
    default:
      return [Number(status), to === '' ? {} : { location: to }];
  }
}

function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  asked.push({ path: url, headers });
  if (url === '/silent') return;
  const [status, said] = headFor(url, headers.authorization !== undefined);
  response.writeHead(status, said);
  response.end(url === '/packed' ? gzipSync('packed') : 'a\nü\n');
}

async function listen(server: Server, at: number | string): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(at, resolve));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

let port = 0;
let tlsPort = 0;
let authority = '';

beforeAll(async () => {
  port = await listen(createServer(answer), 0);
  await listen(createServer(answer), socket);
  authority = join(folder, 'cert.pem');
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', authority];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names, ...files], {
    stdio: 'ignore',
  });
  const key = readFileSync(join(folder, 'key.pem'));
  tlsPort = await listen(createTlsServer({ key, cert: readFileSync(authority) }, answer), 0);
});

afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

const nothing: Surroundings = { proxies: {}, noProxy: [''] };

async function get(url: string, more: Partial<UrlRequest> = {}, around = nothing): Promise<string> {
  asked.length = 0;
  const whole = url.startsWith('/') ? `http://127.0.0.1:${port}${url}` : url;
  const body = await fetchUrl({ ...plainRequest, ...more, url: whole }, around);
  return body.toString('utf8');
}

const logins = (): readonly (string | undefined)[] =>
  asked.map(({ headers: { authorization } }) =>
    authorization === undefined
      ? undefined
      : Buffer.from(authorization.replace('Basic ', ''), 'base64').toString(),
  );

describe('a request', () => {
  test('says who asks and what for', async () => {
    expect(await get('/ok')).toBe('a\nü\n');
    expect(asked[0]?.headers).toMatchObject({
      'user-agent': 'ansible-httpget',
      'accept-encoding': 'identity',
    });
    await get('/ok', { agent: 'me', isForced: true, headers: { 'X-A': 'b' } });
    expect(asked[0]?.headers).toMatchObject({
      'user-agent': 'me',
      'cache-control': 'no-cache',
      'x-a': 'b',
    });
  });

  test('is unpacked when the server packs all the same', async () => {
    expect(await get('/packed')).toBe('packed');
  });

  test('goes to a Unix socket', async () => {
    expect(await get('http://localhost/ok', { unixSocket: socket })).toBe('a\nü\n');
  });

  test('reads a file', async () => {
    writeFileSync(join(folder, 'a file'), 'text');
    expect(await get(`file://${folder}/a%20file`)).toBe('text');
  });
});

describe('a login', () => {
  test('is sent when the server asks for it', async () => {
    await get('/private', { login: 'me:pass word' });
    expect(logins()).toEqual([undefined, 'me:pass word']);
  });

  test('is sent at once when that is wanted, or when it is of ~/.netrc', async () => {
    await get('/ok', { login: 'me:pw', isLoginSentAtOnce: true });
    expect(logins()).toEqual(['me:pw']);
    await get('/ok', {}, { ...nothing, netrc: 'you:there' });
    expect(logins()).toEqual(['you:there']);
  });

  test('may stand in the URL, which wins over ~/.netrc', async () => {
    const url = `http://me:p%20w@127.0.0.1:${port}/private`;
    await get(url, {}, { ...nothing, netrc: 'you:there' });
    expect(logins()).toEqual([undefined, 'me:p%20w']);
  });

  test('is told no other server', async () => {
    await get('/away', { login: 'me:pw', isLoginSentAtOnce: true });
    expect(logins()).toEqual(['me:pw', undefined]);
  });
});

describe('a redirect', () => {
  test.each(['301', '302', '303', '307', '308'])('%s is followed', async (status) => {
    expect(await get(`/${status}/ok`)).toBe('a\nü\n');
    expect(asked.map(({ path }) => path)).toEqual([`/${status}/ok`, '/ok']);
  });

  test.each(['no', 'none', 'urllib'])('is not followed with `%s`', async (followRedirects) => {
    await expect(get('/302/ok', { followRedirects })).rejects.toThrow('HTTP Error 302: Found');
  });

  test('ends some time', async () => {
    await expect(get('/302/endless')).rejects.toThrow('infinite loop');
    expect(asked).toHaveLength(11);
  });

  test('takes along the headers but for those that are for the first server', async () => {
    const headers = { 'X-A': 'b', 'X-C': 'd' };
    await get('/302/ok', { headers, unredirectedHeaders: ['x-c'] });
    expect(asked.map((one) => [one.headers['x-a'], one.headers['x-c']])).toEqual([
      ['b', 'd'],
      ['b', undefined],
    ]);
  });
});

describe('a proxy', () => {
  /** A proxy that notes what it is asked and passes tunnels on. */
  async function startProxy(): Promise<{ readonly url: string; readonly hosts: string[] }> {
    const hosts: string[] = [];
    const proxy = createServer((request, response) => {
      hosts.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`);
      response.end('by proxy');
    });
    proxy.on('connect', (request, client) => {
      hosts.push(`CONNECT ${request.url ?? ''}`);
      const server = connect(tlsPort, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.pipe(client).pipe(server);
      });
    });
    const at = await listen(proxy, 0);
    return { url: `http://me:pw@127.0.0.1:${at}`, hosts };
  }

  test('is asked for what is not near', async () => {
    const { url, hosts } = await startProxy();
    const around = { proxies: { http: url }, noProxy: ['localhost', ' .0.0.1'] };
    expect(await get('http://far.example/x?y', {}, around)).toBe('by proxy');
    expect(hosts).toEqual(['http://far.example/x?y Basic bWU6cHc=']);
    const straight = 'a\nü\n';
    expect(await get('/ok', {}, around)).toBe(straight);
    expect(await get(`http://localhost:${port}/ok`, {}, around)).toBe(straight);
    expect(await get('/ok', {}, { ...around, noProxy: ['*'] })).toBe(straight);
    expect(await get('/ok', { usesProxy: false }, { ...around, noProxy: [] })).toBe(straight);
    expect(hosts).toHaveLength(1);
  });

  test('makes a tunnel for https', async () => {
    const { url, hosts } = await startProxy();
    const around = { proxies: { https: url }, noProxy: [] };
    expect(await get('https://localhost/ok', { caPath: authority }, around)).toBe('a\nü\n');
    expect(hosts).toEqual(['CONNECT localhost:443']);
  });
});

describe('a certificate', () => {
  test('must be of somebody known', async () => {
    const url = `https://localhost:${tlsPort}/ok`;
    await expect(get(url)).rejects.toThrow(
      '<urlopen error [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate>',
    );
    expect(await get(url, { caPath: authority })).toBe('a\nü\n');
    expect(await get(url, { isVerified: false })).toBe('a\nü\n');
  });

  test('of an authority that is not there', async () => {
    const url = `https://localhost:${tlsPort}/ok`;
    await expect(get(url, { caPath: '/none' })).rejects.toThrow(
      "No such file or directory: '/none'",
    );
  });

  test('must be of the host', async () => {
    const url = `https://127.0.0.1:${tlsPort}/ok`;
    await expect(get(url, { caPath: authority })).rejects.toThrow('Hostname mismatch');
  });
});

describe('what goes wrong', () => {
  test.each([
    ['/404', 'http', 'HTTP Error 404: Not Found'],
    ['/500', 'http', 'HTTP Error 500: Internal Server Error'],
    ['http://127.0.0.1:1/x', 'url', '<urlopen error [Errno 111] Connection refused>'],
    [
      'https://127.0.0.1:PORT/x',
      'url',
      '<urlopen error [SSL: WRONG_VERSION_NUMBER] wrong version number>',
    ],
    ['foo://x', 'url', '<urlopen error unknown url type: foo>'],
    ['nothing', 'value', "unknown url type: 'nothing'"],
    ['http:///x', 'url', '<urlopen error no host given>'],
    ['file:///none', 'url', "<urlopen error [Errno 2] No such file or directory: '/none'>"],
  ])('%s', async (url, kind, message) => {
    await expect(get(url.replace('PORT', String(port)))).rejects.toMatchObject({ kind, message });
  });

  test('a server that does not answer in time', async () => {
    await expect(get('/silent', { timeoutSeconds: 1 })).rejects.toMatchObject({
      kind: 'value',
      message: 'timed out',
    });
  });
});
