/**
 * X.509 certificates: issued for a request by its own key or by an authority, read, and judged
 * whether they still are what an order asks for.
 */
import { randomBytes } from 'node:crypto';
import { CryptoError } from './crypto-error.ts';
import {
  childrenOf,
  decodeDer,
  encodeDer,
  integer,
  integerOf,
  isTagged,
  sequence,
  tagged,
  time,
  timeOf,
  type Der,
} from './der.ts';
import { decodeName, type NameEntry } from './distinguished-name.ts';
import {
  decodeExtensions,
  encodeExtensions,
  extensionIds,
  findExtension,
  isSameExtensions,
  makeAuthorityKeyIdentifier,
  makeSubjectKeyIdentifier,
  toKeyIdentifier,
  withoutExtension,
  type Extension,
} from './extensions.ts';
import { fromPem, toPem } from './pem.ts';
import type { PrivateKey } from './private-key.ts';
import type { Request } from './request.ts';
import { isSignedBy, nameAlgorithm, signStructure, toAlgorithmIdentifier } from './signature.ts';

export type KeyIdentifierRule = 'create_if_not_provided' | 'always_create' | 'never_create';

/** A certificate that was read. */
export interface Certificate {
  readonly pem: string;
  readonly der: Buffer;
  readonly version: number;
  readonly serialNumber: bigint;
  readonly subject: readonly NameEntry[];
  readonly subjectDer: Buffer;
  readonly issuer: readonly NameEntry[];
  readonly issuerDer: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicDer: Buffer;
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: string;
}

/** What a certificate should be. */
export interface CertificateOrder {
  readonly request: Request;
  /** Who signs; the certificate is missing when the key signs for itself. */
  readonly signer: { readonly key: PrivateKey; readonly certificate?: Certificate | undefined };
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly digest: string;
  readonly subjectKeyIdentifier: KeyIdentifierRule;
  readonly hasAuthorityKeyIdentifier: boolean;
  /** Compare the times of an existing certificate too. */
  readonly areTimesExact: boolean;
}

const { subjectKeyIdentifier: SUBJECT_KEY, authorityKeyIdentifier: AUTHORITY_KEY } = extensionIds;

/** The identifier by which an authority's certificate names its key. */
function authorityIdentifier(certificate: Certificate): Buffer {
  const own = findExtension(certificate.extensions, SUBJECT_KEY);
  if (own === undefined) return toKeyIdentifier(certificate.publicDer);
  const wrapped = encodeDer(decodeDer(own.value));
  return wrapped.subarray(2);
}

function planCertificateExtensions(order: CertificateOrder): readonly Extension[] {
  const { request, signer, subjectKeyIdentifier, hasAuthorityKeyIdentifier } = order;
  let extensions = request.extensions;
  if (subjectKeyIdentifier === 'always_create') {
    extensions = withoutExtension(extensions, SUBJECT_KEY);
  }
  const names = hasAuthorityKeyIdentifier && signer.certificate !== undefined;
  if (names) extensions = withoutExtension(extensions, AUTHORITY_KEY);
  const hasOwn = findExtension(extensions, SUBJECT_KEY) !== undefined;
  return [
    ...extensions,
    ...(hasOwn || subjectKeyIdentifier === 'never_create'
      ? []
      : [makeSubjectKeyIdentifier(toKeyIdentifier(request.publicDer))]),
    ...(names ? [makeAuthorityKeyIdentifier(authorityIdentifier(signer.certificate))] : []),
  ];
}

/**
 * Issues a certificate.
 * @param serialNumber positive and unpredictable, at most 20 bytes
 * @throws CryptoError when key and digest do not go together
 */
export function issueCertificate(order: CertificateOrder, serialNumber: bigint): string {
  const { request, signer, digest } = order;
  const extensions = planCertificateExtensions(order);
  const body = sequence(
    tagged(0, [integer(2)]),
    integer(serialNumber),
    toAlgorithmIdentifier(signer.key, digest),
    decodeDer(signer.certificate?.subjectDer ?? request.subjectDer),
    sequence(time(order.notBefore), time(order.notAfter)),
    decodeDer(request.subjectDer),
    decodeDer(request.publicDer),
    ...(extensions.length === 0 ? [] : [tagged(3, [encodeExtensions(extensions)])]),
  );
  return toPem('CERTIFICATE', signStructure(body, signer.key, digest));
}

