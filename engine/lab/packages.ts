/**
 * Fetches Debian packages on this machine for a root file system that has no network: what the
 * packages need is judged by that root's own list of installed packages.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runApt } from './apt.ts';

/**
 * Downloads packages and what they need that `root` has not, into `folder`; gives the file names.
 * @throws LabError when apt-get cannot find or fetch them
 */
export async function downloadPackages(
  root: string,
  names: readonly string[],
  folder: string,
): Promise<readonly string[]> {
  await mkdir(join(folder, 'partial'), { recursive: true });
  const args = [
    '--download-only',
    ...['-o', `Dir::State::status=${join(root, 'var/lib/dpkg/status')}`],
    ...['-o', `Dir::Cache::archives=${folder}`],
    ...['-o', 'Debug::NoLocking=true', '-o', 'APT::Sandbox::User=root'],
    ...['install', ...names],
  ];
  await runApt(args, () => undefined);
  await rm(join(folder, 'partial'), { recursive: true, force: true });
  return (await readdir(folder)).filter((name) => name.endsWith('.deb')).sort();
}
