/** The lab itself: what its hosts are, what its mirror serves, what its faults do, what it leaves. */
import { readFile, readdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  changeHostKey,
  downLab,
  getHost,
  getLab,
  killSshSessions,
  mountSmallDisk,
  planHosts,
  rebootHost,
  resetLab,
  setLink,
  setSshServer,
  startRelays,
  unmountSmallDisk,
  upLab,
} from '../../engine/lab/index.ts';
import { openLab, type OpenLab } from '../support/lab-for-tests.ts';
import { askHost, listTree, listUnits, readMirrorLog, run, runOnHost } from '../support/lab-run.ts';

const lab = inject('lab');
const silent = (): undefined => undefined;

async function hasProcess(pid: number): Promise<boolean> {
  return (await readdir('/proc')).includes(String(pid));
}

describe('a lab host', () => {
  it.each(lab.hosts.map((host) => host.name))('%s is a running systemd machine', async (name) => {
    const end = await runOnHost(lab, name, 'hostname; id -un; systemctl is-system-running');
    expect(end).toMatchObject({ code: 0, stdout: `${name}\nvagrant\nrunning\n` });
  });

  it('has no Python', async () => {
    const end = await runOnHost(lab, 'master1', 'ls /usr/bin /usr/local/bin | grep -i python');
    expect(end).toMatchObject({ code: 1, stdout: '' });
  });

  it('has an operator whose sudo asks for the password', async () => {
    const asked = "su -s /bin/sh operator -c 'sudo -n true'";
    const end = await runOnHost(lab, 'worker1', `sudo ${asked}`);
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('password is required');
    const given = `su -s /bin/sh operator -c 'printf "lab operator\\n" | sudo -S -p "" id -u'`;
    expect((await runOnHost(lab, 'worker1', `sudo ${given}`)).stdout).toBe('0\n');
  });

  it('knows itself and the others by name, without waiting for a name server', async () => {
    const names = 'getent hosts master1 master2 worker1 worker2 | wc -l';
    expect((await runOnHost(lab, 'master2', names)).stdout.trim()).toBe('4');
  });
});

describe('the mirror', () => {
  it('serves packages to apt without a network beyond', async () => {
    const script = 'set -e; apt-get -q update; apt-get -q -y install socat; socat -V | sed -n 2p';
    const said = await askHost(
      lab,
      'worker2',
      `export DEBIAN_FRONTEND=noninteractive\n${script}\n`,
    );
    expect(said).toMatch(/^socat version 1/m);
  });

  it.each(['v0.6.0/cni-plugins-amd64-v0.6.0.tgz', 'v1.9.1/cni-plugins-linux-amd64-v1.9.1.tgz'])(
    'serves the CNI plugins as %s with their checksum',
    async (release) => {
      const url = `${lab.mirrorUrl}/containernetworking/plugins/releases/download/${release}`;
      const script = `cd "$(mktemp -d)" && curl -sSfO ${url} && curl -sSf ${url}.sha256 | sha256sum -c`;
      expect((await runOnHost(lab, 'worker2', script)).stdout).toMatch(/\.tgz: OK\n$/);
    },
  );

  it('redirects to a kubelet, whose checksum is bare, and notes who fetched what', async () => {
    const url = `${lab.mirrorUrl}/release/v1.20.2/bin/linux/amd64/kubelet`;
    const bare = await run(['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', url]);
    expect(bare.stdout).toBe('302');
    const script = `curl -sSfL ${url} | sha256sum; curl -sSfL ${url}.sha256`;
    const [sum, told] = (await runOnHost(lab, 'worker2', script)).stdout.split('  -\n');
    expect(told).toBe(sum);
    expect(await readMirrorLog(lab)).toContain(
      '200 GET /cdn/release/v1.20.2/bin/linux/amd64/kubelet',
    );
  });

  it.each([
    { way: 'checksum', wrong: 'other content', code: 0 },
    { way: 'truncated', wrong: 'half of it', code: 18 },
    { way: 'missing', wrong: 'nothing', code: 22 },
  ])('sends $wrong under /wrong/$way', async ({ way, code }) => {
    const path =
      'containernetworking/plugins/releases/download/v0.6.0/cni-plugins-amd64-v0.6.0.tgz';
    const fetched = await run(
      ['curl', '-sSf', `${lab.mirrorUrl}/wrong/${way}/${path}`, '-o', '-'],
      {},
    );
    expect(fetched.code).toBe(code);
    const sum = (url: string) => run(['sh', '-c', `curl -s ${url} | sha256sum`]);
    const real = await sum(`${lab.mirrorUrl}/${path}`);
    expect(await sum(`${lab.mirrorUrl}/wrong/${way}/${path}`)).not.toEqual(real);
  });
});

