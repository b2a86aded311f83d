/**
 * Starts a host: lays out its own layer over the shared root, boots it in systemd-nspawn, waits
 * until it answers.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { mountOverlay, writeText } from './base.ts';
import { hasSystemd, makeGroups } from './cgroup.ts';
import { tryCommand, waitUntil } from './command.ts';
import { LabError, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { toHostFiles, type HostFile } from './host-files.ts';
import { bridgeName } from './network.ts';
import { sshCommand } from './ssh.ts';
import { hostFolder, labFolder } from './state.ts';
import { stopHost, unmountRoot } from './stop-host.ts';

async function writeHostFile(upper: string, file: HostFile): Promise<void> {
  const path = join(upper, file.path);
  await writeText(path, file.text, file.mode);
  await chmod(path, file.mode);
  // Whatever the umask of this process is, the host's folders are open to its users.
  for (let each = dirname(path); each.length >= upper.length; each = dirname(each)) {
    await chmod(each, 0o755);
  }
  if (file.owner === 0) return;
  // The layer's folders hide the base's own, so the home and .ssh must be right as well.
  await chmod(dirname(path), 0o700);
  for (const each of [path, dirname(path), dirname(dirname(path))]) {
    await chown(each, file.owner, file.owner);
  }
}

/** What a new host needs besides the lab: keys. */
export interface HostKeys {
  readonly authorizedKey: string;
  readonly hostPrivateKey: string;
}

/**
 * Puts what a host had before aside, until the lab is taken down: where many files were removed, ext4
 * looks at each of them again for a minute and more before it gives a new one its inode (its
 * `recently_deleted`), which makes the hosts after a reset slow.
 */
async function putAside(places: LabPlaces, lab: Lab, folder: string): Promise<void> {
  const aside = join(labFolder(places, lab.name), 'aside');
  await mkdir(aside, { recursive: true });
  await rename(folder, join(aside, randomBytes(8).toString('hex'))).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}

/** Lays a host's own layer out anew, without anything that it held before. */
export async function layOutHost(
  places: LabPlaces,
  lab: Lab,
  host: LabHost,
  keys: HostKeys,
): Promise<void> {
  const folder = hostFolder(places, lab.name, host.name);
  // Nothing runs there unless a crashed run left it.
  await stopHost(places, lab, host, 'pull-plug');
  await putAside(places, lab, folder);
  for (const name of ['upper', 'work', 'root']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  const files = toHostFiles({
    host,
    subnet: lab.subnet,
    allHosts: lab.hosts,
    machineId: randomBytes(16).toString('hex'),
    ...keys,
  });
  for (const file of files) await writeHostFile(join(folder, 'upper'), file);
}

/** Gives the arguments of systemd-nspawn for a host. Pure. */
export function toNspawnArguments(
  lab: Lab,
  host: LabHost,
  root: string,
  scope: 'own-groups' | 'systemd-scope',
): readonly string[] {
  return [
    ...['systemd-nspawn', '--quiet', `--directory=${root}`, `--machine=${host.machine}`],
    ...['--register=no', '--boot', `--network-bridge=${bridgeName(lab.subnet)}`],
    ...[`--hostname=${host.name}`, '--resolv-conf=off', '--timezone=off', '--link-journal=no'],
    ...(scope === 'own-groups' ? ['--keep-unit'] : []),
  ];
}

/**
 * Enters the groups named before `--` and runs the program behind it, again for as long as it ends
 * with 133: systemd-nspawn's way to say that the host asked for a reboot. The link of the boot
 * before may linger for a moment.
 */
const superviseHost = `
link=$1; shift
while [ "$1" != -- ]; do echo $$ > "$1" || exit 1; shift; done
shift
while :; do
  "$@"
  [ $? -eq 133 ] || exit
  for wait in 1 2 3 4 5 6 7 8 9 10; do [ -e "/sys/class/net/$link" ] && sleep 0.3; done
done
`;

/** Boots a host whose layer is laid out; comes back at once. */
export async function bootHost(places: LabPlaces, lab: Lab, host: LabHost): Promise<void> {
  const folder = hostFolder(places, lab.name, host.name);
  const [root, upper, work] = [join(folder, 'root'), join(folder, 'upper'), join(folder, 'work')];
  await unmountRoot(root);
  await rm(join(work, 'work'), { recursive: true, force: true });
  await mountOverlay({ layers: lab.layers, upper, work, root });
  const scope = (await hasSystemd()) ? 'systemd-scope' : 'own-groups';
  const groups = scope === 'own-groups' ? await makeGroups(host.machine) : [];
  const nspawn = toNspawnArguments(lab, host, root, scope);
  const console = await open(join(folder, 'console.log'), 'a');
  try {
    // `network` leaves /proc/sys/net writable; `1` would make networkd wait for udev for ever.
    const writable = 'SYSTEMD_NSPAWN_API_VFS_WRITABLE=network';
    const argv = [
      '-c',
      superviseHost,
      'sh',
      host.link,
      ...groups,
      '--',
      'env',
      writable,
      ...nspawn,
    ];
    const child = spawn('/bin/sh', argv, {
      detached: true,
      cwd: '/',
      stdio: ['ignore', console.fd, console.fd],
    });
    child.unref();
  } finally {
    await console.close();
  }
}

async function acceptsConnection(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: 500 });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
    socket.once('timeout', () => {
      settle(false);
    });
  });
}

/**
 * Waits until a host answers over SSH and its systemd says `running`.
 * @throws LabError with the end of the host's console when it does not
 */
export async function awaitHost(places: LabPlaces, lab: Lab, host: LabHost): Promise<void> {
  const folder = hostFolder(places, lab.name, host.name);
  const isUp = await waitUntil(() => acceptsConnection(host.address), 60, 100);
  const ask = sshCommand(places, host, 'systemctl is-system-running --wait');
  const answer = isUp ? await tryCommand(ask, { timeoutSeconds: 60 }) : undefined;
  if (answer?.stdout.trim() === 'running') return;
  const console = await readFile(join(folder, 'console.log'), 'utf8').catch(() => '');
  const said = answer === undefined ? 'no SSH' : `${answer.stdout}${answer.stderr}`.trim();
  const tail = console.split('\n').slice(-12).join('\n');
  throw new LabError(`host ${host.name} did not start (${said}):\n${tail}`, {
    help: `look at ${folder}/console.log`,
  });
}
