/**
 * A small web server for situations that fetch something (`{web}`): files by name, and `/echo`,
 * which tells what it was asked.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';

const PORT = 8099;

/** A key of OpenPGP, without its private half. */
const KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEaww8KBYJKwYBBAHaRw8BAQdA8sfHvQD2BEZJuaEcD51Rij+k4d/8p/8/PPNu
VhnBRGK0HmtwbGF5IHR3byDDvCA8dHdvQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEE
UPUH1fzGBO2XT/V1yDkJtlg3UVUFAmsMPCgCGwMFCwkIBwIGFQoJCAsCBBYCAwEC
HgECF4AACgkQyDkJtlg3UVX+VQD/dOm2R1oJ0N5Kqpu+rMP02DT/pnNHDCQbWw7S
FJrLnzMBAJjMfNtHR+yyBzqm0OFYdamH8XX6pRiClENEz2xZuEsG
=Np/J
-----END PGP PUBLIC KEY BLOCK-----
`;

const FILES: Readonly<Record<string, string>> = {
  '/hello.txt': 'hello\n',
  '/key.asc': KEY,
  '/motd': 'Welcome to the cluster.\n',
  '/keys': 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC1 bob\n',
  '/answer.json': '{"answer": 42, "words": ["yes", "no"]}\n',
};

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

/** Multipart boundaries and clients' names differ by design. */
const SHOWN_HEADERS = ['content-type', 'authorization', 'x-asked', 'accept', 'cookie'];

async function tellRequest(request: IncomingMessage): Promise<string> {
  const shown = SHOWN_HEADERS.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { method = '', url = '' } = request;
  const body = await readBody(request);
  return JSON.stringify({ method, url, headers: Object.fromEntries(shown), body });
}

const MODIFIED = 'Tue, 24 Nov 2026 10:00:00 GMT';

/** Says whether the client has what is there, by its own account. */
function isKnown({ headers }: IncomingMessage): boolean {
  const since = headers['if-modified-since'];
  return since !== undefined && Date.parse(since) >= Date.parse(MODIFIED);
}

async function answer(request: IncomingMessage): Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}> {
  const path = new URL(request.url ?? '/', 'http://web').pathname;
  const text = { 'content-type': 'text/plain' };
  const json = { 'content-type': 'application/json' };
  const known = FILES[path];
  if (known !== undefined) {
    if (isKnown(request)) return { status: 304, headers: {}, body: '' };
    const headers = path.endsWith('.json') ? json : text;
    return { status: 200, headers: { ...headers, 'last-modified': MODIFIED }, body: known };
  }
  if (path === '/echo') return { status: 200, headers: json, body: await tellRequest(request) };
  if (path.startsWith('/status/'))
    return { status: Number(path.slice(8)), headers: text, body: `status ${path.slice(8)}\n` };
  if (path.startsWith('/to/')) {
    const [, , status = '302', ...to] = path.split('/');
    return { status: Number(status), headers: { location: `/${to.join('/')}` }, body: '' };
  }
  if (path === '/secret') {
    const isAllowed =
      request.headers.authorization === `Basic ${Buffer.from('kube:s3cret').toString('base64')}`;
    return isAllowed
      ? { status: 200, headers: text, body: 'open\n' }
      : { status: 401, headers: { 'www-authenticate': 'Basic realm="kube"' }, body: 'closed\n' };
  }
  if (path === '/cookie')
    return { status: 200, headers: { ...text, 'set-cookie': 'taste=oat; Path=/' }, body: 'fed\n' };
  return { status: 404, headers: text, body: 'not here\n' };
}

/** A server that is up. */
export interface Web {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves on one address of this machine. */
export async function serveWeb(address: string): Promise<Web> {
  const server: Server = createServer((request, response) => {
    void answer(request).then(({ status, headers, body }) => {
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? '' : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(PORT, address, resolve));
  return {
    url: `http://${address}:${PORT}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
