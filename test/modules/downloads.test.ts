/** get_url against a small server on this machine: status codes, checksums, conditions. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import getUrl from '../../engine/modules/get_url.ts';
import type { Step } from '../../engine/host/index.ts';
import { makeFolder, openTestSession, shells } from '../host/shells.ts';
import { layOut, makeController, readBack, readParams, runModule, type Ran } from './run-case.ts';

const BODY = 'kubelet binary\n';
const SHA256 = createHash('sha256').update(BODY).digest('hex');
/** More than any client keeps back before it writes. */
const HALF = 'x'.repeat(1_000_000);
const MODIFIED = 'Tue, 24 Nov 2020 10:00:00 GMT';

let server: Server;
let base = '';
const requests: string[] = [];
/** Sends the second half of `/slow`. */
let release: () => void = () => undefined;

const answers: Readonly<Record<string, readonly [number, string]>> = {
  '/kubelet': [200, BODY],
  '/kubelet.sha256': [200, `${SHA256}\n`],
  '/SHA256SUMS': [200, `${'0'.repeat(64)}  other\n${SHA256}  ./kubelet\n`],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${path} ${request.headers['x-token']?.toString() ?? ''}`.trim());
    if (path === '/moved') return response.writeHead(302, { location: '/kubelet' }).end();
    if (path === '/slow') {
      response.writeHead(200, { 'content-length': 2 * HALF.length }).write(HALF);
      release = () => response.end(HALF);
      return response;
    }
    const isOld = request.headers['if-modified-since'] !== undefined;
    if (isOld && path === '/kubelet') return response.writeHead(304).end();
    const [status, body] = answers[path] ?? [404, 'not here\n'];
    return response.writeHead(status, { 'last-modified': MODIFIED }).end(body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  base = `http://127.0.0.1:${address.port}`;
});

afterAll(() => {
  server.close();
});

beforeEach(() => {
  requests.length = 0;
});

function run(folder: string, params: Readonly<Record<string, string | boolean>>): Promise<Ran> {
  const session = openTestSession(shells[0]!);
  const read = readParams(getUrl, { dest: join(folder, 'kubelet'), ...params });
  return runModule(getUrl, read, session, makeController(folder, false));
}

test('fetches through a redirect with headers and sets the mode', async () => {
  const folder = makeFolder();
  const session = openTestSession(shells[0]!);
  const params = readParams(getUrl, {
    url: `${base}/moved`,
    dest: join(folder, 'kubelet'),
    mode: '0750',
    headers: { 'X-Token': 'a "b" c' },
  });
  const ran = await runModule(getUrl, params, session, makeController(folder, false));
  expect(ran.changed).toBe(true);
  expect(ran.returns).toMatchObject({ status_code: 200, msg: 'OK (15 bytes)', mode: '0750' });
  expect(requests).toEqual(['/moved a "b" c', '/kubelet a "b" c']);
  const wanted = { kubelet: { content: BODY, mode: '0750' } };
  expect(readBack(folder, wanted)).toEqual(wanted);
});

test('asks nothing when the checksum matches', async () => {
  const folder = makeFolder();
  layOut(folder, { kubelet: { content: BODY } });
  const ran = await run(folder, { url: `${base}/kubelet`, checksum: `sha256:${SHA256}` });
  expect(ran.changed).toBe(false);
  expect(ran.returns['msg']).toBe('file already exists');
  expect(requests).toEqual([]);
});

test.each(['kubelet.sha256', 'SHA256SUMS'])('takes the checksum from %s', async (name) => {
  const folder = makeFolder();
  const params = { url: `${base}/kubelet`, checksum: `sha256:${base}/${name}` };
  expect((await run(folder, params)).changed).toBe(true);
  expect((await run(folder, params)).changed).toBe(false);
  expect(requests).toEqual([`/${name}`, '/kubelet', `/${name}`]);
});

test('never lets a wrong checksum become the file', async () => {
  const folder = makeFolder();
  layOut(folder, { kubelet: { content: 'old\n' } });
  const checksum = `sha256:${'0'.repeat(64)}`;
  await expect(run(folder, { url: `${base}/kubelet`, checksum })).rejects.toThrow(
    `did not match ${'0'.repeat(64)}; it was ${SHA256}.`,
  );
  const wanted = { kubelet: { content: 'old\n' } };
  expect(readBack(folder, wanted)).toEqual(wanted);
});

test('never lets a 404 become the file', async () => {
  const folder = makeFolder();
  await expect(run(folder, { url: `${base}/nowhere` })).rejects.toMatchObject({
    message: 'Request failed',
    returns: { status_code: 404, response: 'HTTP Error 404: Not Found' },
  });
  expect(readBack(folder, { kubelet: {} })).toEqual({ kubelet: { absent: true } });
});

test('is content with «not modified», and fetches again when forced', async () => {
  const folder = makeFolder();
  layOut(folder, { kubelet: { content: 'mine\n' } });
  const kept = await run(folder, { url: `${base}/kubelet` });
  expect(kept.changed).toBe(false);
  expect(kept.returns['status_code']).toBe(304);
  const forced = await run(folder, { url: `${base}/kubelet`, force: true, backup: true });
  expect(forced.changed).toBe(true);
  expect(forced.returns['backup_file']).toContain('/kubelet.');
  const wanted = { kubelet: { content: BODY } };
  expect(readBack(folder, wanted)).toEqual(wanted);
});

test('tells how far a long download is', async () => {
  const folder = makeFolder();
  const session = openTestSession(shells[0]!);
  const heard: [string, number, number | undefined][] = [];
  const listening = {
    ...{ stats: session.stats, ask: session.ask.bind(session), close: session.close.bind(session) },
    run: (steps: readonly Step[]) =>
      session.run(steps, {
        onProgress: (step, done, total) => {
          heard.push([step.title, done, total]);
          release();
        },
      }),
  };
  const read = readParams(getUrl, { dest: join(folder, 'kubelet'), url: `${base}/slow` });
  const ran = await runModule(getUrl, read, listening, makeController(folder, false));
  const [title, done, total] = heard[0] ?? [];
  expect([title, total]).toEqual([`fetch ${base}/slow`, 2 * HALF.length]);
  expect(done).toSatisfy((bytes: number) => bytes > 0 && bytes <= HALF.length);
  expect(ran.returns['size']).toBe(2 * HALF.length);
});

test('says when nobody answers', async () => {
  const folder = makeFolder();
  await expect(run(folder, { url: 'http://127.0.0.1:1/kubelet' })).rejects.toThrow(
    'Request failed',
  );
});