function required(node: Der | undefined): Der {
  if (node === undefined) throw new CryptoError('not a certificate');
  return node;
}

/** Reads the first certificate of a text. @throws CryptoError when there is none */
export function parseCertificate(pem: string): Certificate {
  const der = fromPem(pem, ['CERTIFICATE', 'X509 CERTIFICATE']);
  const structure = decodeDer(der);
  const fields = [...childrenOf(childrenOf(structure)[0])];
  const version = isTagged(fields[0], 0) ? integerOf(childrenOf(fields.shift())[0]) : 0n;
  const [serial, algorithm, issuer, validity, subject, publicKey, ...rest] = fields;
  const [from, until] = childrenOf(validity);
  const extensions = rest.find((node) => isTagged(node, 3));
  return {
    pem,
    der,
    version: Number(version) + 1,
    serialNumber: integerOf(serial),
    subject: decodeName(subject),
    subjectDer: encodeDer(required(subject)),
    issuer: decodeName(issuer),
    issuerDer: encodeDer(required(issuer)),
    notBefore: timeOf(from),
    notAfter: timeOf(until),
    publicDer: encodeDer(required(publicKey)),
    extensions: extensions === undefined ? [] : decodeExtensions(childrenOf(extensions)[0]),
    signatureAlgorithm: nameAlgorithm(algorithm),
  };
}

/** A certificate's extensions as far as its request decides them, beside those of the request. */
function comparedExtensions(
  order: CertificateOrder,
  found: Certificate,
): readonly [readonly Extension[], readonly Extension[]] {
  const ignored = [
    ...(order.subjectKeyIdentifier === 'never_create' ? [] : [SUBJECT_KEY]),
    ...(order.hasAuthorityKeyIdentifier ? [AUTHORITY_KEY] : []),
  ];
  const keep = (list: readonly Extension[]): readonly Extension[] =>
    list.filter(({ id }) => !ignored.some((one) => one === id));
  return [keep(order.request.extensions), keep(found.extensions)];
}

function isSameExtension(id: string, order: CertificateOrder, found: Certificate): boolean {
  const [wanted, existing] = [planCertificateExtensions(order), found.extensions].map((list) =>
    list.filter((extension) => extension.id === id),
  );
  return wanted !== undefined && existing !== undefined && isSameExtensions(wanted, existing);
}

/**
 * Finds why a certificate must be issued anew.
 * @param found the certificate that is there
 * @param ownKey the key that it should belong to, when the task names one
 * @returns a few words, or undefined when it is as ordered
 */
export function findCertificateFault(
  order: CertificateOrder,
  found: Certificate,
  ownKey: PrivateKey | undefined,
): string | undefined {
  const { request, signer } = order;
  const isSameTime = (a: Date, b: Date): boolean => a.getTime() === b.getTime();
  const [wanted, existing] = comparedExtensions(order, found);
  const authority = signer.certificate;
  const checks: readonly (readonly [string, boolean])[] = [
    ['private key', ownKey === undefined || ownKey.publicDer.equals(found.publicDer)],
    ['public key', request.isSignatureValid && request.publicDer.equals(found.publicDer)],
    ['subject', request.subjectDer.equals(found.subjectDer)],
    ['extensions', isSameExtensions(wanted, existing)],
    [
      'subject key identifier',
      order.subjectKeyIdentifier === 'never_create' || isSameExtension(SUBJECT_KEY, order, found),
    ],
    [
      'validity',
      !order.areTimesExact ||
        (isSameTime(order.notBefore, found.notBefore) &&
          isSameTime(order.notAfter, found.notAfter)),
    ],
    ['signature', isSignedBy(decodeDer(found.der), signer.key.publicDer)],
    ['issuer', authority === undefined || authority.subjectDer.equals(found.issuerDer)],
    [
      'authority key identifier',
      authority === undefined ||
        !order.hasAuthorityKeyIdentifier ||
        isSameExtension(AUTHORITY_KEY, order, found),
    ],
  ];
  return checks.find(([, isGood]) => !isGood)?.[0];
}

/** Draws a serial number: positive, unpredictable, 159 bits (RFC 5280 allows 20 bytes). */
export function makeSerialNumber(): bigint {
  const number = BigInt(`0x${randomBytes(20).toString('hex')}`) >> 1n;
  return number === 0n ? makeSerialNumber() : number;
}
