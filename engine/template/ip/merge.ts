/** Merging networks into the fewest, and the smallest network around several. */
import { fail } from '../values/failure.ts';
import { firstOf, isWithin, lastOf, sizeOf, toCidr, widthOf, type Network } from './network.ts';

function compareNetworks(a: Network, b: Network): number {
  if (a.version !== b.version) return a.version - b.version;
  if (firstOf(a) !== firstOf(b)) return firstOf(a) < firstOf(b) ? -1 : 1;
  return a.prefix - b.prefix;
}

function areHalves(left: Network, right: Network): boolean {
  return (
    left.version === right.version &&
    left.prefix === right.prefix &&
    left.prefix > 0 &&
    lastOf(left) + 1n === firstOf(right) &&
    firstOf(left) % (sizeOf(left) * 2n) === 0n
  );
}

/** The fewest networks that hold the same addresses, in order. */
export function mergeNetworks(networks: readonly Network[]): Network[] {
  const merged: Network[] = [];
  for (const network of networks.map(toCidr).sort(compareNetworks)) {
    const last = merged.at(-1);
    if (last !== undefined && isWithin(network, last)) continue;
    merged.push(network);
    for (;;) {
      const [left, right] = merged.slice(-2);
      if (left === undefined || right === undefined || !areHalves(left, right)) break;
      merged.splice(-2, 2, { ...left, prefix: left.prefix - 1 });
    }
  }
  return merged;
}

/** The smallest network that holds all of them. */
export function spanNetworks(networks: readonly Network[]): Network {
  const sorted = [...networks].sort(compareNetworks);
  const [first] = sorted;
  if (first === undefined || sorted.some(({ version }) => version !== first.version)) {
    return fail('FilterError', 'IP sequence cannot contain both IPv4 and IPv6!');
  }
  const high = sorted.reduce(
    (best, network) => (lastOf(network) > best ? lastOf(network) : best),
    0n,
  );
  let prefix = widthOf(first.version);
  const around = (): Network => toCidr({ ...first, value: firstOf(first), prefix });
  while (prefix > 0 && lastOf(around()) < high) prefix -= 1;
  return around();
}
