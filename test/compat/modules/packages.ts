/**
 * Puts Debian packages on a lab host, which has no network: they are fetched on this machine, by
 * the host's own list of what it has, and installed there.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabForTests } from '../../support/lab-for-tests.ts';
import { askHost, run } from '../../support/lab-run.ts';

async function download(names: readonly string[], status: string, folder: string): Promise<void> {
  mkdirSync(join(folder, 'debs', 'partial'), { recursive: true });
  writeFileSync(join(folder, 'status'), status);
  const argv = [
    ...['apt-get', '-y', '-q', '--download-only', '--no-install-recommends'],
    ...['-o', `Dir::State::status=${join(folder, 'status')}`],
    ...['-o', `Dir::Cache::archives=${join(folder, 'debs')}`],
    ...['-o', 'Debug::NoLocking=true', '-o', 'APT::Sandbox::User=root', 'install', ...names],
  ];
  const first = await run(argv);
  if (first.code === 0) return;
  await run(['apt-get', '-q', 'update']);
  const second = await run(argv);
  if (second.code !== 0) throw new Error(second.stderr);
}

/** Installs what a host lacks of these packages. */
export async function installPackages(lab: LabForTests, names: readonly string[]): Promise<void> {
  const host = lab.hosts[0];
  if (host === undefined || names.length === 0) return;
  const query = `for p in ${names.join(' ')}; do dpkg-query -W -f '\${Status}\\n' $p 2>/dev/null | grep -q '^install ok installed' || echo $p; done`;
  const missing = (await askHost(lab, host.name, query)).split('\n').filter(Boolean);
  if (missing.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'debs-'));
  try {
    await download(missing, await askHost(lab, host.name, 'cat /var/lib/dpkg/status'), folder);
    const files = readdirSync(join(folder, 'debs')).filter((name) => name.endsWith('.deb'));
    const options = [
      ...['-F', '/dev/null', '-i', lab.keyFile, '-o', 'IdentitiesOnly=yes'],
      ...['-o', `UserKnownHostsFile=${lab.knownHosts}`, '-o', 'LogLevel=ERROR'],
    ];
    const copied = await run(['scp', ...options, ...files, `vagrant@${host.address}:/var/tmp/`], {
      cwd: join(folder, 'debs'),
    });
    if (copied.code !== 0) throw new Error(copied.stderr);
    await askHost(
      lab,
      host.name,
      `DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends install /var/tmp/*.deb >/dev/null && rm -f /var/tmp/*.deb`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Says whether packages bring Python along. */
export function bringPython(names: readonly string[] = []): boolean {
  return names.some((name) => name.startsWith('python3'));
}

/** Takes Python away again, so that no other module is played beside it. */
export async function removePython(lab: LabForTests): Promise<void> {
  const host = lab.hosts[0];
  if (host === undefined) return;
  const command = `DEBIAN_FRONTEND=noninteractive apt-get -y -q purge 'python3*' 'libpython3*' >/dev/null`;
  await askHost(lab, host.name, command);
}
