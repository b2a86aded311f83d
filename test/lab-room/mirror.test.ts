/** What the mirror answers to a path, and that its server sends and notes just that. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveMirror } from '../../engine/lab/index.ts';
import { flipLastByte, resolveAnswer, type MirrorAnswer } from '../../engine/lab/mirror/answer.ts';
import { stampKubelet } from '../../engine/lab/mirror/tree.ts';

const kubelet = 'v1.20.2/bin/linux/amd64/kubelet';

const answers: readonly (readonly [path: string, answer: MirrorAnswer])[] = [
  ['/apt/Packages', { kind: 'file', path: '/apt/Packages', fault: 'none' }],
  [`/release/${kubelet}`, { kind: 'redirect', location: `/cdn/release/${kubelet}` }],
  [`/cdn/release/${kubelet}`, { kind: 'file', path: `/release/${kubelet}`, fault: 'none' }],
  [
    `/kubernetes-release/release/${kubelet}`,
    { kind: 'file', path: `/release/${kubelet}`, fault: 'none' },
  ],
  [
    `/wrong/checksum/release/${kubelet}`,
    { kind: 'file', path: `/release/${kubelet}`, fault: 'flipped' },
  ],
  [
    `/wrong/checksum/release/${kubelet}.sha256`,
    { kind: 'file', path: `/release/${kubelet}.sha256`, fault: 'none' },
  ],
  [
    `/wrong/truncated/release/${kubelet}`,
    { kind: 'file', path: `/release/${kubelet}`, fault: 'truncated' },
  ],
  [`/wrong/missing/release/${kubelet}`, { kind: 'missing' }],
  ['/wrong/', { kind: 'missing' }],
  ['/apt/../../etc/shadow', { kind: 'missing' }],
];

describe('resolveAnswer', () => {
  it.each(answers)('%s', (path, answer) => {
    expect(resolveAnswer(path)).toEqual(answer);
  });
});

describe('flipLastByte', () => {
  it('changes one byte and keeps the length', () => {
    expect(flipLastByte(Buffer.from('ab'))).toEqual(Buffer.from([0x61, 0x62 ^ 0xff]));
    expect(flipLastByte(Buffer.alloc(0))).toHaveLength(0);
  });
});

describe('stampKubelet', () => {
  it('puts the version wherever its token stands', () => {
    expect(stampKubelet('a @VERSION@ b @VERSION@', 'v1.36.4')).toBe('a v1.36.4 b v1.36.4');
  });
});

describe('the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-mirror-'));
  const logFile = join(folder, 'log');
  let server: Server;
  let url = '';

  beforeAll(async () => {
    for (const name of ['first', 'second']) {
      mkdirSync(join(folder, name, 'apt'), { recursive: true });
      writeFileSync(join(folder, name, 'apt/Packages'), `${name}\n`);
    }
    writeFileSync(join(folder, 'second/apt/only'), 'second only\n');
    const roots = ['first', 'second'].map((name) => join(folder, name));
    server = await serveMirror({ address: '127.0.0.1', port: 0, roots, logFile });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    url = `http://127.0.0.1:${address.port}`;
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('serves the first folder that has the path', async () => {
    expect(await (await fetch(`${url}/apt/Packages`)).text()).toBe('first\n');
    expect(await (await fetch(`${url}/apt/./only`)).text()).toBe('second only\n');
  });

  it('answers 404 to a folder and to what is not there', async () => {
    expect((await fetch(`${url}/apt`)).status).toBe(404);
    expect((await fetch(`${url}/apt/none`)).status).toBe(404);
  });

  it('breaks a truncated file off although it told its length', async () => {
    const response = await fetch(`${url}/wrong/truncated/apt/Packages`);
    expect(response.headers.get('content-length')).toBe('6');
    await expect(response.text()).rejects.toThrow();
  });

  it('has written a request down before its answer is read', async () => {
    await (await fetch(`${url}/apt/Packages?again`)).text();
    const lines = readFileSync(logFile, 'utf8').trim().split('\n');
    expect(lines.at(-1)).toBe('200 GET /apt/Packages');
    expect(lines).toContain('404 GET /apt/none');
  });
});
