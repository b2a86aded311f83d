/**
 * The lab's network: one bridge a lab, with no way out. Hosts reach the mirror on the bridge's
 * address and each other, nothing else.
 */
import { access, readdir } from 'node:fs/promises';
import { runCommand, tryCommand, waitUntil } from './command.ts';

/** Names the bridge of a lab. */
export function bridgeName(subnet: number): string {
  return `kplay-br${subnet}`;
}

/** The machine's own address on a lab's bridge. */
export function bridgeAddress(subnet: number): string {
  return `10.77.${subnet}.1`;
}

/** True while a network link of this name exists. */
export async function hasLink(name: string): Promise<boolean> {
  return access(`/sys/class/net/${name}`).then(
    () => true,
    () => false,
  );
}

/** Gives the subnets that have a bridge, of whatever state directory. */
export async function findBridgedSubnets(): Promise<readonly number[]> {
  const names = await readdir('/sys/class/net');
  return names.flatMap((name) => {
    const number = /^kplay-br(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

/** Makes the lab's bridge, anew when a stale one is there. */
export async function makeBridge(subnet: number): Promise<void> {
  await removeBridge(subnet);
  const name = bridgeName(subnet);
  await runCommand(['ip', 'link', 'add', name, 'type', 'bridge', 'forward_delay', '0']);
  await runCommand(['ip', 'address', 'add', `${bridgeAddress(subnet)}/24`, 'dev', name]);
  await runCommand(['ip', 'link', 'set', name, 'up']);
}

/** Removes the lab's bridge when it is there. */
export async function removeBridge(subnet: number): Promise<void> {
  const name = bridgeName(subnet);
  if (await hasLink(name)) await runCommand(['ip', 'link', 'delete', name]);
}

/** Waits for a stopped host's link to go, which happens a moment after its last process. */
export async function removeLink(name: string): Promise<void> {
  if (await waitUntil(async () => !(await hasLink(name)), 2)) return;
  await tryCommand(['ip', 'link', 'delete', name]);
}
