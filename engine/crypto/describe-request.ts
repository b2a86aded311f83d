/** What a certificate signing request says, in the words and keys of openssl_csr_info. */
import type { Plain } from '../base/index.ts';
import {
  describeExtensions,
  describeNameConstraints,
  describeRareExtensions,
} from './describe-extensions.ts';
import { toFingerprints } from './fingerprint.ts';
import type { NameEncoding } from './general-name.ts';
import { describePublicKey } from './key-data.ts';
import { toPem } from './pem.ts';
import type { Request } from './request.ts';

/** Describes a request; whether its signature is good is told, not judged. */
export function describeRequest(
  request: Request,
  encoding: NameEncoding,
): Readonly<Record<string, Plain>> {
  const { extensions, publicDer, subject } = request;
  const { type, data } = describePublicKey(publicDer);
  const pairs = subject.map(({ name, value }) => [name, value] as const);
  return {
    subject: Object.fromEntries(pairs),
    subject_ordered: pairs,
    ...describeExtensions(extensions, encoding),
    ...describeRareExtensions(extensions, encoding),
    ...describeNameConstraints(extensions, encoding),
    public_key: toPem('PUBLIC KEY', publicDer),
    public_key_type: type,
    public_key_data: data,
    public_key_fingerprints: toFingerprints(publicDer),
    signature_valid: request.isSignatureValid,
  };
}
