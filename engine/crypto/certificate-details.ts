/** The rarer things that x509_certificate_info tells of a certificate: raw extensions, key, authority. */
import { createPublicKey } from 'node:crypto';
import type { Plain } from '../base/index.ts';
import type { Certificate } from './certificate.ts';
import { childrenOf, decodeDer, integerOf, isTagged, objectIdOf, type Der } from './der.ts';
import { extensionIds, findExtension } from './extensions.ts';
import { decodeGeneralName } from './general-name.ts';

/** Authority information access, and its kinds (RFC 5280, 4.2.2.1). */
const ACCESS = '1.3.6.1.5.5.7.1.1';
const OCSP = '1.3.6.1.5.5.7.48.1';
const ISSUERS = '1.3.6.1.5.5.7.48.2';

const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
  secp256k1: 'secp256k1',
};
const TYPES: Readonly<Record<string, string>> = { rsa: 'RSA', dsa: 'DSA', ec: 'ECC' };

/** A number of a JSON Web Key; none is nought. */
function toNumber(base64url: string | undefined): bigint {
  return BigInt(`0x${Buffer.from(base64url ?? '', 'base64url').toString('hex') || '0'}`);
}

function describeKey(publicDer: Buffer): Readonly<Record<string, Plain>> {
  const key = createPublicKey({ key: publicDer, format: 'der', type: 'spki' });
  const jwk = key.export({ format: 'jwk' });
  const kind = key.asymmetricKeyType ?? '';
  const type = TYPES[kind] ?? kind.replace(/^./, (letter) => letter.toUpperCase());
  const curve = CURVES[jwk.crv ?? ''] ?? '';
  const size = Buffer.from(jwk.x ?? '', 'base64url').length * 8;
  if (jwk.kty === 'EC') {
    const exponentSize = jwk.crv === 'P-521' ? 521 : size;
    const data = { curve, x: toNumber(jwk.x), y: toNumber(jwk.y), exponent_size: exponentSize };
    return { public_key_type: type, public_key_data: data };
  }
  if (jwk.kty !== 'RSA') return { public_key_type: type, public_key_data: {} };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const data = { size: bits, modulus: toNumber(jwk.n), exponent: toNumber(jwk.e) };
  return { public_key_type: type, public_key_data: data };
}

function findAddress(access: readonly Der[], id: string): string | null {
  const found = access.find((node) => objectIdOf(childrenOf(node)[0]) === id);
  const name = found === undefined ? undefined : childrenOf(found)[1];
  return name === undefined ? null : decodeGeneralName(name).replace(/^URI:/, '');
}

/** Describes what stands beside names and times; keys are those of community.crypto 2.x. */
export function describeDetails(certificate: Certificate): Readonly<Record<string, Plain>> {
  const { extensions, publicDer } = certificate;
  const childrenIn = (id: string): readonly Der[] => {
    const found = findExtension(extensions, id);
    return found === undefined ? [] : childrenOf(decodeDer(found.value));
  };
  const authority = childrenIn(extensionIds.authorityKeyIdentifier);
  const issuer = authority.find((node) => isTagged(node, 1));
  const serial = authority.find((node) => isTagged(node, 2));
  const staple = findExtension(extensions, extensionIds.tlsFeature);
  const access = childrenIn(ACCESS);
  return {
    ...describeKey(publicDer),
    extensions_by_oid: Object.fromEntries(
      extensions.map(({ id, isCritical, value }) => [
        id,
        { critical: isCritical, value: value.toString('base64') },
      ]),
    ),
    ocsp_must_staple: staple === undefined ? null : true,
    ocsp_must_staple_critical: staple?.isCritical === true,
    ocsp_uri: findAddress(access, OCSP),
    issuer_uri: findAddress(access, ISSUERS),
    authority_cert_issuer: issuer === undefined ? null : childrenOf(issuer).map(decodeGeneralName),
    authority_cert_serial_number: serial === undefined ? null : integerOf(serial),
  };
}
