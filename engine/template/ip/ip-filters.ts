/** The filters around `ipaddr` of ansible.utils, also under their old names. */
import { Dict, isList, type Value } from '../../base/index.ts';
import type { PluginDef } from '../compile/program.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isIntegral, isIterable, isSequence } from '../values/kinds.ts';
import { toIndex, toInteger } from '../values/numbers.ts';
import { repr, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { hwaddr, parseMac } from './hwaddr.ts';
import { checkAddressType, failAddressType, ipaddr, readAsked } from './ipaddr.ts';
import {
  firstOf,
  isWithin,
  lastOf,
  parseAddress,
  parseLooseAddress,
  parseNetwork,
  sizeOf,
  toCidr,
  widthOf,
  writeAddress,
  writeNetwork,
  writePlain,
  type Network,
} from './network.ts';
import { mergeNetworks, spanNetworks } from './merge.ts';
import { usableOf } from './queries.ts';

function ofVersion(name: string, version: 4 | 6 | undefined) {
  return (value: Value, query: Value): Value => {
    checkAddressType(value, name);
    return ipaddr(value, toText(query), version, name);
  };
}

/** An item of a list is wrapped as it was given, a single value as its answer. */
function wrapItem(item: Value, query: string): Value {
  return isTrue(ipaddr(item, query)) ? ipaddr(item, 'wrap') : item;
}

/** Takes text, lists and booleans; whatever fails behind that gives the value back. */
function ipwrap(value: Value, given: Value): Value {
  if (isIntegral(value) && typeof value !== 'boolean') failAddressType(value, 'ipwrap');
  checkAddressType(value, 'ipwrap');
  const query = toText(given);
  try {
    if (isSequence(value)) return toItems(value).map((item) => wrapItem(item, query));
    const address = ipaddr(value, query);
    return isTrue(address) ? ipaddr(address, 'wrap') : value;
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return value;
  }
}

/** What was asked about, as a network: with its host bits for a plain address, else without. */
function toBase(value: Value): Network | undefined {
  const asked = isTrue(value) ? readAsked(value) : undefined;
  return (
    asked &&
    (firstOf(asked.network) === asked.network.value ? toCidr(asked.network) : asked.network)
  );
}

function subnetAt(base: Network, prefix: number, index: Value): Value {
  const isAddress = sizeOf(base) === 1n;
  if (index === null) {
    if (isAddress) return writeNetwork(toCidr({ ...base, prefix }));
    if (prefix < base.prefix) {
      return fail('FilterError', `Requested subnet size of ${String(prefix)} is invalid`);
    }
    return String(1n << BigInt(prefix - base.prefix));
  }
  const at = Number(toText(index));
  if (isAddress) {
    const found = prefix + (at < 0 ? base.prefix - prefix + at : at);
    return found > base.prefix || found < 0
      ? false
      : writeNetwork(toCidr({ ...base, prefix: found }));
  }
  if (prefix < base.prefix) return false;
  const count = 1n << BigInt(prefix - base.prefix);
  const position = BigInt(at) < 0n ? BigInt(at) + count : BigInt(at);
  if (position < 0n || position >= count) return false;
  const step = BigInt(widthOf(base.version) - prefix);
  return writeNetwork({ ...base, value: firstOf(base) + (position << step), prefix });
}

function ipsubnet(value: Value, query: Value, index: Value): Value {
  const given = toBase(value);
  if (given === undefined) return false;
  const base = toCidr(given);
  const asked = toText(query);
  if (query === null || asked === '') return writeNetwork(base);
  if (/^\d+$/u.test(asked)) {
    const prefix = Number(asked);
    return prefix > widthOf(base.version) ? false : subnetAt(base, prefix, index);
  }
  const outer = readAsked(asked)?.network;
  if (outer === undefined) {
    return fail('FilterError', `You must pass a valid subnet or IP address; ${asked} is invalid`);
  }
  return countBefore(base, toCidr(outer));
}

/** The number of a subnet within a network; only bits are compared, whatever their version. */
function countBefore(base: Network, outer: Network): Value {
  const bits = widthOf(base.version);
  const shift = BigInt(Math.max(0, bits - outer.prefix));
  const isInside = base.prefix >= outer.prefix && base.value >> shift === outer.value >> shift;
  if (!isInside) {
    const [shown, network] = [writeNetwork(base), writeNetwork(outer)];
    return fail('FilterError', `${shown} is not in the subnet ${network}`);
  }
  const inside = base.value & ((1n << shift) - 1n);
  return String((inside >> BigInt(bits - base.prefix)) + 1n);
}

function nthhost(value: Value, query: Value): Value {
  const base = toBase(value);
  const text = toText(query);
  if (base === undefined || !/^-?\d+$/u.test(text)) return false;
  const index = BigInt(text);
  if (sizeOf(base) <= index) return false;
  const start = index < 0n ? lastOf(base) + 1n : firstOf(base);
  return writeAddress(start + index, base.version);
}

function nthUsable(sign: 1n | -1n) {
  return (value: Value, offset: Value): Value => {
    const base = toBase(value);
    if (base === undefined) return false;
    if (!isIntegral(offset)) return fail('FilterError', 'Must pass in an integer');
    const range = usableOf(base);
    if (range === undefined) return null;
    const found = base.value + sign * BigInt(toIndex(offset));
    return found >= range[0] && found <= range[1] ? writeAddress(found, base.version) : null;
  };
}

function isInNetwork(value: Value, test: Value): boolean {
  const [outer, inner] = [toBase(value), toBase(test)];
  return outer !== undefined && inner !== undefined && isWithin(toCidr(inner), toCidr(outer));
}

function isInUsable(value: Value, test: Value): boolean {
  const [outer, inner] = [toBase(value), toBase(test)];
  if (outer === undefined || inner === undefined) return false;
  const range = usableOf(outer) ?? [outer.value, outer.value];
  return firstOf(inner) >= range[0] && lastOf(inner) <= range[1];
}

function cidrMerge(value: Value, action: Value): Value {
  if (!isIterable(value)) {
    return fail('FilterError', `cidr_merge: expected iterable, got ${repr(value)}`);
  }
  // Its argument is a list as modules have them: text is cut at commas.
  const networks = (typeof value === 'string' ? value.split(',') : toItems(value)).map(
    (item) =>
      parseNetwork(toText(item)) ??
      fail('FilterError', `cidr_merge: error in netaddr:\ninvalid IPNetwork ${toText(item)}`),
  );
  if (action === 'merge') return mergeNetworks(networks).map(writeNetwork);
  if (action !== 'span') {
    return fail('FilterError', `cidr_merge: invalid action '${toText(action)}'`);
  }
  const [only] = networks;
  if (only === undefined) return null;
  return writeNetwork(networks.length === 1 ? only : spanNetworks(networks));
}

function ipmath(value: Value, amount: Value): Value {
  const text = asText(value);
  const network = text.includes('/') ? parseNetwork(text) : parseLooseAddress(text);
  if (network === undefined) {
    return fail('FilterError', `You must pass a valid IP address; ${text} is invalid`);
  }
  if (!isIntegral(amount)) {
    return fail(
      'FilterError',
      `You must pass an integer for arithmetic; ${toText(amount)} is not a valid integer`,
    );
  }
  const result = network.value + BigInt(toIndex(amount));
  if (result < 0n || result >= 1n << BigInt(widthOf(network.version))) {
    return fail('FilterError', 'result outside valid IP address boundary!');
  }
  return writeAddress(result, network.version);
}

function slaac(value: Value, query: Value): Value {
  const base = toBase(value);
  const mac = parseMac(toText(query));
  if (base?.version !== 6 || mac === undefined) return false;
  const high = (mac >> 24n) ^ 0x020000n;
  const low = mac & 0xffffffn;
  return writeAddress(firstOf(base) + (high << 40n) + (0xfffen << 24n) + low, 6);
}

/** More addresses than this are not written out. */
const MAX_LISTED = 1n << 20n;

function usableRange(value: Value): Value {
  const text = toText(value);
  const network = parseAddress(text.split('/')[0] ?? '') && parseNetwork(text);
  if (network === undefined || network.value !== firstOf(network)) {
    return fail(
      'FilterError',
      `Error while using plugin 'usable_range': ${repr(value)} has host bits set or is no network`,
    );
  }
  const size = sizeOf(network);
  if (size > MAX_LISTED) return fail('Budget', 'the network has too many addresses to list');
  const addresses = Array.from({ length: Number(size) }, (_, index) =>
    writePlain(network.value + BigInt(index), network.version),
  );
  return Dict.of({ usable_ips: addresses, number_of_ips: toInteger(size) });
}

function ip4Hex(value: Value, delimiter: Value): string {
  const parts = asText(value).split('.').map(Number);
  if (parts.length < 4 || parts.some(Number.isNaN)) fail('ValueError', 'not an IPv4 address');
  return parts
    .slice(0, 4)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join(asText(delimiter));
}

const redirected: readonly PluginDef[] = [
  plugin(
    'ipaddr',
    "value, query='', version=None, alias='ipaddr', ...",
    (value, query, version) => {
      checkAddressType(value, 'ipaddr');
      const wanted = version === 4 || version === 6 ? version : undefined;
      return ipaddr(value, toText(query), wanted);
    },
  ),
  plugin('ipv4', "value, query='', ...", ofVersion('ipv4', 4)),
  plugin('ipv6', "value, query='', ...", ofVersion('ipv6', 6)),
  plugin('ipwrap', "value, ..., query=''", ipwrap),
  plugin('ipsubnet', "value, query='', index=None, ...", ipsubnet),
  plugin('nthhost', "value, query='', ...", nthhost),
  plugin('next_nth_usable', 'value, offset, ...', nthUsable(1n)),
  plugin('previous_nth_usable', 'value, offset, ...', nthUsable(-1n)),
  plugin('network_in_network', 'value, test, ...', isInNetwork),
  plugin('network_in_usable', 'value, test, ...', isInUsable),
  plugin('reduce_on_network', 'value, network, ...', (value, network) =>
    (isList(value) ? value : [value]).filter((item) => isInNetwork(network, item)),
  ),
  plugin('cidr_merge', "value, action='merge', ...", cidrMerge),
  plugin('ipmath', 'value, amount, ...', ipmath),
  plugin('slaac', "value, query='', ...", slaac),
  plugin('hwaddr', "value, query='', ...", (value, query) =>
    hwaddr(value, toText(query), 'hwaddr'),
  ),
];

const fullNameOnly: readonly PluginDef[] = [
  plugin('macaddr', "value, query='', ...", (value, query) =>
    hwaddr(value, toText(query), 'macaddr'),
  ),
  plugin('ip4_hex', "arg, delimiter='', ...", ip4Hex),
  plugin('usable_range', 'ip', usableRange),
];

/** Short names redirect to ansible.netcommon, whose filters moved to ansible.utils. */
export const ipFilters: readonly PluginDef[] = [
  ...redirected,
  ...[...redirected, ...fullNameOnly].flatMap((definition) =>
    ['ansible.netcommon', 'ansible.utils'].map((collection) => ({
      ...definition,
      name: `${collection}.${definition.name}`,
    })),
  ),
];
