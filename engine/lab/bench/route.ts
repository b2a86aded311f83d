/**
 * The way to the lab's hosts at a given round-trip time: straight, through delayed links, or
 * through delaying relays where the kernel cannot delay links.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, standardPlaces, type Lab } from '../contract.ts';
import { setRoundTrip } from '../faults.ts';
import { renderInventory } from '../inventory-text.ts';
import { startRelays } from '../relay.ts';
import { inventoryFile } from '../list-labs.ts';

/** An inventory that leads to the hosts at the wanted round-trip time. */
export interface Route {
  readonly inventory: string;
  /** How the delay is made, for the report. */
  readonly delay: string;
  close(): Promise<void>;
}

async function delayLinks(lab: Lab, roundTrip: number): Promise<boolean> {
  try {
    for (const host of lab.hosts) await setRoundTrip(lab, host, roundTrip);
    return true;
  } catch (error) {
    if (error instanceof LabError) return false;
    throw error;
  }
}

/** Opens the way; `folder` takes the inventory that a relay needs. */
export async function openRoute(lab: Lab, roundTrip: number, folder: string): Promise<Route> {
  const inventory = inventoryFile(lab.name);
  if (roundTrip === 0) return { inventory, delay: 'none', close: () => Promise.resolve() };
  if (await delayLinks(lab, roundTrip)) {
    return {
      inventory,
      delay: 'netem on the links',
      async close() {
        for (const host of lab.hosts) await setRoundTrip(lab, host, 0);
      },
    };
  }
  const relays = await startRelays(lab, roundTrip);
  const file = join(folder, 'inventory.yml');
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, relays.knownHosts);
  await writeFile(
    file,
    renderInventory(standardPlaces, lab, { relays: relays.relays, knownHosts }),
  );
  return { inventory: file, delay: 'relays', close: () => relays.close() };
}
