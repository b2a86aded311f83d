/** Network interfaces, their addresses and the default routes. Needs `ip`, as in Ansible. */
import type { Plain } from '../../../base/index.ts';
import { rawSh, sh } from '../../../shell/index.ts';
import { mark, type Answer, type Facts, type FactFamily } from './fact-family.ts';

const TYPES: Readonly<Record<string, string>> = {
  1: 'ether',
  32: 'infiniband',
  512: 'ppp',
  772: 'loopback',
  65534: 'tunnel',
};

interface Address {
  readonly device: string;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefix: string;
  readonly broadcast: string;
  readonly scope: string;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => String(Math.floor(number / 2 ** shift) % 256)).join('.');
}

function toNetmask(prefix: string): number {
  return 2 ** 32 - 2 ** (32 - Number(prefix));
}

function describeAddress({ address, prefix, broadcast }: Address): Facts {
  const mask = toNetmask(prefix);
  const size = 2 ** (32 - Number(prefix));
  return {
    address,
    broadcast,
    netmask: toAddress(mask),
    network: toAddress(Math.floor(toNumber(address) / size) * size),
    prefix,
  };
}

/** Reads `2: eth0    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0`. */
function parseAddress(line: string): Address | undefined {
  const words = line.trim().split(/\s+/);
  const [, device = '', family = '', cidr = ''] = words;
  if (family !== 'inet' && family !== 'inet6') return undefined;
  const after = (word: string): string => {
    const at = words.indexOf(word);
    return at === -1 ? '' : (words[at + 1] ?? '');
  };
  const peer = after('peer');
  const [address = '', prefix = family === 'inet' ? '32' : '128'] = cidr.split('/');
  return {
    device: device.replace(/@.*$/, ''),
    family,
    address,
    prefix: peer.split('/')[1] ?? prefix,
    broadcast: after('brd'),
    scope: after('scope'),
  };
}

type Fields = Readonly<Record<string, string>>;

function parseFields(line: string): [string, Fields] {
  const [name = '', ...pairs] = line.split('\t');
  const fields = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1).trim()] as const;
  });
  return [name, Object.fromEntries(fields)];
}

function words(text: string | undefined): readonly string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function findType(fields: Fields): string {
  if (fields['bridge_id'] !== undefined) return 'bridge';
  if (fields['slaves'] !== undefined) return 'bonding';
  return TYPES[fields['type'] ?? ''] ?? 'unknown';
}

function describeBridge(fields: Fields): Facts {
  return fields['bridge_id'] === undefined
    ? {}
    : {
        id: fields['bridge_id'],
        interfaces: words(fields['brif']),
        stp: fields['stp_state'] === '1',
      };
}

function describeBond(fields: Fields): Facts {
  return fields['slaves'] === undefined
    ? {}
    : {
        slaves: words(fields['slaves']),
        mode: words(fields['mode'])[0],
        miimon: fields['miimon'],
        lacp_rate: words(fields['lacp_rate'])[0],
        ...(fields['primary'] ? { primary: fields['primary'] } : {}),
      };
}

function describeAddresses(addresses: readonly Address[]): Facts {
  const four = addresses.filter(({ family }) => family === 'inet');
  const six = addresses.filter(({ family }) => family === 'inet6');
  const [first, ...more] = four;
  return {
    ...(first === undefined ? {} : { ipv4: describeAddress(first) }),
    ...(more.length === 0 ? {} : { ipv4_secondaries: more.map(describeAddress) }),
    ...(six.length === 0
      ? {}
      : { ipv6: six.map(({ address, prefix, scope }) => ({ address, prefix, scope })) }),
  };
}

function describeInterface(
  name: string,
  fields: Fields,
  addresses: readonly Address[],
): Readonly<Record<string, Plain>> {
  const { address, speed, pciid, module } = fields;
  const isZero = address === undefined || address === '' || address === '00:00:00:00:00:00';
  return {
    device: name,
    ...(isZero ? {} : { macaddress: address }),
    mtu: Number(fields['mtu']),
    active: fields['operstate'] !== 'down',
    ...(module === undefined || module === '' ? {} : { module }),
    type: findType(fields),
    ...(pciid === undefined || pciid === '' ? {} : { pciid }),
    ...(speed === undefined || speed === '' ? {} : { speed: Number(speed) }),
    promisc: (Number(fields['flags'] ?? 0) & 0x100) !== 0,
    ...describeBridge(fields),
    ...describeBond(fields),
    ...describeAddresses(addresses),
  };
}

