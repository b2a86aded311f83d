/** The local transport: /bin/sh on the controller itself, with the environment kplay runs in. */
import { makeProcessTransport, type Argv } from './process.ts';
import type { TransportDef } from './transport.ts';

/**
 * Makes the `local` connection kind.
 * @param folder where commands begin: Ansible's local connection works in the playbook's folder
 *   (observed with ansible-core 2.14)
 */
export function makeLocalTransport(folder: string): TransportDef {
  const toShell = (commandLine: string): Argv => ['/bin/sh', '-c', commandLine];
  return {
    name: 'local',
    open: () => Promise.resolve(makeProcessTransport('local', toShell, folder)),
  };
}
