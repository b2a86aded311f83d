/**
 * Transports into containers on the controller, through the program of each that runs a command
 * inside. The container is named by `ansible_host`, or else by the host's name.
 */
import { userInfo } from 'node:os';
import { makeProcessTransport, type Argv } from './process.ts';
import type { ConnectionTarget, TransportDef } from './transport.ts';

const SHELL = ['/bin/sh', '-c'] as const;

/** Whom to run as; nobody else than the container's own user unless one was named. */
function userWords({ user }: ConnectionTarget): readonly string[] {
  return user === userInfo().username ? [] : ['-u', user];
}

/** Enters the namespaces of a machine's first process, as `machinectl` knows it. */
const ENTER = [
  'leader=$(machinectl show -p Leader --value -- "$1") || exit',
  'exec nsenter --target "$leader" --mount --uts --ipc --net --pid --root --wd env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c "$2"',
].join('\n');

type ToArgv = (target: ConnectionTarget, commandLine: string) => Argv;

const KINDS: ReadonlyMap<string, ToArgv> = new Map<string, ToArgv>([
  ['docker', (to, line) => ['docker', 'exec', '-i', ...userWords(to), to.address, ...SHELL, line]],
  ['podman', (to, line) => ['podman', 'exec', '-i', ...userWords(to), to.address, ...SHELL, line]],
  ['lxc', (to, line) => ['lxc-attach', '-n', to.address, '--', ...SHELL, line]],
  ['lxd', (to, line) => ['lxc', 'exec', to.address, '--', ...SHELL, line]],
  ['chroot', (to, line) => ['chroot', to.address, ...SHELL, line]],
  ['nspawn', (to, line) => ['/bin/sh', '-c', ENTER, 'sh', to.address, line]],
]);

/** The connection kinds `docker`, `podman`, `lxc`, `lxd`, `chroot` and `nspawn`. */
export const containerTransports: readonly TransportDef[] = [...KINDS].map(([name, toArgv]) => ({
  name,
  open: (target) =>
    Promise.resolve(
      makeProcessTransport(`${name} ${target.address}`, (line) => toArgv(target, line)),
    ),
}));
