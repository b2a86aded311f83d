/**
 * Makes what the mirror serves: a flat apt repository, the CNI plugins of Debian packed as their
 * releases are, and stand-in kubelets. The slow parts are made once and kept in the cache.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeOnce, readSuite, recipeKey, writeText } from '../base.ts';
import { runCommand } from '../command.ts';
import { LabError, type LabListener, type LabPlaces } from '../contract.ts';
import { findPackageRoot } from '../package-root.ts';
import { downloadPackages } from '../packages.ts';

/** Packages that hosts can install: what the roles need, and two small ones for tests. */
const offeredPackages = [
  ...['socat', 'nginx-light', 'nftables', 'cron', 'locales', 'tzdata'],
  ...['tree', 'bc'],
];

/** Versions of the kubelet that the mirror has a stand-in for. */
export const kubeletVersions = ['v1.10.3', 'v1.20.2', 'v1.36.4'] as const;

/** What the release v0.6.0 of the CNI plugins held; later ones hold all that there are. */
const oldPlugins = [
  ...['bridge', 'dhcp', 'flannel', 'host-local', 'ipvlan', 'loopback', 'macvlan', 'portmap'],
  ...['ptp', 'sample', 'tuning', 'vlan'],
];

interface CniRelease {
  readonly version: string;
  /** Name of the tarball; the scheme changed with v0.8.0. */
  readonly file: (arch: string) => string;
  readonly plugins: 'old' | 'all';
}

const cniReleases: readonly CniRelease[] = [
  { version: 'v0.6.0', file: (arch) => `cni-plugins-${arch}-v0.6.0.tgz`, plugins: 'old' },
  { version: 'v1.9.1', file: (arch) => `cni-plugins-linux-${arch}-v1.9.1.tgz`, plugins: 'all' },
];

const cniFolder = 'containernetworking/plugins/releases/download';

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

async function makeAptRepository(base: string, folder: string): Promise<void> {
  await downloadPackages(base, offeredPackages, folder);
  await rm(join(folder, 'lock'), { force: true });
  const packages = await runCommand(['apt-ftparchive', 'packages', '.'], { cwd: folder });
  await writeFile(join(folder, 'Packages'), packages);
  const release = await runCommand(['apt-ftparchive', 'release', '.'], { cwd: folder });
  await writeFile(join(folder, 'Release'), release);
}

async function unpackPlugins(base: string, draft: string): Promise<string> {
  const folder = join(draft, 'cni-package');
  await downloadPackages(base, ['containernetworking-plugins'], folder);
  const name = (await readdir(folder)).find((file) => file.startsWith('containernetworking'));
  if (name === undefined) throw new LabError('containernetworking-plugins was not downloaded');
  await runCommand(['dpkg-deb', '-x', join(folder, name), join(folder, 'tree')]);
  return join(folder, 'tree/usr/lib/cni');
}

/** Packs so that the same plugins give the same bytes on every machine with the same gzip. */
async function packRelease(
  release: CniRelease,
  arch: string,
  plugins: string,
  tree: string,
): Promise<void> {
  const folder = join(tree, cniFolder, release.version);
  await mkdir(folder, { recursive: true });
  const name = release.file(arch);
  const all = (await readdir(plugins)).sort();
  const members = release.plugins === 'all' ? all : all.filter((file) => oldPlugins.includes(file));
  await chmod(plugins, 0o755);
  await runCommand([
    ...['tar', '--create', '--format=gnu', '--owner=0', '--group=0', '--numeric-owner'],
    ...['--mtime=@0', '--no-recursion', '--use-compress-program=gzip -n -6'],
    ...[`--file=${join(folder, name)}`, `--directory=${plugins}`],
    ...['./', ...members.map((file) => `./${file}`)],
  ]);
  const digest = sha256(await readFile(join(folder, name)));
  await writeFile(join(folder, `${name}.sha256`), `${digest}  ${name}\n`);
}

/** Names the architecture as Debian, Kubernetes and CNI all do: `amd64`, `arm64`. */
export async function readArchitecture(): Promise<string> {
  return (await runCommand(['dpkg', '--print-architecture'])).trim();
}

async function makeTree(base: string, draft: string): Promise<void> {
  const tree = join(draft, 'tree');
  await makeAptRepository(base, join(tree, 'apt'));
  const plugins = await unpackPlugins(base, draft);
  const arch = await readArchitecture();
  await Promise.all(cniReleases.map((release) => packRelease(release, arch, plugins, tree)));
  await rm(join(draft, 'cni-package'), { recursive: true });
}

/** Gives the stand-in kubelet of a version: the script with the version in place. Pure. */
export function stampKubelet(script: string, version: string): string {
  return script.replaceAll('@VERSION@', version);
}

async function makeKubelets(script: string, draft: string): Promise<void> {
  const arch = await readArchitecture();
  for (const version of kubeletVersions) {
    const file = join(draft, 'release', version, 'bin/linux', arch, 'kubelet');
    const text = stampKubelet(script, version);
    await writeText(file, text);
    await writeText(`${file}.sha256`, sha256(text));
  }
}

/** Where the script of the stand-in kubelet lies in the package. */
export function standInKubeletFile(): string {
  return join(findPackageRoot(), 'engine/lab/mirror/stand-in-kubelet.sh');
}

async function ensureKubelets(places: LabPlaces): Promise<string> {
  const script = await readFile(standInKubeletFile(), 'utf8');
  const key = recipeKey(script, ...kubeletVersions, await readArchitecture());
  return makeOnce(join(places.cacheDir, `kubelets-${key}`), (draft) => makeKubelets(script, draft));
}

/** Gives the folders that the mirror serves, the first that has a path wins. */
export async function ensureMirrorTree(
  places: LabPlaces,
  layers: readonly string[],
  on: LabListener,
): Promise<readonly string[]> {
  const base = layers.at(-1);
  if (base === undefined) throw new LabError('the lab has no base root file system');
  const releases = cniReleases.map((release) => release.version + release.file(''));
  const key = recipeKey(await readSuite(), basename(base), ...offeredPackages, ...releases);
  const folder = await makeOnce(join(places.cacheDir, `mirror-${key}`), async (draft) => {
    on({ step: 'mirror', text: 'fetching packages and CNI plugins for the mirror (once)' });
    await makeTree(base, draft);
  });
  return [await ensureKubelets(places), join(folder, 'tree')];
}
