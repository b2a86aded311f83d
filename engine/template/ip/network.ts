/** An address with its prefix, as netaddr's IPNetwork: parsing, arithmetic, writing. */

/** `value` is the address itself, host bits included. */
export interface Network {
  readonly version: 4 | 6;
  readonly value: bigint;
  readonly prefix: number;
}

export function widthOf(version: 4 | 6): number {
  return version === 4 ? 32 : 128;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^\d{1,3}$/u.test(part) || Number(part) > 255) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

/** Writes the dotted end of `::ffff:10.0.0.1` in hexadecimal. */
function openDotted(text: string): string | undefined {
  const [, head, dotted] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/u.exec(text) ?? [];
  if (head === undefined || dotted === undefined) return text;
  const low = parseV4(dotted);
  if (low === undefined) return undefined;
  return `${head}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
}

function splitWords(half: string): string[] {
  return half === '' ? [] : half.split(':');
}

function parseV6(given: string): bigint | undefined {
  const halves = openDotted(given)?.split('::');
  if (halves === undefined || halves.length > 2) return undefined;
  const [head = [], tail] = halves.map(splitWords);
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  if (!words.every((word) => /^[\da-f]{1,4}$/iu.test(word))) return undefined;
  return words.reduce((value, word) => (value << 16n) + BigInt(`0x${word}`), 0n);
}

/** Reads an address without a prefix. */
export function parseAddress(text: string): Network | undefined {
  const version = text.includes(':') ? 6 : 4;
  const value = version === 6 ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { version, value, prefix: widthOf(version) };
}

function countBits(mask: bigint, version: 4 | 6): number | undefined {
  const width = widthOf(version);
  for (let prefix = 0; prefix <= width; prefix += 1) {
    const netmask = maskOf(prefix, version);
    const hostmask = netmask ^ maskOf(width, version);
    if (mask === netmask || (mask === hostmask && prefix > 0)) return prefix;
  }
  return undefined;
}

/** The netmask of a prefix. */
export function maskOf(prefix: number, version: 4 | 6): bigint {
  const width = BigInt(widthOf(version));
  const all = (1n << width) - 1n;
  return all ^ ((1n << (width - BigInt(prefix))) - 1n);
}

/** `10.1` stands for `10.1.0.0` where a network is read. */
function expandPartial(text: string): string {
  const parts = text.split('.');
  const isPartial = /^\d+(?:\.\d+){0,2}$/u.test(text);
  return isPartial ? [...parts, '0', '0', '0'].slice(0, 4).join('.') : text;
}

/** Reads an address with or without a prefix, netmask or hostmask. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', suffix, ...rest] = text.split('/');
  const base = parseAddress(address) ?? parseAddress(expandPartial(address));
  if (base === undefined || rest.length > 0) return undefined;
  if (suffix === undefined) return base;
  if (/^\d+$/u.test(suffix)) {
    const prefix = Number(suffix);
    return prefix <= widthOf(base.version) ? { ...base, prefix } : undefined;
  }
  const mask = parseAddress(suffix);
  if (mask === undefined || mask.version !== base.version) return undefined;
  const prefix = countBits(mask.value, base.version);
  return prefix === undefined ? undefined : { ...base, prefix };
}

/** Reads an address as `inet_aton` does: a number, or fewer parts whose last one fills the rest. */
export function parseLooseAddress(text: string): Network | undefined {
  if (!/^\d+(?:\.\d+){0,2}$/u.test(text)) return parseAddress(text);
  const parts = text.split('.').map(BigInt);
  const last = parts.pop() ?? 0n;
  const high = parts.reduce((sum, part, at) => sum + (part << BigInt(24 - 8 * at)), 0n);
  const room = 1n << BigInt(32 - 8 * parts.length);
  if (parts.length === 0 && last >= room && last < 1n << 128n) {
    return { version: 6, value: last, prefix: 128 };
  }
  const isValid = last < room && parts.every((part) => part < 256n);
  return isValid ? { version: 4, value: high + last, prefix: 32 } : undefined;
}

/** Writes an address as Python's `ipaddress` does: without the dotted end of an IPv4 address. */
export function writePlain(value: bigint, version: 4 | 6): string {
  return version === 4 ? writeAddress(value, 4) : writeWords(value);
}

/** Writes an address; IPv6 shortened as `inet_ntop` does. */
export function writeAddress(value: bigint, version: 4 | 6): string {
  if (version === 4) {
    return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  }
  const isMapped = value >> 32n === 0xffffn;
  const isCompatible = value >> 32n === 0n && value > 0xffffn;
  if (isMapped || isCompatible) {
    return `::${isMapped ? 'ffff:' : ''}${writeAddress(value & 0xffffffffn, 4)}`;
  }
  return writeWords(value);
}

/** Words of IPv6 with the longest run of zeros shortened. */
function writeWords(value: bigint): string {
  const words = Array.from(
    { length: 8 },
    (_, index) => (value >> BigInt(112 - index * 16)) & 0xffffn,
  );
  const text = words.map((word) => word.toString(16)).join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/gu)].map((match) => match[0]);
  const longest = runs.reduce((best, run) => {
    const size = (one: string): number => one.split('0').length;
    return size(run) > size(best) ? run : best;
  }, '');
  if (longest === '') return text;
  const at = text.indexOf(longest);
  const rest = text.slice(at + longest.length);
  return `${text.slice(0, at)}:${rest === '' ? ':' : rest}`;
}

export function sizeOf(network: Network): bigint {
  return 1n << BigInt(widthOf(network.version) - network.prefix);
}

/** The first address of the network. */
export function firstOf(network: Network): bigint {
  return network.value & maskOf(network.prefix, network.version);
}

/** The last address of the network. */
export function lastOf(network: Network): bigint {
  return firstOf(network) + sizeOf(network) - 1n;
}

/** Writes `address/prefix`. */
export function writeNetwork(network: Network): string {
  return `${writeAddress(network.value, network.version)}/${String(network.prefix)}`;
}

/** The network without host bits. */
export function toCidr(network: Network): Network {
  return { ...network, value: firstOf(network) };
}

/** Says whether one network lies within another of the same version. */
export function isWithin(inner: Network, outer: Network): boolean {
  return (
    inner.version === outer.version &&
    firstOf(inner) >= firstOf(outer) &&
    lastOf(inner) <= lastOf(outer)
  );
}

/** Says whether a network lies within one of those written out. */
export function isWithinAny(network: Network, blocks: readonly string[]): boolean {
  return blocks.some((block) => {
    const outer = parseNetwork(block);
    return outer !== undefined && isWithin(network, outer);
  });
}
