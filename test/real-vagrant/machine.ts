/**
 * Makes this machine able to run real Vagrant without network and without virtual machines: the
 * packages, a bridge with addresses, a box of LXC out of the lab's base (systemd, sshd, sudo, no
 * Python), and the lab's mirror on the bridge. Needs root and Debian.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import {
  ensureLayers,
  ensureMirrorTree,
  ensurePackages,
  installPackages,
  makeOnce,
  mirrorPort,
  recipeKey,
  serveMirror,
  standardPlaces,
} from '../../engine/lab/index.ts';

/** What the tests are told of the machine; plain data, so that vitest can hand it on. */
export interface RealVagrant {
  /** Where the tests may make projects. */
  readonly folder: string;
  /** VAGRANT_HOME, with the box in it. */
  readonly home: string;
  readonly box: string;
  readonly mirrorUrl: string;
}

const BRIDGE = 'lxcbr0';
const NET = '10.0.3';
const BOX = 'kplay/plain';
const PACKAGES = [
  ...['vagrant', 'vagrant-lxc', 'lxc', 'uidmap', 'iptables', 'bridge-utils', 'dnsmasq-base'],
  ...['redir', 'rsync'],
];

function run(argv: readonly string[], input?: string, env: NodeJS.ProcessEnv = {}): string {
  const [program = '', ...words] = argv;
  return execFileSync(program, words, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

async function ensureVagrant(): Promise<void> {
  const isThere = ['/usr/bin/vagrant', '/usr/bin/lxc-start', '/usr/sbin/dnsmasq'].every(existsSync);
  if (isThere) return;
  await installPackages(PACKAGES, ({ text }) => {
    console.log(`vagrant: ${text}`);
  });
}

/** A bridge that gives addresses and leads nowhere. @returns what takes it down */
function makeBridge(folder: string): () => Promise<void> {
  const isOurs = !existsSync(`/sys/class/net/${BRIDGE}`);
  if (!isOurs) return () => Promise.resolve();
  run(['ip', 'link', 'add', BRIDGE, 'type', 'bridge', 'forward_delay', '0']);
  run(['ip', 'address', 'add', `${NET}.1/24`, 'dev', BRIDGE]);
  run(['ip', 'link', 'set', BRIDGE, 'up']);
  const server = spawn(
    'dnsmasq',
    [
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--user=root', '--port=0'],
      ...['--bind-interfaces', `--interface=${BRIDGE}`, '--except-interface=lo'],
      ...[`--dhcp-range=${NET}.2,${NET}.254`, '--dhcp-authoritative', '--no-ping'],
      ...[
        `--dhcp-leasefile=${join(folder, 'leases')}`,
        `--pid-file=${join(folder, 'dnsmasq.pid')}`,
      ],
    ],
    { stdio: 'ignore' },
  );
  return async () => {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
    run(['ip', 'link', 'delete', BRIDGE]);
  };
}

/**
 * LXC makes a new hardware address at every start, so the lease hangs on the machine's own
 * identity: the address then outlives `vagrant reload`.
 */
const NETWORK = `[Match]
Name=eth0
[Network]
DHCP=ipv4
LinkLocalAddressing=no
[DHCPv4]
ClientIdentifier=duid
IAID=1
SendHostname=yes
`;

const LXC_CONFIG = `lxc.include = /usr/share/lxc/config/common.conf
lxc.arch = amd64
lxc.autodev = 1
lxc.mount.auto = cgroup:mixed proc:mixed sys:mixed
`;

function insecureKey(): string {
  const gems = '/usr/share/rubygems-integration/all/gems';
  const gem = readdirSync(gems).find((name) => /^vagrant-\d/.test(name)) ?? 'vagrant';
  return readFileSync(join(gems, gem, 'keys', 'vagrant.pub'), 'utf8');
}

function prepareRoot(root: string): void {
  writeFileSync(join(root, 'etc/systemd/network/20-eth0.network'), NETWORK);
  writeFileSync(join(root, 'etc/hostname'), 'plain\n');
  writeFileSync(join(root, 'etc/hosts'), '127.0.0.1 localhost\n127.0.1.1 plain\n');
  writeFileSync(join(root, 'etc/resolv.conf'), '');
  writeFileSync(join(root, 'etc/machine-id'), '');
  const source = `deb [trusted=yes] http://${NET}.1:${mirrorPort}/apt ./\n`;
  writeFileSync(join(root, 'etc/apt/sources.list'), source);
  const ssh = join(root, 'home/vagrant/.ssh');
  mkdirSync(ssh, { mode: 0o700, recursive: true });
  writeFileSync(join(ssh, 'authorized_keys'), insecureKey(), { mode: 0o600 });
  const script = `set -eu
chown -R vagrant:vagrant /home/vagrant/.ssh
ssh-keygen -A
systemctl -q mask systemd-udevd.service systemd-udev-trigger.service systemd-resolved.service
`;
  run(['chroot', root, 'sh', '-s'], script);
}

function buildBox(base: string, draft: string): void {
  console.log('vagrant: making the box (once)');
  const root = join(draft, 'rootfs');
  run(['cp', '-a', base, root]);
  prepareRoot(root);
  run(['tar', '-C', draft, '--numeric-owner', '-czf', join(draft, 'rootfs.tar.gz'), './rootfs']);
  rmSync(root, { recursive: true });
  writeFileSync(join(draft, 'lxc-config'), LXC_CONFIG);
  const about = { provider: 'lxc', version: '1.0.0', 'built-on': 'kplay', 'template-opts': {} };
  writeFileSync(join(draft, 'metadata.json'), JSON.stringify(about));
  const parts = ['./metadata.json', './rootfs.tar.gz', './lxc-config'];
  run(['tar', '-C', draft, '-cf', join(draft, 'plain.box'), ...parts]);
  for (const part of parts) rmSync(join(draft, part));
}

/** What tests add to the environment of Vagrant: its own home, no questions to the internet. */
export function vagrantEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    VAGRANT_HOME: home,
    VAGRANT_CHECKPOINT_DISABLE: '1',
    VAGRANT_DISABLE_STRICT_DEPENDENCY_ENFORCEMENT: '1',
    VAGRANT_DEFAULT_PROVIDER: 'lxc',
  };
}

