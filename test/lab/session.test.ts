/** Sessions on real hosts: becoming others with and without passwords, full disks, reboots. */
import { writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import {
  sshTransport,
  UnreachableError,
  type ConnectionTarget,
} from '../../engine/connect/index.ts';
import {
  createHosts,
  fileState,
  TaskFailure,
  type BecomeSpec,
  type Hosts,
  type HostSession,
  type Probe,
  type Step,
} from '../../engine/host/index.ts';
import { getHost, getLab, operatorPassword, rebootHost } from '../../engine/lab/index.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { askHost } from '../support/lab-run.ts';

const lab = inject('lab');

function makeTarget(name: string, more: Partial<ConnectionTarget> = {}): ConnectionTarget {
  const address = lab.hosts.find((host) => host.name === name)?.address ?? name;
  return {
    hostName: name,
    connection: 'ssh',
    address,
    port: 22,
    user: 'vagrant',
    privateKeyFiles: [lab.keyFile],
    useAgent: false,
    hostKeyChecking: 'strict',
    knownHostsFiles: [lab.knownHosts],
    connectTimeoutSeconds: 10,
    ...more,
  };
}

function makeHosts(): Hosts {
  const hosts = createHosts({ transports: [sshTransport] });
  onTestFinished(() => hosts.closeAll());
  return hosts;
}

function text(script: string): Probe<string> {
  return { name: 'text', script: rawSh(script), parse: ({ stdout }) => stdout };
}

const root: BecomeSpec = { method: 'sudo', user: 'root' };
const whoAmI = text('id -un; echo "$HOME"');

function openAs(become: BecomeSpec, user = 'vagrant'): Promise<HostSession> {
  return makeHosts().session(makeTarget('worker1', { user }), become);
}

/** What the first question of a session fails with. */
async function failure(become: BecomeSpec, user = 'operator'): Promise<string> {
  const session = await openAs(become, user);
  const error = await session.ask(whoAmI).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TaskFailure);
  return error instanceof Error ? error.message : '';
}

describe('becoming', () => {
  test('sudo without a password, in no extra round trip', async () => {
    const session = await openAs(root);
    expect(await session.ask(whoAmI)).toBe('root\n/root\n');
    expect(session.stats.roundTrips).toBe(3);
  });

  test('another user than root', async () => {
    const session = await openAs({ method: 'sudo', user: 'operator' });
    expect(await session.ask(whoAmI)).toBe('operator\n/home/operator\n');
  });

  test('sudo with its password, which stands in no argument list', async () => {
    const session = await openAs({ ...root, password: operatorPassword }, 'operator');
    expect(await session.ask(whoAmI)).toBe('root\n/root\n');
    const seen = await session.ask(
      text(`cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | grep -c 'lab [o]perator'`),
    );
    expect(seen).toBe('0\n');
    const source = join(tmpdir(), `kplay-lab-${process.pid}`);
    writeFileSync(source, Buffer.alloc(300_000, 'k'));
    onTestFinished(() => {
      rmSync(source);
    });
    const [outcome] = await session.run([
      {
        do: 'write',
        title: 'w',
        path: '/root/streamed',
        content: { from: 'file', path: source, size: 300_000 },
        attributes: {},
      },
    ]);
    expect(outcome?.status).toBe('done');
    const state = await session.ask(fileState('/root/streamed'));
    expect(state).toMatchObject({ size: 300_000, owner: 'root', mode: '0644' });
  });

  test('a password that sudo never asks for is never sent', async () => {
    const session = await openAs({ ...root, password: 'unasked' });
    expect(await session.ask(whoAmI)).toBe('root\n/root\n');
  });

  test('wrong and missing passwords fail in the words of Ansible', async () => {
    expect(await failure({ ...root, password: 'wrong' })).toBe('Incorrect sudo password');
    expect(await failure({ ...root, password: '' })).toBe('Incorrect sudo password');
    expect(await failure(root)).toBe('Missing sudo password');
    expect(await failure({ method: 'su', user: 'root', password: 'wrong' })).toBe(
      'Incorrect su password',
    );
    expect(await failure({ method: 'su', user: 'root' })).toBe('Missing su password');
  });

  test('steps fail like questions', async () => {
    const session = await openAs(root, 'operator');
    const step: Step = { do: 'run', title: 'r', script: rawSh('true') };
    await expect(session.run([step])).rejects.toThrow('Missing sudo password');
  });

  test('su with a password', async () => {
    const session = await openAs({ method: 'su', user: 'operator', password: operatorPassword });
    expect(await session.ask(text('id -un'))).toBe('operator\n');
  });

  test('what cannot be become says why', async () => {
    expect(await failure({ method: 'doas', user: 'root' })).toContain(
      'doas is missing on the host',
    );
    expect(await failure({ method: 'sudo', user: 'nobody-here' }, 'vagrant')).toContain(
      'nobody-here',
    );
  });

  test('one connection serves all users of a host', async () => {
    const hosts = makeHosts();
    const target = makeTarget('worker1');
    const [own, asRoot, again] = await Promise.all([
      hosts.session(target),
      hosts.session(target, root),
      hosts.session(target, root),
    ]);
    const connection = text('echo "$SSH_CONNECTION$SUDO_USER"; echo $PPID >/dev/null');
    expect(again).toBe(asRoot);
    expect(await own.ask(whoAmI)).toBe('vagrant\n/home/vagrant\n');
    expect(await asRoot.ask(whoAmI)).toBe('root\n/root\n');
    expect(await own.ask(connection)).toContain(target.address);
    expect((await hosts.session(target, { method: 'sudo', user: 'vagrant' })) === own).toBe(true);
  });

  test('a script of root is ended too, when its time is over', async () => {
    const session = await openAs(root);
    const [outcome] = await session.run([
      {
        do: 'run',
        title: 'r',
        script: rawSh('sleep 4321 & wait'),
        timeoutSeconds: 0.3,
      },
    ]);
    expect(outcome?.message).toBe('Timed out after 0.3 seconds');
    // It is told to end while the shell has ended already.
    const look = text("pgrep -xf 'sleep 4321' || echo gone");
    await expect.poll(() => session.ask(look)).toBe('gone\n');
  });
});

