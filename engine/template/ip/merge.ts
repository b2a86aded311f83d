/** Merging networks into the fewest, and the smallest network around several. */
import { fail } from '../values/failure.ts';
import { firstOf, lastOf, sizeOf, toCidr, widthOf, type Network } from './network.ts';

function compareNetworks(a: Network, b: Network): number {
  if (a.version !== b.version) return a.version - b.version;
  if (firstOf(a) !== firstOf(b)) return firstOf(a) < firstOf(b) ? -1 : 1;
  return a.prefix - b.prefix;
}

/** Addresses one after the other; the network itself where nothing was merged into it. */
interface Run {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly network: Network | undefined;
}

function toRun(network: Network): Run {
  const [first, last] = [firstOf(network), lastOf(network)];
  return { version: network.version, first, last, network };
}

function compareRuns(a: Run, b: Run): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.last !== b.last) return a.last < b.last ? -1 : 1;
  return a.first === b.first ? 0 : a.first < b.first ? -1 : 1;
}

/** The fewest networks that hold the addresses of a run. */
function toNetworks({ version, first, last, network }: Run): Network[] {
  if (network !== undefined) return [network];
  const found: Network[] = [];
  for (let value = first; value <= last;) {
    let prefix = widthOf(version);
    for (;;) {
      const wider = { version, value, prefix: prefix - 1 };
      if (prefix === 0 || firstOf(wider) !== value || lastOf(wider) > last) break;
      prefix -= 1;
    }
    found.push({ version, value, prefix });
    value += sizeOf({ version, value, prefix });
  }
  return found;
}

/**
 * The fewest networks that hold the same addresses, in order. What touches nothing else keeps its
 * host bits, as netaddr's `cidr_merge` leaves it.
 */
export function mergeNetworks(networks: readonly Network[]): Network[] {
  const merged: Run[] = [];
  for (const run of networks.map(toRun).sort(compareRuns).reverse()) {
    const later = merged[0];
    const touches = later?.version === run.version && later.first - 1n <= run.last;
    if (later === undefined || !touches) {
      merged.unshift(run);
      continue;
    }
    const first = later.first < run.first ? later.first : run.first;
    merged[0] = { ...later, first, network: undefined };
  }
  return merged.flatMap(toNetworks);
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
