/** What a certificate says, in the words and keys of community.crypto's x509_certificate_info. */
import { createPublicKey } from 'node:crypto';
import type { Certificate } from './certificate.ts';
import { toAsn1Time } from './certificate-time.ts';
import type { NameEntry } from './distinguished-name.ts';
import { describeExtensions, type ExtensionInfo } from './describe-extensions.ts';
import { toFingerprints } from './fingerprint.ts';
import type { NameEncoding } from './general-name.ts';

type Pairs = readonly (readonly [string, string])[];

export interface CertificateInfo extends ExtensionInfo {
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
}

function toPairs(entries: readonly NameEntry[]): Pairs {
  return entries.map(({ name, value }) => [name, value] as const);
}

/**
 * Describes a certificate.
 * @param now milliseconds since the epoch, for `expired`
 */
export function describeCertificate(
  certificate: Certificate,
  now: number,
  encoding: NameEncoding = 'ignore',
): CertificateInfo {
  const { extensions, publicDer } = certificate;
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
    ...describeExtensions(extensions, encoding),
  };
}
