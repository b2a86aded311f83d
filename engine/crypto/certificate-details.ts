/** The rarer things that x509_certificate_info tells of a certificate: raw extensions, key, authority. */
import type { Plain } from '../base/index.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, objectIdOf, type Der } from './der.ts';
import { childrenIn, describeRareExtensions } from './describe-extensions.ts';
import { decodeGeneralName, type NameEncoding } from './general-name.ts';
import { describePublicKey } from './key-data.ts';

/** Authority information access, and its kinds (RFC 5280, 4.2.2.1). */
const ACCESS = '1.3.6.1.5.5.7.1.1';
const OCSP = '1.3.6.1.5.5.7.48.1';
const ISSUERS = '1.3.6.1.5.5.7.48.2';

function findAddress(access: readonly Der[], id: string): string | null {
  const found = access.find((node) => objectIdOf(childrenOf(node)[0]) === id);
  const name = found === undefined ? undefined : childrenOf(found)[1];
  return name === undefined ? null : decodeGeneralName(name).replace(/^URI:/, '');
}

/** Describes what stands beside names and times; keys are those of community.crypto 2.x. */
export function describeDetails(
  { extensions, publicDer }: Certificate,
  encoding: NameEncoding,
): Readonly<Record<string, Plain>> {
  const { type, data } = describePublicKey(publicDer);
  const access = childrenIn(extensions, ACCESS);
  return {
    ...describeRareExtensions(extensions, encoding),
    public_key_type: type,
    public_key_data: data,
    ocsp_uri: findAddress(access, OCSP),
    issuer_uri: findAddress(access, ISSUERS),
  };
}
