/**
 * X.509 extensions, as wished for in a task and as found in a request or certificate. What is not
 * known here is carried from a request to its certificate untouched.
 */
import { createHash } from 'node:crypto';
import { CryptoError } from './crypto-error.ts';
import {
  bits,
  bitsOf,
  childrenOf,
  contentOf,
  decodeDer,
  encodeDer,
  integer,
  isTruth,
  objectId,
  objectIdOf,
  octets,
  sequence,
  tagged,
  truth,
  type Der,
} from './der.ts';
import { encodeConstraintName, encodeGeneralName } from './general-name.ts';
import { resolveObjectId } from './object-names.ts';

/** One extension; `value` is DER. */
export interface Extension {
  readonly id: string;
  readonly isCritical: boolean;
  readonly value: Buffer;
}

/** A list of names and whether who does not understand them must refuse the certificate. */
interface Wish {
  readonly names: readonly string[];
  readonly isCritical: boolean;
}

/** What a task wishes for. */
export interface ExtensionWishes {
  readonly subjectAltName: Wish;
  readonly keyUsage: Wish;
  readonly extendedKeyUsage: Wish;
  readonly basicConstraints: Wish;
  readonly ocspMustStaple: { readonly isWanted: boolean; readonly isCritical: boolean };
  readonly nameConstraints: {
    readonly permitted: readonly string[];
    readonly excluded: readonly string[];
    readonly isCritical: boolean;
  };
  readonly subjectKeyIdentifier: 'from-key' | Uint8Array | undefined;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
}

export const extensionIds = {
  subjectAltName: '2.5.29.17',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  basicConstraints: '2.5.29.19',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  nameConstraints: '2.5.29.30',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
} as const;

/** In the order of their bits; long names are OpenSSL's. */
export const keyUsageNames = [
  ['digitalSignature', 'Digital Signature'],
  ['nonRepudiation', 'Non Repudiation'],
  ['keyEncipherment', 'Key Encipherment'],
  ['dataEncipherment', 'Data Encipherment'],
  ['keyAgreement', 'Key Agreement'],
  ['keyCertSign', 'Certificate Sign'],
  ['cRLSign', 'CRL Sign'],
  ['encipherOnly', 'Encipher Only'],
  ['decipherOnly', 'Decipher Only'],
] as const;

function encodeKeyUsage(names: readonly string[]): Der {
  const bytes = [0, 0];
  let highest = 0;
  for (const name of names) {
    const bit = keyUsageNames.findIndex((known) => known.some((one) => one === name));
    if (bit === -1) throw new CryptoError(`Unknown key usage "${name}"`);
    highest = Math.max(highest, bit);
    const at = bit >> 3;
    bytes[at] = (bytes[at] ?? 0) | (0x80 >> (bit & 7));
  }
  return bits(Uint8Array.from(bytes.slice(0, (highest >> 3) + 1)), 7 - (highest & 7));
}

function encodeBasicConstraints(names: readonly string[]): Der {
  let isAuthority = false;
  const items: Der[] = [];
  for (const name of names) {
    const length = /^path(?:len|LenConstraint):(\d+)$/.exec(name)?.[1];
    if (length !== undefined) items.push(integer(BigInt(length)));
    else if (/^CA:TRUE$/i.test(name)) isAuthority = true;
    else if (!/^CA:FALSE$/i.test(name)) throw new CryptoError(`Unknown basic constraint "${name}"`);
  }
  return sequence(...(isAuthority ? [truth()] : []), ...items);
}

/** The identifier of a public key: SHA-1 of its bits (RFC 5280, 4.2.1.2, method 1). */
export function toKeyIdentifier(publicDer: Buffer): Buffer {
  const key = childrenOf(decodeDer(publicDer))[1];
  return createHash('sha1').update(bitsOf(key)).digest();
}

/** The extension that names a key of the subject. */
export function makeSubjectKeyIdentifier(identifier: Uint8Array): Extension {
  const value = encodeDer(octets(identifier));
  return { id: extensionIds.subjectKeyIdentifier, isCritical: false, value };
}

/** The extension that names the key of the issuer. */
export function makeAuthorityKeyIdentifier(identifier: Uint8Array): Extension {
  const value = encodeDer(sequence(tagged(0, identifier)));
  return { id: extensionIds.authorityKeyIdentifier, isCritical: false, value };
}

