/** What `ipaddr('…')` can ask about an address or network (ansible.utils, ipaddr_utils). */
import type { Value } from '../../base/index.ts';
import { fail } from '../values/failure.ts';
import { toInteger } from '../values/numbers.ts';
import {
  firstOf,
  isWithinAny,
  lastOf,
  maskOf,
  sizeOf,
  toCidr,
  widthOf,
  writeAddress,
  writeNetwork,
  type Network,
} from './network.ts';

/** What is asked, and what was given. */
export interface Asked {
  readonly network: Network;
  /** Whether a prefix was given with it. */
  readonly type: 'address' | 'network';
  /** The value as it was given, as text. */
  readonly value: Value;
}

type Answer = (asked: Asked) => Value;

const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '239.0.0.0/8',
  'fc00::/7',
  'fec0::/10',
  '169.254.0.0/16',
  'fe80::/10',
];
const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const MULTICAST = ['224.0.0.0/4', 'ff00::/8'];

const address = ({ network }: Asked, value = network.value): string =>
  writeAddress(value, network.version);
const withPrefix = (asked: Asked): string => writeNetwork(asked.network);
const isAtStart = ({ network }: Asked): boolean => network.value === firstOf(network);

function hasBroadcast({ network }: Asked): boolean {
  return network.version === 6 || network.prefix < 31;
}

/** First and last usable address; undefined for a single one. */
export function usableOf(network: Network): readonly [bigint, bigint] | undefined {
  const size = sizeOf(network);
  if (size === 1n) return undefined;
  const [first, last] = [firstOf(network), lastOf(network)];
  return size === 2n ? [first, last] : [first + 1n, last - 1n];
}

function requireNetwork(asked: Asked): void {
  if (asked.type === 'address') fail('FilterError', 'Not a network address');
}

function usable(pick: (range: readonly [bigint, bigint], asked: Asked) => string | null): Answer {
  return (asked) => {
    requireNetwork(asked);
    const range = usableOf(asked.network);
    return range === undefined ? null : pick(range, asked);
  };
}

function neighbor(offset: bigint): Answer {
  return usable(([first, last], asked) => {
    const value = asked.network.value + offset;
    return value >= first && value <= last ? address(asked, value) : null;
  });
}

function hostAddress(asked: Asked): boolean {
  const isSingle = sizeOf(asked.network) === 1n;
  return isSingle || !isAtStart(asked) || !hasBroadcast(asked);
}

function isAnyOf(blocks: readonly string[]): Answer {
  return (asked) => {
    const single = { ...asked.network, prefix: widthOf(asked.network.version) };
    return isWithinAny(single, blocks) ? asked.value : null;
  };
}

function isPublic(asked: Asked): Value {
  const { version, value } = asked.network;
  const single = { ...asked.network, prefix: widthOf(version) };
  const all = (1n << BigInt(widthOf(version))) - 1n;
  const inverted = (value ^ all) + 1n;
  const isMask = (inverted & (inverted - 1n)) === 0n || ((value + 1n) & value) === 0n;
  const isOther = isWithinAny(single, [...PRIVATE, ...LOOPBACK, ...MULTICAST]);
  return isOther || isMask ? null : asked.value;
}

function peer(asked: Asked): Value {
  requireNetwork(asked);
  const { network } = asked;
  const size = sizeOf(network);
  if (size === 2n) return address(asked, network.value ^ 1n);
  if (size !== 4n) return fail('FilterError', 'Not a point-to-point network');
  if (network.value % 4n === 0n) fail('FilterError', 'Network address of /30 has no peer');
  if (network.value % 4n === 3n) fail('FilterError', 'Broadcast address of /30 has no peer');
  return address(asked, network.value ^ 3n);
}

function reverseName(asked: Asked): string {
  const { version, value } = asked.network;
  if (version === 4) return `${address(asked).split('.').reverse().join('.')}.in-addr.arpa.`;
  const digits = value.toString(16).padStart(32, '0');
  return `${[...digits].reverse().join('.')}.ip6.arpa.`;
}

function toV4({ network, type, value }: Asked): Value {
  if (network.version === 4) return value;
  const isMapped = network.value >> 32n === 0xffffn || network.value >> 32n === 0n;
  if (!isMapped || (type === 'network' && network.prefix < 96)) return false;
  return writeNetwork({
    version: 4,
    value: network.value & 0xffffffffn,
    prefix: Math.max(0, network.prefix - 96),
  });
}

function toV6({ network, value }: Asked): Value {
  if (network.version === 6) return value;
  const mapped = (0xffffn << 32n) + network.value;
  return writeNetwork({ version: 6, value: mapped, prefix: network.prefix + 96 });
}

