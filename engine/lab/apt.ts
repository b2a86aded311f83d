/**
 * Installs or downloads Debian packages for the lab. apt-get refuses to start while another one
 * refreshes the lists or downloads (only for dpkg's own lock it can wait), so labs take turns.
 */
import { runCommand, tryCommand } from './command.ts';
import { withLock } from './lock.ts';

const LOCK_FILE = '/run/lock/kplay-apt.lock';

/**
 * Runs `apt-get -y` with these arguments; when that fails, refreshes the package lists and tries
 * once more.
 * @param onRefresh told before the lists are refreshed
 * @throws LabError when apt-get cannot find, fetch or install what it is asked for
 */
export async function runApt(args: readonly string[], onRefresh: () => void): Promise<void> {
  const argv = [
    ...['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-y', '-q'],
    ...['-o', 'DPkg::Lock::Timeout=120', '--no-install-recommends', ...args],
  ];
  await withLock(LOCK_FILE, async () => {
    if ((await tryCommand(argv)).code === 0) return;
    onRefresh();
    await runCommand(['apt-get', '-q', 'update']);
    await runCommand(argv);
  });
}
