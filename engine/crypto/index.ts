/** crypto: keys, requests and certificates as PEM text. No files, no hosts, no clock of its own. */
export { CryptoError } from './crypto-error.ts';
export { parseRelativeTime, toAsn1Time } from './certificate-time.ts';
export {
  convertPrivateKey,
  generatePrivateKey,
  identifyKeyFormat,
  parsePrivateKey,
  type KeyFormat,
  type KeyType,
  type KeyWish,
  type PrivateKey,
} from './private-key.ts';
export {
  isPublicKeyOf,
  parsePublicKey,
  writePublicKey,
  type PublicKeyFormat,
} from './public-key.ts';
export { describePrivateNumbers, describePublicKey } from './key-data.ts';
export { isKeyConsistent, isRsaConsistent } from './key-consistency.ts';
export { toPem } from './pem.ts';
export { fingerprintBytes, toFingerprints } from './fingerprint.ts';
export { readDhSize } from './dh-parameters.ts';
export { resolveNames, type NameEntry } from './distinguished-name.ts';
export { planExtensions, type Extension, type ExtensionWishes } from './extensions.ts';
export { isRequestAsWished, makeRequest, parseRequest, type Request } from './request.ts';
export {
  findCertificateFault,
  issueCertificate,
  makeSerialNumber,
  parseCertificate,
  type Certificate,
  type CertificateOrder,
  type KeyIdentifierRule,
} from './certificate.ts';
export { makePkcs12, parsePkcs12, type Pkcs12Content } from './pkcs12.ts';
export type { Pkcs12Scheme } from './pkcs12-cipher.ts';
export { describeRequest } from './describe-request.ts';
export { describeDetails } from './certificate-details.ts';
export { describeCertificate, type CertificateInfo } from './describe-certificate.ts';
export {
  VaultError,
  isVault,
  openVault,
  parseVault,
  sealVault,
  type OpenedVault,
  type SealOptions,
  type VaultEnvelope,
  type VaultSecret,
} from './vault.ts';
