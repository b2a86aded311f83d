/** What a certificate says, in the words and keys of community.crypto's x509_certificate_info. */
import { createPublicKey } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { toAsn1Time } from './certificate-time.ts';
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
} from './der.ts';
import type { NameEntry } from './distinguished-name.ts';
import { extensionIds, findExtension, keyUsageNames, type Extension } from './extensions.ts';
import { fingerprintBytes, toFingerprints } from './fingerprint.ts';
import { decodeGeneralName } from './general-name.ts';
import { nameObjectId } from './object-names.ts';

type Pairs = readonly (readonly [string, string])[];

export interface CertificateInfo {
  readonly version: number;
  readonly serial_number: bigint;
  readonly signature_algorithm: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly subject_ordered: Pairs;
  readonly issuer: Readonly<Record<string, string>>;
  readonly issuer_ordered: Pairs;
  readonly not_before: string;
  readonly not_after: string;
  readonly expired: boolean;
  readonly public_key: string;
  readonly public_key_fingerprints: Readonly<Record<string, string>>;
  readonly fingerprints: Readonly<Record<string, string>>;
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

interface Part {
  readonly names: readonly string[] | null;
  readonly isCritical: boolean;
}

function readPart(
  certificate: Certificate,
  id: string,
  read: (value: Buffer) => readonly string[],
): Part {
  const found = findExtension(certificate.extensions, id);
  if (found === undefined) return { names: null, isCritical: false };
  return { names: read(found.value), isCritical: found.isCritical };
}

function readKeyUsage(value: Buffer): readonly string[] {
  const bytes = bitsOf(decodeDer(value));
  const isSet = (bit: number): boolean => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
  return keyUsageNames.flatMap(([, name], bit) => (isSet(bit) ? [name] : [])).sort();
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

function readAltNames(value: Buffer): readonly string[] {
  return childrenOf(decodeDer(value)).map(decodeGeneralName);
}

function readSubjectKey(extension: Extension | undefined): string | null {
  return extension === undefined ? null : fingerprintBytes(contentOf(decodeDer(extension.value)));
}

function readAuthorityKey(extension: Extension | undefined): string | null {
  if (extension === undefined) return null;
  const key = childrenOf(decodeDer(extension.value)).find((node) => isTagged(node, 0));
  return key === undefined ? null : fingerprintBytes(contentOf(key));
}

function toPairs(entries: readonly NameEntry[]): Pairs {
  return entries.map(({ name, value }) => [name, value] as const);
}

/**
 * Describes a certificate.
 * @param now milliseconds since the epoch, for `expired`
 */
export function describeCertificate(certificate: Certificate, now: number): CertificateInfo {
  const { extensions, publicDer } = certificate;
  const usage = readPart(certificate, extensionIds.keyUsage, readKeyUsage);
  const extended = readPart(certificate, extensionIds.extendedKeyUsage, readExtendedKeyUsage);
  const basic = readPart(certificate, extensionIds.basicConstraints, readBasicConstraints);
  const names = readPart(certificate, extensionIds.subjectAltName, readAltNames);
  const key = createPublicKey({ key: publicDer, format: 'der', type: 'spki' });
  return {
    version: certificate.version,
    serial_number: certificate.serialNumber,
    signature_algorithm: certificate.signatureAlgorithm,
    subject: Object.fromEntries(toPairs(certificate.subject)),
    subject_ordered: toPairs(certificate.subject),
    issuer: Object.fromEntries(toPairs(certificate.issuer)),
    issuer_ordered: toPairs(certificate.issuer),
    not_before: toAsn1Time(certificate.notBefore),
    not_after: toAsn1Time(certificate.notAfter),
    expired: certificate.notAfter.getTime() < now,
    public_key: key.export({ format: 'pem', type: 'spki' }).toString(),
    public_key_fingerprints: toFingerprints(publicDer),
    fingerprints: toFingerprints(certificate.der),
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
    authority_key_identifier: readAuthorityKey(
      findExtension(extensions, extensionIds.authorityKeyIdentifier),
    ),
  };
}