function to6to4(asked: Asked): Value {
  const { network } = asked;
  if (network.version === 6) {
    if (asked.type === 'network' && isAtStart(asked)) return false;
    return isWithinAny({ ...network, prefix: 128 }, ['2002::/16']) ? asked.value : false;
  }
  if (sizeOf(network) > 1n && isAtStart(asked)) return false;
  if (isPublic(asked) === null && !isWithinAny(network, PRIVATE)) return false;
  const digits = network.value.toString(16).padStart(8, '0');
  return `2002:${digits.slice(0, 4)}:${digits.slice(4)}::1/48`;
}

function wrap(asked: Asked): Value {
  if (asked.network.version === 4) return asked.value;
  const shown = `[${address(asked)}]`;
  return asked.type === 'address' ? shown : `${shown}/${String(asked.network.prefix)}`;
}

const addressPrefix: Answer = (asked) => {
  const { network } = asked;
  const isEdge = isAtStart(asked) || (hasBroadcast(asked) && network.value === lastOf(network));
  return sizeOf(network) > 2n && isEdge ? false : withPrefix(asked);
};
const netmask = (asked: Asked): string =>
  address(asked, maskOf(asked.network.prefix, asked.network.version));
const hostmask = (asked: Asked): string => address(asked, sizeOf(asked.network) - 1n);
const networkAddress = (asked: Asked): string => address(asked, firstOf(asked.network));
const isHostOf = (asked: Asked): boolean =>
  sizeOf(asked.network) === 2n || (sizeOf(asked.network) > 1n && !isAtStart(asked));
const hostIp: Answer = (asked) =>
  hostAddress(asked) || asked.network.version === 6 ? address(asked) : null;

const answers: Readonly<Record<string, Answer>> = {
  '': (asked) => (asked.type === 'address' ? address(asked) : withPrefix(asked)),
  '6to4': to6to4,
  address: hostIp,
  ip: hostIp,
  'address/prefix': addressPrefix,
  gateway: addressPrefix,
  gw: addressPrefix,
  'host/prefix': addressPrefix,
  hostnet: addressPrefix,
  router: addressPrefix,
  bool: () => true,
  broadcast: (asked) =>
    sizeOf(asked.network) > 2n
      ? hasBroadcast(asked)
        ? address(asked, lastOf(asked.network))
        : 'None'
      : null,
  cidr: withPrefix,
  first_usable: usable(([first], asked) => address(asked, first)),
  last_usable: usable(([, last], asked) => address(asked, last)),
  next_usable: neighbor(1n),
  previous_usable: neighbor(-1n),
  range_usable: usable(
    ([first, last], asked) => `${address(asked, first)}-${address(asked, last)}`,
  ),
  host: (asked) => (hostAddress(asked) ? withPrefix(asked) : null),
  hostmask,
  wildcard: hostmask,
  int: ({ network, type }) =>
    type === 'address'
      ? toInteger(network.value)
      : `${String(network.value)}/${String(network.prefix)}`,
  'ip/prefix': (asked) => (isHostOf(asked) ? withPrefix(asked) : null),
  ip_netmask: (asked) => (isHostOf(asked) ? `${address(asked)} ${netmask(asked)}` : null),
  ipv4: toV4,
  v4: toV4,
  ipv6: toV6,
  v6: toV6,
  'link-local': isAnyOf(['169.254.0.0/16', 'fe80::/10']),
  lo: isAnyOf(LOOPBACK),
  loopback: isAnyOf(LOOPBACK),
  multicast: (asked) => (isWithinAny(asked.network, MULTICAST) ? asked.value : null),
  unicast: (asked) => (isWithinAny(asked.network, MULTICAST) ? null : asked.value),
  private: (asked) => (isWithinAny(asked.network, PRIVATE) ? asked.value : null),
  public: isPublic,
  net: (asked) => (sizeOf(asked.network) > 1n && isAtStart(asked) ? withPrefix(asked) : null),
  netmask,
  network: networkAddress,
  network_id: networkAddress,
  'network/prefix': ({ network }) => writeNetwork(toCidr(network)),
  subnet: ({ network }) => writeNetwork(toCidr(network)),
  network_netmask: (asked) => `${networkAddress(asked)} ${netmask(asked)}`,
  network_wildcard: (asked) => `${networkAddress(asked)} ${hostmask(asked)}`,
  peer,
  prefix: ({ network }) => network.prefix,
  revdns: reverseName,
  size: ({ network }) => toInteger(sizeOf(network)),
  size_usable: ({ network }) => {
    const size = sizeOf(network);
    return size === 1n ? 0 : toInteger(size === 2n ? 2n : size - 2n);
  },
  type: (asked) => (sizeOf(asked.network) > 1n && isAtStart(asked) ? 'network' : 'address'),
  version: ({ network }) => network.version,
  wrap,
};

/** Finds the question by name. */
export function findQuery(name: string): Answer | undefined {
  return Object.hasOwn(answers, name) ? answers[name] : undefined;
}