/** Makes everything ready. @returns what the tests need, and what takes it all away again */
export async function makeRealVagrant(): Promise<{
  readonly vagrant: RealVagrant;
  close(): Promise<void>;
}> {
  await ensureVagrant();
  await ensurePackages(standardPlaces.stateDir, () => undefined);
  const layers = await ensureLayers(standardPlaces, 'no-python', () => undefined);
  const base = layers[0] ?? '';
  const key = recipeKey(base, NETWORK, LXC_CONFIG, prepareRoot.toString());
  const box = await makeOnce(join(standardPlaces.cacheDir, `vagrant-box-${key}`), (draft) => {
    buildBox(base, draft);
    return Promise.resolve();
  });
  const folder = mkdtempSync(join(tmpdir(), 'kplay-vagrant-'));
  const home = join(folder, 'home');
  const removeBridge = makeBridge(folder);
  const add = ['vagrant', 'box', 'add', '--provider', 'lxc', '--name', BOX, join(box, 'plain.box')];
  run(add, undefined, vagrantEnvironment(home));
  const server = await serveMirror({
    address: `${NET}.1`,
    port: mirrorPort,
    roots: await ensureMirrorTree(standardPlaces, layers, () => undefined),
    logFile: join(folder, 'mirror.log'),
  });
  return {
    vagrant: { folder, home, box: BOX, mirrorUrl: `http://${NET}.1:${mirrorPort}` },
    async close() {
      server.closeAllConnections();
      server.close();
      await removeBridge();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Copies what a user has of kplay beside their Vagrantfile. */
export function makeProject(folder: string, root: string): void {
  for (const name of ['Vagrantfile', 'vagrant', 'playbooks', 'roles', 'inventory']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
}
