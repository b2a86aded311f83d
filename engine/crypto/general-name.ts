/** General names: the entries of a subject alternative name, written `DNS:…`, `IP:…`, `email:…`. */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { CryptoError } from './crypto-error.ts';
import {
  childrenOf,
  contentOf,
  encodeDer,
  objectId,
  objectIdOf,
  tagged,
  tagNumberOf,
  type Der,
} from './der.ts';
import { decodeName } from './distinguished-name.ts';
import { fingerprintBytes } from './fingerprint.ts';
import { shortenName } from './object-names.ts';

const TAGS = { email: 1, DNS: 2, URI: 6, IP: 7, RID: 8 } as const;
type Prefix = keyof typeof TAGS;

function isPrefix(text: string): text is Prefix {
  return text in TAGS;
}

function parseGroups(text: string): readonly number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function toAddressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.').map(Number));
  if (!isIPv6(address))
    throw new CryptoError(`Cannot parse Subject Alternative Name "IP:${address}"`);
  const [head = '', tail] = address.split('::');
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 255]),
  );
}

function fromAddressBytes(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}

function toBytes(prefix: Prefix, value: string): Uint8Array {
  switch (prefix) {
    case 'IP':
      return toAddressBytes(value);
    case 'RID':
      return contentOf(objectId(value));
    case 'DNS':
      return Buffer.from(/^[\x21-\x7e]*$/.test(value) ? value : domainToASCII(value), 'latin1');
    case 'email':
    case 'URI':
      return Buffer.from(value, 'utf8');
  }
}

/**
 * Writes a general name.
 * @param name `DNS:node.example`, `IP:10.0.0.11`, `email:…`, `URI:…`, `RID:1.2.3`
 * @throws CryptoError for another prefix, or an address that is none
 */
export function encodeGeneralName(name: string): Der {
  const at = name.indexOf(':');
  const prefix = name.slice(0, Math.max(at, 0));
  if (!isPrefix(prefix)) {
    throw new CryptoError(
      `Cannot parse Subject Alternative Name "${name}" (it must start with DNS:, IP:, email:, URI: or RID:)`,
    );
  }
  return tagged(TAGS[prefix], toBytes(prefix, name.slice(at + 1)));
}

/** `10.0.0.0/8` as address and mask (RFC 5280, 4.2.1.10). */
function toNetworkBytes(network: string): Uint8Array {
  const [address = '', length = ''] = network.split('/');
  const bytes = toAddressBytes(address);
  const count = length === '' ? bytes.length * 8 : Number(length);
  if (!Number.isInteger(count) || count < 0 || count > bytes.length * 8) {
    throw new CryptoError(`Cannot parse name constraint "IP:${network}"`);
  }
  const mask = bytes.map(
    (_byte, at) => (0xff00 >> Math.min(Math.max(count - at * 8, 0), 8)) & 0xff,
  );
  return Uint8Array.from([...bytes, ...mask]);
}

/** Writes a name as a constraint has it: addresses with their masks. @throws CryptoError */
export function encodeConstraintName(name: string): Der {
  if (!name.startsWith('IP:')) return encodeGeneralName(name);
  return tagged(TAGS.IP, toNetworkBytes(name.slice('IP:'.length)));
}

/** How names of other scripts are told: as they are written, as `xn--…`, or in their own letters. */
export type NameEncoding = 'ignore' | 'idna' | 'unicode';

function recodeHost(host: string, encoding: NameEncoding): string {
  if (encoding === 'ignore') return host;
  const labels = host.split('.').map((label) => {
    if (encoding === 'idna') return /^[\x20-\x7e]*$/.test(label) ? label : domainToASCII(label);
    return label.startsWith('xn--') ? domainToUnicode(label) : label;
  });
  return labels.join('.');
}

function recode(prefix: string, value: string, encoding: NameEncoding): string {
  switch (prefix) {
    case 'DNS':
      return recodeHost(value, encoding);
    case 'email':
      return value.replace(/(?<=^[^@]*@).*/s, (host) => recodeHost(host, encoding));
    default:
      return value.replace(/(?<=^[^/]*\/\/(?:[^/@]*@)?)[^/:@?#]+(?=[/:?#]|$)/, (host) =>
        recodeHost(host, encoding),
      );
  }
}

function escapeValue(value: string): string {
  return value
    .replaceAll(/[\\,+<>;"]/g, '\\$&')
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ');
}

/** A name of a directory is told from its end (RFC 4514, 2.1). */
function toDirectoryName(name: Der | undefined): string {
  return decodeName(name)
    .toReversed()
    .map((entry) => `${shortenName(entry.name)}=${escapeValue(entry.value)}`)
    .join(',');
}

function toNetwork(bytes: Buffer): string {
  const half = bytes.length / 2;
  const ones = [...bytes.subarray(half)].flatMap((byte) => [
    ...byte.toString(2).replaceAll('0', ''),
  ]);
  return `${fromAddressBytes(bytes.subarray(0, half))}/${ones.length}`;
}

function toOtherName(node: Der): string {
  const [id, value] = childrenOf(node);
  const [inside] = childrenOf(value);
  const bytes = inside === undefined ? Buffer.alloc(0) : encodeDer(inside);
  return `otherName:${objectIdOf(id)};${fingerprintBytes(bytes)}`;
}

const OTHER_NAME = 0;
const DIRECTORY_NAME = 4;

/** Reads a general name as text, networks of constraints too. @throws CryptoError for rare kinds */
export function decodeGeneralName(node: Der, encoding: NameEncoding = 'ignore'): string {
  const tag = tagNumberOf(node);
  if (tag === OTHER_NAME) return toOtherName(node);
  if (tag === DIRECTORY_NAME) return `dirName:${toDirectoryName(childrenOf(node)[0])}`;
  const prefix = Object.keys(TAGS).find((name) => isPrefix(name) && TAGS[name] === tag);
  if (prefix === undefined) {
    throw new CryptoError(`Cannot decode name "${encodeDer(node).toString('hex')}"`);
  }
  const bytes = contentOf(node);
  if (prefix === 'RID') return `RID:${objectIdOf(toObjectId(bytes))}`;
  if (prefix !== 'IP') return `${prefix}:${recode(prefix, bytes.toString('utf8'), encoding)}`;
  const isNetwork = bytes.length === 8 || bytes.length === 32;
  return `IP:${isNetwork ? toNetwork(bytes) : fromAddressBytes(bytes)}`;
}

function toObjectId(bytes: Buffer): Der {
  return { ...objectId('1.2'), value: bytes.toString('latin1') };
}
