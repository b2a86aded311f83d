/**
 * Makes the root file systems that all hosts share, once per recipe, in the cache directory. A
 * base is never written to after it is made: hosts and the Python layer are overlays above it.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand, tryCommand } from './command.ts';
import { LabError, operatorPassword, type LabListener, type LabPlaces } from './contract.ts';
import { withLock } from './lock.ts';
import { downloadPackages } from './packages.ts';

const basePackages = [
  ...['systemd', 'systemd-sysv', 'dbus', 'openssh-server', 'sudo', 'iproute2'],
  ...['ca-certificates', 'curl', 'procps', 'openssl'],
];

const pythonPackages = ['python3', 'python3-apt'];

/** Leaves out what nobody reads on a throwaway host. */
const unpackRules = ['/usr/share/man/*', '/usr/share/doc/*', '/usr/share/locale/*'];

/**
 * Runs inside the new root. Timers are masked so that nothing holds the dpkg lock behind a test's
 * back; host keys and the machine's identity are each host's own and made at boot. The empty package
 * lists are as old as can be, or `cache_valid_time` would take them for fresh ones. Nobody reads the
 * words that a login greets with, which five programs make.
 */
const setupScript = `set -eu
useradd --create-home --shell /bin/bash --uid 1000 vagrant
groupdel operator
useradd --create-home --shell /bin/bash --uid 1001 --groups sudo operator
echo 'vagrant:vagrant' | chpasswd
echo 'operator:${operatorPassword}' | chpasswd
echo 'vagrant ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/vagrant
chmod 0440 /etc/sudoers.d/vagrant
rm -f /etc/ssh/ssh_host_* /etc/machine-id /var/lib/dbus/machine-id /etc/update-motd.d/*
: > /etc/apt/sources.list
rm -rf /etc/apt/sources.list.d/*
systemctl enable systemd-networkd.service ssh.service
systemctl mask console-getty.service systemd-networkd-wait-online.service \\
  apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \\
  e2scrub_all.timer e2scrub_reap.service fstrim.timer
mkdir -p /etc/apt/apt.conf.d
echo 'Acquire::Languages "none";' > /etc/apt/apt.conf.d/90lab
touch -d @0 /var/lib/apt/lists
if command -v python3 python perl6 >/dev/null 2>&1; then echo 'Python is in the base' >&2; exit 1; fi
`;

const pythonScript = `set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get -y -q --no-install-recommends install /debs/*.deb
rm -rf /debs /var/cache/apt/archives/*.deb
touch -d @0 /var/lib/apt/lists
`;

/** Names the release of this machine, which the lab's hosts get too: `bookworm`. */
export async function readSuite(): Promise<string> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const suite = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(text)?.[1];
  if (suite === undefined) throw new LabError('/etc/os-release names no VERSION_CODENAME');
  return suite;
}

/** Gives a short name for everything that decides what a cached thing is. Pure. */
export function recipeKey(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Gives `folder`, made by `make` in a temporary folder beside it when it is not there yet. */
export async function makeOnce(
  folder: string,
  make: (draft: string) => Promise<void>,
): Promise<string> {
  if (await exists(folder)) return folder;
  return withLock(`${folder}.lock`, async () => {
    if (await exists(folder)) return folder;
    const draft = `${folder}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    await make(draft);
    await rename(draft, folder);
    return folder;
  });
}

async function buildBase(root: string, suite: string): Promise<void> {
  await runCommand([
    ...['mmdebstrap', '--quiet', '--mode=root', '--variant=minbase'],
    ...unpackRules.map((rule) => `--dpkgopt=path-exclude=${rule}`),
    ...[`--include=${basePackages.join(',')}`, suite, root],
  ]);
  await runCommand(['chroot', root, 'sh', '-s'], { input: setupScript });
}

async function buildPythonLayer(draft: string, base: string): Promise<void> {
  const [upper, work, root] = ['layer', 'work', 'root'].map((name) => join(draft, name));
  if (upper === undefined || work === undefined || root === undefined) return;
  for (const folder of [upper, work, root]) await mkdir(folder, { recursive: true });
  await downloadPackages(base, pythonPackages, join(upper, 'debs'));
  await mountOverlay({ layers: [base], upper, work, root });
  try {
    await runCommand(['chroot', root, 'sh', '-s'], { input: pythonScript });
  } finally {
    await runCommand(['umount', root]);
  }
  await rm(work, { recursive: true, force: true });
}

/** What an overlay mount is made of. */
export interface OverlayPlan {
  /** Read-only layers, the topmost first. */
  readonly layers: readonly string[];
  readonly upper: string;
  readonly work: string;
  readonly root: string;
}

/**
 * Mounts an overlay. It is a volatile one where the kernel knows them: nothing is flushed to disk
 * for a root that is thrown away, which makes package installation several times faster.
 */
export async function mountOverlay(plan: OverlayPlan): Promise<void> {
  const options = `lowerdir=${plan.layers.join(':')},upperdir=${plan.upper},workdir=${plan.work}`;
  const mount = ['mount', '-t', 'overlay', 'kplay-lab', plan.root];
  const result = await tryCommand([...mount, '-o', `${options},volatile`]);
  if (result.code !== 0) await runCommand([...mount, '-o', options]);
}

/**
 * Gives the read-only layers of a host, the topmost first, making what is not in the cache.
 * @throws LabError when mmdebstrap or apt-get fail
 */
export async function ensureLayers(
  places: LabPlaces,
  python: 'with-python' | 'no-python',
  on: LabListener,
): Promise<readonly string[]> {
  const suite = await readSuite();
  const recipe = [suite, setupScript, ...basePackages, ...unpackRules];
  const base = await makeOnce(
    join(places.cacheDir, `base-${recipeKey(...recipe)}`),
    async (draft) => {
      on({ step: 'base', text: `making the root file system of ${suite} (once, half a minute)` });
      await buildBase(draft, suite);
    },
  );
  if (python === 'no-python') return [base];
  const key = recipeKey(...recipe, pythonScript, ...pythonPackages);
  const layer = await makeOnce(join(places.cacheDir, `python-${key}`), async (draft) => {
    on({ step: 'base', text: 'making the layer with Python (once)' });
    await buildPythonLayer(draft, base);
  });
  return [join(layer, 'layer'), base];
}

/** Writes a text file with its folders, owner root. */
export async function writeText(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text, { mode });
}
