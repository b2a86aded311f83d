/** The command lines that reach a lab host with the system's ssh client. */
import type { LabHost, LabPlaces } from './contract.ts';
import { keyFile, knownHostsFile } from './keys.ts';

/** The options that make ssh use the lab's key and known_hosts, and nothing of the user's own. */
export function sshOptions(places: LabPlaces): readonly string[] {
  return [
    ...['-F', '/dev/null', '-i', keyFile(places)],
    ...['-o', `UserKnownHostsFile=${knownHostsFile(places)}`],
    ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'IdentitiesOnly=yes', '-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=10'],
  ];
}

/**
 * Gives the argument list that runs a command on a host as `vagrant`, or opens a login shell when
 * there is no command.
 */
export function sshCommand(
  places: LabPlaces,
  host: LabHost,
  command?: string,
): readonly [string, ...string[]] {
  const batch = command === undefined ? [] : ['-o', 'BatchMode=yes'];
  const target = `vagrant@${host.address}`;
  const rest = command === undefined ? [target] : [target, command];
  return ['ssh', ...sshOptions(places), ...batch, ...rest];
}
