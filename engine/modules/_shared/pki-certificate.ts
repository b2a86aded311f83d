/** Deciding on a certificate: what is ordered, and whether the one that is there is that. */
import type { Plain } from '../../base/index.ts';
import {
  findCertificateFault,
  issueCertificate,
  makeRequest,
  makeSerialNumber,
  parseCertificate,
  parseRelativeTime,
  parseRequest,
  toAsn1Time,
  type CertificateOrder,
  type PrivateKey,
  type Request,
} from '../../crypto/index.ts';
import { TaskFailure, type HostReader } from '../../host/index.ts';
import type { ParamsOf } from '../../schema/index.ts';
import type { certificateParams } from './pki-certificate-params.ts';
import { tryCrypto, withCrypto } from './pki-failure.ts';
import { readPkiKey, readPkiText } from './pki-source.ts';

export type CertificateParams = ParamsOf<{ readonly properties: typeof certificateParams }>;

export interface CertificateSituation {
  readonly text: string | undefined;
  readonly isForced: boolean;
  readonly isCheckMode: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface CertificateDecision {
  readonly isRenewed: boolean;
  /** Why there must be a new one: `expired`, `subject`. */
  readonly fault: string | undefined;
  /** Missing in check mode when a new one is needed. */
  readonly certificate: string | undefined;
  readonly returns: Readonly<Record<string, Plain>>;
}

interface Material {
  readonly request: string | undefined;
  readonly key: PrivateKey | undefined;
  readonly authority: string | undefined;
  readonly authorityKey: PrivateKey | undefined;
}

async function readMaterial(params: CertificateParams, host: HostReader): Promise<Material> {
  const isOwn = params.provider === 'ownca';
  const [request, key, authority, authorityKey] = await Promise.all([
    readPkiText(host, 'certificate signing request', {
      path: params.csr_path,
      content: params.csr_content,
    }),
    readPkiKey(host, 'private key', {
      path: params.privatekey_path,
      content: params.privatekey_content,
      passphrase: params.privatekey_passphrase,
    }),
    isOwn
      ? readPkiText(host, 'CA certificate', {
          path: params.ownca_path,
          content: params.ownca_content,
        })
      : undefined,
    isOwn
      ? readPkiKey(host, 'CA private key', {
          path: params.ownca_privatekey_path,
          content: params.ownca_privatekey_content,
          passphrase: params.ownca_privatekey_passphrase,
        })
      : undefined,
  ]);
  return { request, key, authority, authorityKey };
}

function need<T>(value: T | undefined, names: string, provider: string): T {
  if (value !== undefined) return value;
  throw new TaskFailure(`One of ${names} must be specified for the ${provider} provider.`);
}

function orderSelfSigned(
  params: CertificateParams,
  { request, key }: Material,
  now: number,
): CertificateOrder {
  const signer = need(key, 'privatekey_path and privatekey_content', 'selfsigned');
  const digest = params.selfsigned_digest;
  const text = request ?? makeRequest({ subject: [], extensions: [] }, signer, digest);
  return {
    request: parseRequest(text),
    signer: { key: signer },
    notBefore: parseRelativeTime(params.selfsigned_not_before, now, 'selfsigned_not_before'),
    notAfter: parseRelativeTime(params.selfsigned_not_after, now, 'selfsigned_not_after'),
    digest,
    subjectKeyIdentifier: params.selfsigned_create_subject_key_identifier,
    hasAuthorityKeyIdentifier: false,
    areTimesExact: !params.ignore_timestamps,
  };
}

function parseOwnRequest(text: string | undefined): Request {
  if (text !== undefined) return parseRequest(text);
  throw new TaskFailure('csr_path or csr_content is required for ownca provider');
}

function orderFromAuthority(
  params: CertificateParams,
  material: Material,
  now: number,
): CertificateOrder {
  const text = need(material.authority, 'ownca_path and ownca_content', 'ownca');
  const names = 'ownca_privatekey_path and ownca_privatekey_content';
  const key = need(material.authorityKey, names, 'ownca');
  const certificate = parseCertificate(text);
  if (!certificate.publicDer.equals(key.publicDer)) {
    throw new TaskFailure('The CA private key does not belong to the CA certificate');
  }
  return {
    request: parseOwnRequest(material.request),
    signer: { key, certificate },
    notBefore: parseRelativeTime(params.ownca_not_before, now, 'ownca_not_before'),
    notAfter: parseRelativeTime(params.ownca_not_after, now, 'ownca_not_after'),
    digest: params.ownca_digest,
    subjectKeyIdentifier: params.ownca_create_subject_key_identifier,
    hasAuthorityKeyIdentifier: params.ownca_create_authority_key_identifier,
    areTimesExact: !params.ignore_timestamps,
  };
}

function toOrder(params: CertificateParams, material: Material, now: number): CertificateOrder {
  const { provider } = params;
  if (provider === 'selfsigned') return orderSelfSigned(params, material, now);
  if (provider === 'ownca') return orderFromAuthority(params, material, now);
  if (provider === undefined) {
    throw new TaskFailure('state is present but all of the following are missing: provider');
  }
  throw new TaskFailure(`provider ${provider} is not supported by kplay; use selfsigned or ownca`);
}

function findFault(
  order: CertificateOrder,
  { key }: Material,
  { text, isForced }: CertificateSituation,
): string | undefined {
  if (text === undefined) return 'absent';
  if (isForced) return 'force';
  const found = tryCrypto(() => parseCertificate(text));
  return found === undefined ? 'not a certificate' : findCertificateFault(order, found, key);
}

function describe(
  params: CertificateParams,
  order: CertificateOrder,
  certificate: string | undefined,
): Readonly<Record<string, Plain>> {
  const made = certificate === undefined ? undefined : parseCertificate(certificate);
  return {
    privatekey: params.privatekey_path ?? null,
    csr: params.csr_path ?? null,
    ...(params.provider === 'ownca'
      ? { ca_cert: params.ownca_path ?? null, ca_privatekey: params.ownca_privatekey_path ?? null }
      : {}),
    notBefore: toAsn1Time(made?.notBefore ?? order.notBefore),
    notAfter: toAsn1Time(made?.notAfter ?? order.notAfter),
    ...(made === undefined ? {} : { serial_number: made.serialNumber }),
  };
}

/**
 * Decides, and issues the certificate when a new one is needed.
 * @throws TaskFailure for missing or wrong material
 */
export async function decideCertificate(
  params: CertificateParams,
  situation: CertificateSituation,
  host: HostReader,
): Promise<CertificateDecision> {
  const material = await readMaterial(params, host);
  return withCrypto(() => {
    const order = toOrder(params, material, situation.now);
    const fault = findFault(order, material, situation);
    const isRenewed = fault !== undefined;
    const issued =
      isRenewed && !situation.isCheckMode ? issueCertificate(order, makeSerialNumber()) : undefined;
    const certificate = isRenewed ? issued : situation.text;
    return { isRenewed, fault, certificate, returns: describe(params, order, certificate) };
  });
}
