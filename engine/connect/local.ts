/** The local transport: /bin/sh on the controller itself, with the environment kplay runs in. */
import { makeProcessTransport } from './process.ts';
import type { TransportDef } from './transport.ts';

/** The `local` connection kind. */
export const localTransport: TransportDef = {
  name: 'local',
  open: () =>
    Promise.resolve(makeProcessTransport('local', (commandLine) => ['/bin/sh', '-c', commandLine])),
};
