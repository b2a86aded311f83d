/** The tests on addresses of ansible.utils; they follow Python's ipaddress module. */
import type { Value } from '../../base/index.ts';
import type { PluginDef } from '../compile/program.ts';
import { plugin } from '../plugin-def.ts';
import { toItems } from '../values/iterate.ts';
import { toText } from '../values/text.ts';
import {
  firstOf,
  isWithin,
  isWithinAny,
  parseAddress,
  parseNetwork,
  type Network,
} from './network.ts';

/** A network without host bits, as `ip_network()` demands. */
function strict(value: Value): Network | undefined {
  const text = toText(value);
  const [address = ''] = text.split('/');
  const network = parseAddress(address) && parseNetwork(text);
  return network?.value === (network && firstOf(network)) ? network : undefined;
}

function single(value: Value): Network | undefined {
  return parseAddress(toText(value));
}

function isIn(value: Value, network: Value): boolean {
  const [inner, outer] = [strict(value), strict(network)];
  return inner !== undefined && outer !== undefined && isWithin(inner, outer);
}

const PRIVATE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/29',
  '192.0.0.170/31',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '::1/128',
  '::/128',
  '::ffff:0:0/96',
  '100::/64',
  '2001::/23',
  '2001:2::/48',
  '2001:db8::/32',
  '2001:10::/28',
  'fc00::/7',
  'fe80::/10',
];

function within(...blocks: readonly string[]) {
  return (value: Value): boolean => {
    const address = single(value);
    return address !== undefined && isWithinAny(address, blocks);
  };
}

function isPublic(value: Value): boolean {
  const address = single(value);
  if (address === undefined) return false;
  return !isWithinAny(address, [...PRIVATE, '100.64.0.0/10']);
}

function isMask(value: Value, kind: 'netmask' | 'hostmask'): boolean {
  const mask = single(value);
  if (mask?.version !== 4) return false;
  const ones = kind === 'netmask' ? mask.value ^ 0xffffffffn : mask.value;
  return (ones & (ones + 1n)) === 0n;
}

const MAC =
  /^(?:(?:[\da-f]{2}[:-]){5}[\da-f]{2}|[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4}|[\da-f]{12})$/iu;

const definitions: readonly PluginDef[] = [
  plugin('in_network', 'ip, network', isIn),
  plugin('in_any_network', 'ip, networks', (ip, networks) =>
    toItems(networks).some((network) => isIn(ip, network)),
  ),
  plugin(
    'in_one_network',
    'ip, networks',
    (ip, networks) => toItems(networks).filter((network) => isIn(ip, network)).length === 1,
  ),
  plugin('ip', 'ip', (ip) => strict(ip) !== undefined),
  plugin('ipv4', 'ip', (ip) => strict(ip)?.version === 4),
  plugin('ipv6', 'ip', (ip) => strict(ip)?.version === 6),
  plugin('ip_address', 'ip', (ip) => single(ip) !== undefined),
  plugin('ipv4_address', 'ip', (ip) => single(ip)?.version === 4),
  plugin('ipv6_address', 'ip', (ip) => single(ip)?.version === 6),
  plugin('ipv4_netmask', 'mask', (mask) => isMask(mask, 'netmask')),
  plugin('ipv4_hostmask', 'ip', (ip) => isMask(ip, 'hostmask')),
  plugin('loopback', 'ip', within('127.0.0.0/8', '::1/128')),
  plugin('multicast', 'ip', within('224.0.0.0/4', 'ff00::/8')),
  plugin('private', 'ip', within(...PRIVATE)),
  plugin('public', 'ip', isPublic),
  plugin(
    'reserved',
    'ip',
    within(
      '240.0.0.0/4',
      '::/8',
      '100::/8',
      '200::/7',
      '400::/6',
      '800::/5',
      '1000::/4',
      '4000::/3',
      '6000::/3',
      '8000::/3',
      'a000::/3',
      'c000::/3',
      'e000::/4',
      'f000::/5',
      'f800::/6',
      'fe00::/9',
    ),
  ),
  plugin('unspecified', 'ip', (ip) => single(ip)?.value === 0n),
  plugin('ipv6_ipv4_mapped', 'ip', within('::ffff:0:0/96')),
  plugin('ipv6_sixtofour', 'ip', within('2002::/16')),
  plugin('ipv6_teredo', 'ip', within('2001::/32')),
  plugin('mac', 'mac', (mac) => MAC.test(toText(mac))),
  plugin('subnet_of', 'network_a, network_b', isIn),
  plugin('supernet_of', 'network_a, network_b', (a, b) => isIn(b, a)),
];

/** Only under their full names: none of them is redirected from a short one. */
export const ipTests: readonly PluginDef[] = definitions.map((definition) => ({
  ...definition,
  name: `ansible.utils.${definition.name}`,
}));
