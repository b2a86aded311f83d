/** What the extensions of a request or certificate say, in the words and keys of community.crypto. */
import type { Plain } from '../base/index.ts';
import {
  bitsOf,
  childrenOf,
  contentOf,
  decodeDer,
  integerOf,
  isInteger,
  isTagged,
  isTruth,
  objectIdOf,
  type Der,
} from './der.ts';
import { extensionIds, findExtension, keyUsageNames, type Extension } from './extensions.ts';
import { fingerprintBytes } from './fingerprint.ts';
import { decodeGeneralName, type NameEncoding } from './general-name.ts';
import { nameObjectId } from './object-names.ts';

type Extensions = readonly Extension[];

/** The extension of certificates that wants stapling names this feature (RFC 7633). */
const STATUS_REQUEST = 5n;

interface Part {
  readonly names: readonly string[] | null;
  readonly isCritical: boolean;
}

function readPart(
  extensions: Extensions,
  id: string,
  read: (value: Buffer) => readonly string[],
): Part {
  const found = findExtension(extensions, id);
  if (found === undefined) return { names: null, isCritical: false };
  return { names: read(found.value), isCritical: found.isCritical };
}

function readKeyUsage(value: Buffer): readonly string[] {
  const bytes = bitsOf(decodeDer(value));
  const isSet = (bit: number): boolean => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  const names = keyUsageNames.flatMap(([, name], bit) => (isSet(bit) ? [name] : []));
  // The last two say nothing without key agreement (RFC 5280, 4.2.1.3).
  const hasAgreement = names.includes('Key Agreement');
  return names.filter((name) => hasAgreement || !name.endsWith(' Only')).sort();
}

function readExtendedKeyUsage(value: Buffer): readonly string[] {
  return childrenOf(decodeDer(value))
    .map((id) => nameObjectId(objectIdOf(id)))
    .sort();
}

function readBasicConstraints(value: Buffer): readonly string[] {
  const parts = childrenOf(decodeDer(value));
  const length = parts.find(isInteger);
  return [
    `CA:${parts.some(isTruth) ? 'TRUE' : 'FALSE'}`,
    ...(length === undefined ? [] : [`pathlen:${integerOf(length)}`]),
  ];
}

function readSubjectKey(extension: Extension | undefined): string | null {
  return extension === undefined ? null : fingerprintBytes(contentOf(decodeDer(extension.value)));
}

/** What both requests and certificates may say of themselves. */
export interface ExtensionInfo {
  readonly key_usage: readonly string[] | null;
  readonly key_usage_critical: boolean;
  readonly extended_key_usage: readonly string[] | null;
  readonly extended_key_usage_critical: boolean;
  readonly basic_constraints: readonly string[] | null;
  readonly basic_constraints_critical: boolean;
  readonly subject_alt_name: readonly string[] | null;
  readonly subject_alt_name_critical: boolean;
  readonly subject_key_identifier: string | null;
  readonly authority_key_identifier: string | null;
}

/** Describes usage, constraints, names and identifiers. */
export function describeExtensions(extensions: Extensions, encoding: NameEncoding): ExtensionInfo {
  const usage = readPart(extensions, extensionIds.keyUsage, readKeyUsage);
  const extended = readPart(extensions, extensionIds.extendedKeyUsage, readExtendedKeyUsage);
  const basic = readPart(extensions, extensionIds.basicConstraints, readBasicConstraints);
  const names = readPart(extensions, extensionIds.subjectAltName, (value) =>
    childrenOf(decodeDer(value)).map((name) => decodeGeneralName(name, encoding)),
  );
  const key = childrenIn(extensions, extensionIds.authorityKeyIdentifier).find((node) =>
    isTagged(node, 0),
  );
  return {
    key_usage: usage.names,
    key_usage_critical: usage.isCritical,
    extended_key_usage: extended.names,
    extended_key_usage_critical: extended.isCritical,
    basic_constraints: basic.names,
    basic_constraints_critical: basic.isCritical,
    subject_alt_name: names.names,
    subject_alt_name_critical: names.isCritical,
    subject_key_identifier: readSubjectKey(
      findExtension(extensions, extensionIds.subjectKeyIdentifier),
    ),
    authority_key_identifier: key === undefined ? null : fingerprintBytes(contentOf(key)),
  };
}

/** The nodes of an extension that is a sequence; none where it is not there. */
export function childrenIn(extensions: Extensions, id: string): readonly Der[] {
  const found = findExtension(extensions, id);
  return found === undefined ? [] : childrenOf(decodeDer(found.value));
}

/** Describes the rarer things: stapling, the certificate of the authority, and everything raw. */
export function describeRareExtensions(
  extensions: Extensions,
  encoding: NameEncoding,
): Readonly<Record<string, Plain>> {
  const authority = childrenIn(extensions, extensionIds.authorityKeyIdentifier);
  const issuer = authority.find((node) => isTagged(node, 1));
  const serial = authority.find((node) => isTagged(node, 2));
  const staple = findExtension(extensions, extensionIds.tlsFeature);
  const features = childrenIn(extensions, extensionIds.tlsFeature).map(integerOf);
  return {
    extensions_by_oid: Object.fromEntries(
      extensions.map(({ id, isCritical, value }) => [
        id,
        { critical: isCritical, value: value.toString('base64') },
      ]),
    ),
    ocsp_must_staple: staple === undefined ? null : features.includes(STATUS_REQUEST),
    ocsp_must_staple_critical: staple?.isCritical === true,
    authority_cert_issuer:
      issuer === undefined
        ? null
        : childrenOf(issuer).map((name) => decodeGeneralName(name, encoding)),
    authority_cert_serial_number: serial === undefined ? null : integerOf(serial),
  };
}

/** Describes which names an authority may sign for. */
export function describeNameConstraints(
  extensions: Extensions,
  encoding: NameEncoding,
): Readonly<Record<string, Plain>> {
  const found = findExtension(extensions, extensionIds.nameConstraints);
  const trees = childrenIn(extensions, extensionIds.nameConstraints);
  const namesIn = (number: number): readonly string[] | null => {
    if (found === undefined) return null;
    const tree = trees.find((node) => isTagged(node, number));
    if (tree === undefined) return [];
    return childrenOf(tree).flatMap((subtree) =>
      childrenOf(subtree)
        .slice(0, 1)
        .map((name) => decodeGeneralName(name, encoding)),
    );
  };
  return {
    name_constraints_permitted: namesIn(0),
    name_constraints_excluded: namesIn(1),
    name_constraints_critical: found?.isCritical === true,
  };
}