describe('logging in with a password', () => {
  const withPassword = { user: 'operator', privateKeyFiles: [] } as const;

  test('the right one opens the session, a wrong one says that it was denied', async () => {
    const open = async (password: string) => {
      const session = await makeHosts().session(
        makeTarget('worker1', { ...withPassword, password }),
      );
      return session.ask(whoAmI);
    };
    expect(await open(operatorPassword)).toBe('operator\n/home/operator\n');
    await expect(open('not the operator')).rejects.toThrow(/Permission denied/);
  });

  test('a server that asks questions instead gets it as the answer', async () => {
    const options =
      '-p 2299 -o PidFile=/run/kplay-2299.pid -o UsePAM=yes ' +
      '-o PasswordAuthentication=no -o KbdInteractiveAuthentication=yes';
    // sshd goes to the background before it listens; its first socket is there when ss says so.
    const listens = 'until ss -Hltn sport = :2299 | grep -q .; do sleep 0.1; done';
    await askHost(lab, 'worker1', `/usr/sbin/sshd ${options} && timeout 20 sh -c '${listens}'`);
    onTestFinished(async () => {
      await askHost(lab, 'worker1', 'kill "$(cat /run/kplay-2299.pid)"');
    });
    const target = makeTarget('worker1', {
      ...{ ...withPassword, password: operatorPassword, port: 2299 },
      hostKeyChecking: 'off',
    });
    expect(await (await makeHosts().session(target)).ask(whoAmI)).toContain('operator\n');
  });
});

describe('a full disk', () => {
  test('leaves the old file and nothing else', async () => {
    await askHost(lab, 'worker2', 'mkdir -p /small && mount -t tmpfs -o size=200k tmpfs /small');
    onTestFinished(async () => {
      await askHost(lab, 'worker2', 'umount /small; rmdir /small');
    });
    const session = await makeHosts().session(makeTarget('worker2'), root);
    const source = join(tmpdir(), `kplay-lab-${process.pid}`);
    writeFileSync(source, Buffer.alloc(5_000_000, 'k'));
    onTestFinished(() => {
      rmSync(source);
    });
    const write = { do: 'write', title: 'w', path: '/small/kubelet', attributes: {} } as const;
    await session.run([{ ...write, content: { from: 'text', text: 'old' } }]);
    const contents = [
      { from: 'file', path: source, size: 5_000_000 },
      { from: 'host', path: '/usr/bin/bash' },
    ] as const;
    for (const content of contents) {
      const [outcome] = await session.run([{ ...write, content }]);
      expect(outcome).toMatchObject({
        status: 'failed',
        message: 'Could not write /small/kubelet: No space left on device',
      });
    }
    expect(await session.ask(text('ls -A /small; cat /small/kubelet'))).toBe('kubelet\nold');
    await session.run([
      { do: 'run', title: 'r', script: rawSh('head -c 190000 /dev/zero >/small/fill') },
    ]);
    const small = { from: 'text', text: 'x'.repeat(30_000) } as const;
    const [outcome] = await session.run([{ ...write, content: small }]);
    expect(outcome?.message).toContain('No space left on device');
    expect(await session.ask(text('ls -A /small; cat /small/kubelet'))).toBe('fill\nkubelet\nold');
  });
});

describe('a reboot', () => {
  test('is waited for, and the next session works', async () => {
    const hosts = makeHosts();
    const target = makeTarget('master2', { connectTimeoutSeconds: 3 });
    const session = await hosts.session(target, root);
    const bootId = text('cat /proc/sys/kernel/random/boot_id; cat /proc/1/stat | cut -d" " -f22');
    const before = await session.ask(bootId);
    // The lab's hosts are containers: their kernel stays, and with it the boot id; so the start of
    // process 1 is looked at. And a container that goes down is started again from outside.
    const params = {
      boot_time_command: 'cut -d" " -f22 /proc/1/stat',
      reboot_command: 'true',
      reboot_timeout: 60,
    };
    const running = session.run([{ do: 'talk', title: 'reboot', with: 'reboot', params }]);
    const real = await getLab(lab.name);
    await rebootHost(real, getHost(real, 'master2'), () => undefined);
    const [outcome] = await running;
    expect(outcome).toMatchObject({ status: 'done', answer: { rebooted: true } });
    const again = await hosts.session(target, root);
    expect(await again.ask(bootId)).not.toBe(before);
    await expect(session.ask(whoAmI)).rejects.toThrow(UnreachableError);
  });
});

describe('an account whose shell is open', () => {
  test('is removed, since a step says whose sessions end first', async () => {
    const hosts = makeHosts();
    const target = makeTarget('worker1');
    const asRoot = await hosts.session(target, root);
    await asRoot.ask(text('useradd -m passing'));
    const asPassing = await hosts.session(target, { ...root, user: 'passing' });
    expect(await asPassing.ask(text('id -un'))).toBe('passing\n');
    const remove: Step = { do: 'run', title: 'remove', script: rawSh('userdel -r passing') };
    const [refused] = await asRoot.run([remove]);
    expect(refused?.stderr).toContain('is currently used by process');
    const [removed] = await asRoot.run([{ ...remove, endsSessionsOf: 'passing' }]);
    expect(removed).toMatchObject({ status: 'done', rc: 0 });
  });
});
