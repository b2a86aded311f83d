/** `~` and `~user` at the beginning of paths of this machine. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';

const HOME_FIELD = 5;

function homeOf(user: string): string | undefined {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  const line = lines.find((one) => one.startsWith(`${user}:`));
  return line?.split(':')[HOME_FIELD];
}

/**
 * Expands a path as Python's os.path.expanduser does: a user who is not there leaves it as it is.
 * Users that only a directory service knows are not found.
 */
export function expandHome(path: string): string {
  const [, user, rest] = /^~([^/]*)(.*)$/su.exec(path) ?? [];
  if (user === undefined) return path;
  const home = user === '' ? homedir() : homeOf(user);
  return home === undefined ? path : `${home}${rest ?? ''}`;
}