/** Reads `8.8.8.8 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0`. */
function parseRoute(line: string): Readonly<Record<string, string>> {
  const parts = line.split(/\s+/);
  const pairs = ['via', 'dev', 'src'].flatMap((word) => {
    const at = parts.indexOf(word);
    return at === -1 ? [] : [[word, parts[at + 1] ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}

interface Known {
  readonly fields: ReadonlyMap<string, Fields>;
  readonly addresses: readonly Address[];
}

function describeDefault(line: string, family: Address['family'], known: Known): Facts {
  const { via, dev, src } = parseRoute(line);
  if (dev === undefined || dev === 'lo') return {};
  const fields = known.fields.get(dev) ?? {};
  const address = known.addresses.find(
    (candidate) => candidate.device === dev && candidate.address === src,
  );
  const common = {
    ...(via === undefined ? {} : { gateway: via }),
    interface: dev,
    address: src,
    macaddress: fields['address'],
    mtu: Number(fields['mtu']),
    type: findType(fields),
  };
  if (address === undefined) return common;
  return family === 'inet'
    ? { ...common, alias: dev, ...describeAddress(address) }
    : { ...common, prefix: address.prefix, scope: address.scope };
}

function parseNetwork(answer: Answer): Facts {
  const fields = new Map(answer.lines('interfaces').map(parseFields));
  const addresses = answer
    .lines('addresses')
    .map(parseAddress)
    .filter((address) => address !== undefined);
  const known = { fields, addresses };
  const facts: Record<string, Plain> = {};
  for (const [name, own] of fields) {
    const ofDevice = addresses.filter(({ device }) => device === name);
    facts[name.replaceAll(/[-:]/g, '_')] = describeInterface(name, own, ofDevice);
  }
  const of = (family: Address['family']): readonly string[] =>
    addresses.filter((one) => one.family === family).map(({ address }) => address);
  return {
    ...facts,
    interfaces: [...fields.keys()],
    all_ipv4_addresses: of('inet').filter((address) => !address.startsWith('127.')),
    all_ipv6_addresses: of('inet6').filter((address) => address !== '::1'),
    default_ipv4: describeDefault(answer.line('route4'), 'inet', known),
    default_ipv6: describeDefault(answer.line('route6'), 'inet6', known),
  };
}

/** The last part of a path in a variable, without starting `basename`. */
const LAST_OF_K = rawSh('"${k##*/}"');
const LAST_OF_D = rawSh('"${d##*/}"');

/** The families of this file. The addresses of the routes are Ansible's; nothing is sent there. */
export const networkFamilies: readonly FactFamily[] = [
  {
    name: 'interfaces',
    subset: 'network',
    script: sh`${mark('interfaces')}
f() { if [ -r "$1" ]; then l=; { IFS= read -r l <"$1"; } 2>/dev/null; printf '\t%s=%s' "$2" "$l"; fi; }
for k in /sys/class/net/*; do
  [ -e "$k/address" ] || continue
  printf '%s' ${LAST_OF_K}
  for a in address mtu operstate type speed flags; do f "$k/$a" $a; done
  if [ -e "$k/device" ]; then d=$(readlink -f "$k/device"); printf '\tpciid=%s' ${LAST_OF_D}; fi
  if [ -e "$k/device/driver/module" ]; then d=$(readlink -f "$k/device/driver/module"); printf '\tmodule=%s' ${LAST_OF_D}; fi
  if [ -d "$k/bridge" ]; then
    f "$k/bridge/bridge_id" bridge_id; f "$k/bridge/stp_state" stp_state
    printf '\tbrif='; for d in "$k"/brif/*; do [ ! -e "$d" ] || printf '%s ' ${LAST_OF_D}; done
  fi
  if [ -d "$k/bonding" ]; then
    for a in slaves mode miimon lacp_rate primary; do f "$k/bonding/$a" $a; done
  fi
  echo
done
PATH=$PATH:/usr/sbin:/sbin
${mark('addresses')}
ip -o addr show 2>/dev/null
${mark('route4')}
ip -4 route get 8.8.8.8 2>/dev/null
${mark('route6')}
ip -6 route get 2404:6800:400a:800::1012 2>/dev/null`,
    parse: parseNetwork,
  },
];