describe('looking at a host', () => {
  it('lists a tree with types, modes, owners and checksums', async () => {
    await askHost(
      lab,
      'master1',
      'mkdir -p -m 0750 /srv/a; printf hi > "/srv/a/b c"; ln -s "b c" /srv/a/l; chown vagrant /srv/a\n',
    );
    expect(await listTree(lab, 'master1', ['/srv/a', '/srv/none'])).toEqual([
      {
        path: '/srv/a',
        type: 'd',
        mode: '750',
        owner: 'vagrant',
        group: 'root',
        target: '',
        sha256: '',
      },
      {
        ...{ path: '/srv/a/b c', type: 'f', mode: '644', owner: 'root', group: 'root', target: '' },
        sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
      },
      {
        path: '/srv/a/l',
        type: 'l',
        mode: '777',
        owner: 'root',
        group: 'root',
        target: 'b c',
        sha256: '',
      },
    ]);
  });

  it('asks systemd for units', async () => {
    expect(
      await listUnits(lab, 'master1', ['ssh.service', 'apt-daily.timer', 'no.service']),
    ).toEqual([
      { unit: 'ssh.service', enabled: 'enabled', active: 'active' },
      { unit: 'apt-daily.timer', enabled: 'masked', active: 'inactive' },
      { unit: 'no.service', enabled: '', active: 'inactive' },
    ]);
  });
});