function planList(
  id: string,
  wish: Wish,
  encode: (names: readonly string[]) => Der,
): readonly Extension[] {
  if (wish.names.length === 0) return [];
  return [{ id, isCritical: wish.isCritical, value: encodeDer(encode(wish.names)) }];
}

/** What certificates of an authority may be for, and what not (RFC 5280, 4.2.1.10). */
function planNameConstraints({
  permitted,
  excluded,
  isCritical,
}: ExtensionWishes['nameConstraints']): readonly Extension[] {
  const toTrees = (number: number, names: readonly string[]): readonly Der[] =>
    names.length === 0
      ? []
      : [
          tagged(
            number,
            names.map((name) => sequence(encodeConstraintName(name))),
          ),
        ];
  const trees = [...toTrees(0, permitted), ...toTrees(1, excluded)];
  const value = encodeDer(sequence(...trees));
  return trees.length === 0 ? [] : [{ id: extensionIds.nameConstraints, isCritical, value }];
}

/**
 * Makes the extensions that are wished for, in community.crypto's order.
 * @throws CryptoError for a usage, constraint or name that is not known
 */
export function planExtensions(wishes: ExtensionWishes, publicDer: Buffer): readonly Extension[] {
  const { ocspMustStaple, subjectKeyIdentifier, authorityKeyIdentifier } = wishes;
  const identifier =
    subjectKeyIdentifier === 'from-key' ? toKeyIdentifier(publicDer) : subjectKeyIdentifier;
  const staple = {
    id: extensionIds.tlsFeature,
    isCritical: ocspMustStaple.isCritical,
    value: encodeDer(sequence(integer(5))),
  };
  return [
    ...planList(extensionIds.subjectAltName, wishes.subjectAltName, (names) =>
      sequence(...names.map(encodeGeneralName)),
    ),
    ...planList(extensionIds.keyUsage, wishes.keyUsage, encodeKeyUsage),
    ...planList(extensionIds.extendedKeyUsage, wishes.extendedKeyUsage, (names) =>
      sequence(...names.map((name) => objectId(resolveObjectId(name)))),
    ),
    ...planList(extensionIds.basicConstraints, wishes.basicConstraints, encodeBasicConstraints),
    ...(ocspMustStaple.isWanted ? [staple] : []),
    ...planNameConstraints(wishes.nameConstraints),
    ...(identifier === undefined ? [] : [makeSubjectKeyIdentifier(identifier)]),
    ...(authorityKeyIdentifier === undefined
      ? []
      : [makeAuthorityKeyIdentifier(authorityKeyIdentifier)]),
  ];
}

/** Writes extensions as the sequence that requests and certificates hold. */
export function encodeExtensions(extensions: readonly Extension[]): Der {
  return sequence(
    ...extensions.map(({ id, isCritical, value }) =>
      sequence(objectId(id), ...(isCritical ? [truth()] : []), octets(value)),
    ),
  );
}

/** Reads a sequence of extensions. @throws CryptoError */
export function decodeExtensions(node: Der | undefined): readonly Extension[] {
  return childrenOf(node).map((extension) => {
    const parts = childrenOf(extension);
    const isCritical = isTruth(parts[1]) && contentOf(parts[1])[0] !== 0;
    return { id: objectIdOf(parts[0]), isCritical, value: contentOf(parts.at(-1)) };
  });
}

const unordered: readonly string[] = [extensionIds.subjectAltName, extensionIds.extendedKeyUsage];

function toComparable({ id, isCritical, value }: Extension): string {
  const parts = unordered.includes(id)
    ? childrenOf(decodeDer(value)).map((child) => encodeDer(child).toString('hex'))
    : [value.toString('hex')];
  return `${id} ${isCritical ? 'critical' : ''} ${[...new Set(parts)].sort().join(' ')}`;
}

/** Compares extensions; order counts neither between nor, for lists of names, within them. */
export function isSameExtensions(a: readonly Extension[], b: readonly Extension[]): boolean {
  const [left, right] = [a, b].map((list) => list.map(toComparable).sort().join('\n'));
  return left === right;
}

/** The extensions without those of one kind. */
export function withoutExtension(list: readonly Extension[], id: string): readonly Extension[] {
  return list.filter((extension) => extension.id !== id);
}

/** Finds an extension by its number. */
export function findExtension(list: readonly Extension[], id: string): Extension | undefined {
  return list.find((extension) => extension.id === id);
}
