/** The words that start the system's `ssh` for a host as kplay would reach it. Pure. */
import type { ConnectionTarget } from '../../connect/index.ts';

const CHECKING: Readonly<Record<ConnectionTarget['hostKeyChecking'], string>> = {
  strict: 'yes',
  'accept-new': 'accept-new',
  off: 'no',
};

function proxyOptions({ jump, proxyCommand }: ConnectionTarget): readonly string[] {
  if (proxyCommand !== undefined) return ['-o', `ProxyCommand=${proxyCommand}`];
  if (jump === undefined) return [];
  const hops: string[] = [];
  for (let hop: ConnectionTarget | undefined = jump; hop !== undefined; hop = hop.jump) {
    hops.unshift(`${hop.user}@${hop.address}:${String(hop.port)}`);
  }
  return ['-J', hops.join(',')];
}

/**
 * Gives the argument list.
 * @param isFile keys that are not there are left out: some are only the usual places
 * @param command what to run; without it a login shell opens
 */
export function sshArgv(
  target: ConnectionTarget,
  isFile: (path: string) => boolean,
  command: readonly string[],
): readonly [string, ...string[]] {
  const keys = target.privateKeyFiles.filter(isFile).flatMap((path) => ['-i', path]);
  const known = target.knownHostsFiles.map((path) => (/\s/.test(path) ? `"${path}"` : path));
  const isQuiet = target.hostKeyChecking === 'off';
  return [
    'ssh',
    ...['-p', String(target.port), '-l', target.user, ...keys],
    ...(target.useAgent ? [] : ['-o', 'IdentitiesOnly=yes']),
    ...['-o', `StrictHostKeyChecking=${CHECKING[target.hostKeyChecking]}`],
    ...['-o', `UserKnownHostsFile=${known.join(' ')}`],
    ...['-o', `ConnectTimeout=${String(target.connectTimeoutSeconds)}`],
    // With nothing to check, `Permanently added …` is only noise.
    ...(isQuiet ? ['-o', 'LogLevel=ERROR'] : []),
    ...proxyOptions(target),
    target.address,
    ...(command.length === 0 ? [] : ['--', ...command]),
  ];
}