describe('faults', () => {
  let own: OpenLab;
  beforeAll(async () => {
    own = await openLab('test-faults', 'no-python', planHosts(0, 1));
  });
  afterAll(async () => {
    await own.close();
  });

  const target = async () => {
    const state = await getLab('test-faults');
    return { state, host: getHost(state, 'worker1') };
  };
  const answers = async () => (await runOnHost(own.lab, 'worker1', 'echo yes')).stdout === 'yes\n';

  it('cuts and joins the network link', async () => {
    const { host } = await target();
    await setLink(host, 'down');
    const ping = await run(['curl', '-s', '-m', '1', `http://${host.address}:22`]);
    expect(ping.code).toBe(28);
    await setLink(host, 'up');
    expect(await answers()).toBe(true);
  });

  it('puts a small disk over a folder', async () => {
    const { state, host } = await target();
    await mountSmallDisk(state, host, { path: '/usr/local/bin', kilobytes: 64 });
    const fill = 'dd if=/dev/zero of=/usr/local/bin/kubelet bs=100k count=1';
    await expect(askHost(own.lab, 'worker1', `${fill}\n`)).rejects.toThrow('No space left');
    await unmountSmallDisk(state, host, '/usr/local/bin');
    expect(await askHost(own.lab, 'worker1', 'ls /usr/local/bin\n')).toBe('');
  });

  it('kills sessions in the middle of a command', async () => {
    const { state, host } = await target();
    const running = runOnHost(own.lab, 'worker1', 'touch /tmp/started; sleep 60');
    await expect.poll(() => askHost(own.lab, 'worker1', 'ls /tmp\n')).toContain('started');
    await killSshSessions(state, host);
    expect((await running).code).toBe(255);
    await expect.poll(answers).toBe(true);
  });

  it('stops and starts the SSH server', async () => {
    const { state, host } = await target();
    await setSshServer(state, host, 'stopped');
    expect((await runOnHost(own.lab, 'worker1', 'true')).stderr).toContain('Connection refused');
    await setSshServer(state, host, 'running');
    expect(await answers()).toBe(true);
  });

  it('delays through a relay', async () => {
    const state = await getLab('test-faults');
    const relays = await startRelays(state, 26);
    const [relay] = relays.relays;
    const banner = await run([
      'sh',
      '-c',
      `curl -s -m 1 --http0.9 http://${relay!.address}:${relay!.port}`,
    ]);
    await relays.close();
    expect(banner.stdout).toMatch(/^SSH-2.0-OpenSSH/);
  });

  it('keeps what is on disk over a reboot and drops it at a reset', async () => {
    const { state, host } = await target();
    await askHost(own.lab, 'worker1', 'touch /etc/kept; sync\n');
    await rebootHost(state, host, silent);
    expect(await askHost(own.lab, 'worker1', 'ls /etc/kept\n')).toBe('/etc/kept\n');
    await resetLab('test-faults', silent);
    expect((await runOnHost(own.lab, 'worker1', 'ls /etc/kept')).code).toBe(2);
  });

  it('comes back when it reboots itself', async () => {
    const boot = 'cat /proc/1/stat | cut -d " " -f 22\n';
    const before = await askHost(own.lab, 'worker1', boot);
    await runOnHost(own.lab, 'worker1', 'sudo systemctl reboot');
    const after = async () => (await runOnHost(own.lab, 'worker1', boot)).stdout || before;
    await expect.poll(after, { timeout: 60_000 }).not.toBe(before);
  });

  it('is made anew when its container was killed from outside', async () => {
    const { state, host } = await target();
    const root = `--directory=/var/lib/kplay-lab/labs/test-faults/hosts/${host.name}/root`;
    const found = await run(['pgrep', '--full', `^systemd-nspawn .*${root}`]);
    const pid = Number(found.stdout);
    process.kill(pid, 'SIGKILL');
    // A signal is sent, not done: until then the kernel shows a container that runs.
    await expect.poll(() => hasProcess(pid)).toBe(false);
    const hosts = planHosts(0, 1);
    const again = await upLab({ name: state.name, hosts, mirror: 'none' }, silent);
    expect(again.hosts[0]?.hostKey).not.toBe(host.hostKey);
    expect(await answers()).toBe(true);
  });

  it('changes the host key, which is then refused', async () => {
    const { state, host } = await target();
    await changeHostKey(state, host);
    expect((await runOnHost(own.lab, 'worker1', 'true')).stderr).toContain('verification failed');
  });
});

describe('taking a lab down', () => {
  async function traces(subnet: number): Promise<readonly string[]> {
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n');
    const groups = await Promise.all(
      mounts
        .map((line) => line.split(' '))
        .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
        .map(async ([, path = '']) => readdir(`${path}/kplay-lab`).catch(() => [])),
    );
    return [
      ...mounts.filter((line) => line.includes('/labs/test-traces/')),
      ...groups.flat().filter((name) => name.startsWith(`kplay-${subnet}-`)),
      ...Object.keys(networkInterfaces()).filter(
        (name) => name.startsWith(`vb-kplay-${subnet}-`) || name === `kplay-br${subnet}`,
      ),
    ];
  }

  it('leaves no mount, link, bridge or control group', async () => {
    const own = await openLab('test-traces', 'no-python', planHosts(1, 0));
    const { subnet } = await getLab('test-traces');
    expect((await traces(subnet)).length).toBeGreaterThan(8);
    await own.close();
    expect(await traces(subnet)).toEqual([]);
    await expect(downLab('test-traces', silent)).resolves.toBeUndefined();
  });
});
