import { readdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Plain } from '../../engine/base/index.ts';
import type { Step } from '../../engine/host/index.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

type TalkStep = Extract<Step, { do: 'talk' }>;

function talk(kind: TalkStep['with'], params: Readonly<Record<string, Plain>>): Step {
  return { do: 'talk', title: kind, with: kind, params };
}

const [dash] = shells;
if (dash === undefined) throw new Error('no shell to test with');

describe('wait_for', () => {
  test('waits for a file and for text in it', async () => {
    const session = openTestSession(dash);
    const path = join(makeFolder(), 'kubelet.log');
    const [missing] = await session.run([
      talk('wait_for', { path, timeout: 1, sleep: 0.1, msg: null }),
    ]);
    expect(missing).toMatchObject({
      status: 'failed',
      message: `Timeout when waiting for file ${path}`,
      answer: { elapsed: 1 },
    });
    writeFileSync(path, 'starting\nListening on 10250\n');
    const [found] = await session.run([
      talk('wait_for', { path, search_regex: String.raw`^Listening on (?P<port>\d+)$` }),
    ]);
    expect(found).toMatchObject({
      status: 'done',
      answer: { match_groups: ['10250'], match_groupdict: { port: '10250' }, path, elapsed: 0 },
    });
  });

  test('goes on asking until a file is gone', async () => {
    const session = openTestSession(dash);
    const path = join(makeFolder(), 'lock');
    writeFileSync(path, '');
    const waiting = session.run([talk('wait_for', { path, state: 'absent', sleep: 0.05 })]);
    await expect.poll(() => session.stats.roundTrips).toBeGreaterThan(4);
    rmSync(path);
    expect((await waiting)[0]).toMatchObject({ status: 'done', answer: { state: 'absent' } });
  });

  test('waits for ports to be open and to be closed', async () => {
    const session = openTestSession(dash);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('ready 1\n');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const quick = { port, timeout: 1, sleep: 0.1, connect_timeout: 1 };
    const [open] = await session.run([talk('wait_for', quick)]);
    expect(open).toMatchObject({ status: 'done', answer: { port, state: 'started' } });
    const [said] = await session.run([talk('wait_for', { ...quick, search_regex: 'ready' })]);
    expect(said?.status).toBe('done');
    const [never] = await session.run([talk('wait_for', { ...quick, search_regex: 'never' })]);
    expect(never?.message).toBe(
      `Timeout when waiting for search string never in 127.0.0.1:${port}`,
    );
    const [busy] = await session.run([talk('wait_for', { ...quick, state: 'stopped' })]);
    expect(busy?.message).toBe(`Timeout when waiting for 127.0.0.1:${port} to stop.`);
    const [drained] = await session.run([
      talk('wait_for', { ...quick, state: 'drained', active_connection_states: ['SYN_SENT'] }),
    ]);
    expect(drained?.status).toBe('done');
  });

  test('can be interrupted', async () => {
    const session = openTestSession(dash);
    const controller = new AbortController();
    const waiting = session.run([talk('wait_for', { timeout: 60 })], { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    await expect(waiting).rejects.toThrow('interrupted');
  });

  test('says what is wrong with a pattern', async () => {
    const session = openTestSession(dash);
    const run = session.run([talk('wait_for', { path: '/etc/hosts', search_regex: '(' })]);
    await expect(run).rejects.toThrow('Invalid regular expression');
  });
});

describe.each(shells)('fetch on $name', (shell) => {
  test('brings a file here, complete or not at all', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const bytes = Buffer.alloc(
      1_000_000,
      Uint8Array.from({ length: 256 }, (_, index) => index),
    );
    writeFileSync(join(folder, 'source'), bytes);
    const dest = join(folder, 'fetched', 'host1', 'source');
    const outcomes = await session.run([
      talk('fetch', { path: join(folder, 'source'), dest }),
      talk('fetch', { path: join(folder, 'missing'), dest: `${dest}-missing` }),
    ]);
    expect(outcomes[0]).toMatchObject({ status: 'done', answer: { size: 1_000_000 } });
    expect(readFileSync(dest).equals(bytes)).toBe(true);
    expect(outcomes[1]?.status).toBe('failed');
    expect(outcomes[1]?.message).toContain('No such file or directory');
    expect(readdirSync(join(dest, '..'))).toEqual(['source']);
  });
});

describe('pause and reboot', () => {
  test('pause takes its time and no round trip', async () => {
    const session = openTestSession(dash);
    const [outcome] = await session.run([talk('pause', { seconds: 0.01 })]);
    expect(outcome).toMatchObject({ status: 'done', answer: { elapsed: 0 } });
    expect(session.stats.roundTrips).toBe(0);
  });

  test('reboot is refused where nothing could reconnect', async () => {
    const session = openTestSession(dash);
    const [outcome] = await session.run([talk('reboot', {})]);
    expect(outcome).toMatchObject({
      status: 'failed',
      message: 'Running reboot with local connection would reboot the control node.',
    });
  });

  test('reboot looks for its command where it is told to, and sees another start', async () => {
    const session = openTestSession(dash);
    const folder = makeFolder();
    const [boot, command] = [join(folder, 'boot'), join(folder, 'shutdown')];
    writeFileSync(boot, 'first');
    writeFileSync(command, `#!/bin/sh\necho "$*" >${boot}\n`, { mode: 0o755 });
    const params = { search_paths: [folder], boot_time_command: `cat ${boot}`, msg: 'a "b"' };
    const options = { reconnect: () => Promise.resolve(session) };
    const [found] = await session.run([talk('reboot', params)], options);
    expect(found).toMatchObject({ status: 'done', answer: { rebooted: true } });
    expect(readFileSync(boot, 'utf8')).toBe('-r 0 a "b"\n');
    const own = { ...params, reboot_command: "shutdown 'c d'" };
    await session.run([talk('reboot', own)], options);
    expect(readFileSync(boot, 'utf8')).toBe('c d\n');
    const nowhere = { ...params, search_paths: ['/nowhere', '/no'] };
    await expect(session.run([talk('reboot', nowhere)], options)).rejects.toThrow(
      `Unable to find command "shutdown" in search paths: ['/nowhere', '/no']`,
    );
  });
});
