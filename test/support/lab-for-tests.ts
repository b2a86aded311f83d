/**
 * Opens labs for tests: fresh hosts, with the mirror served from the test's own process, so that
 * nothing needs to be compiled first and nothing outlives the run.
 */
import type { Server } from 'node:http';
import {
  downLab,
  inventoryFile,
  keyFile,
  knownHostsFile,
  mirrorLogFile,
  mirrorPort,
  planHosts,
  serveMirror,
  standardPlaces,
  toMirrorConfig,
  upLab,
  type Lab,
  type LabHostPlan,
} from '../../engine/lab/index.ts';

/** What a test is told of a lab; plain data, so that vitest can hand it to its workers. */
export interface LabForTests {
  readonly name: string;
  readonly inventory: string;
  readonly mirrorUrl: string;
  readonly mirrorLog: string;
  readonly keyFile: string;
  readonly knownHosts: string;
  readonly hosts: readonly LabHostForTests[];
}

/** A host as a test sees it. */
export interface LabHostForTests {
  readonly name: string;
  readonly group: string;
  readonly address: string;
}

/** A lab that is open, and the way to close it. */
export interface OpenLab {
  readonly lab: LabForTests;
  close(): Promise<void>;
}

function toLabForTests(lab: Lab): LabForTests {
  return {
    name: lab.name,
    inventory: inventoryFile(lab.name),
    mirrorUrl: `http://10.77.${lab.subnet}.1:${mirrorPort}`,
    mirrorLog: mirrorLogFile(lab.name),
    keyFile: keyFile(standardPlaces),
    knownHosts: knownHostsFile(standardPlaces),
    hosts: lab.hosts.map(({ name, group, address }) => ({ name, group, address })),
  };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/**
 * Makes a fresh lab of this name, whatever was there before. `with-python` is for real Ansible.
 * @param isKept use a lab that is up, and leave it up
 */
export async function openLab(
  name: string,
  python: 'no-python' | 'with-python' = 'no-python',
  hosts: readonly LabHostPlan[] = planHosts(2, 2),
  isKept = false,
): Promise<OpenLab> {
  const existing = isKept ? 'keep' : 'fresh';
  const lab = await upLab(
    { name, hosts, existing, mirror: 'none', withPython: python === 'with-python' },
    ({ step, text, host }) => {
      // Root file systems take half a minute the first time; a silent wait looks like a hang.
      if (step === 'base' || step === 'packages') console.log(`lab: ${host ?? ''}${text}`);
    },
  );
  const server = await serveMirror(await toMirrorConfig(standardPlaces, lab));
  return {
    lab: toLabForTests(lab),
    async close() {
      await closeServer(server);
      if (!isKept) await downLab(name, () => undefined);
    },
  };
}
