/** Names of object identifiers: what playbooks may write, and what results show. Data. */
import { CryptoError } from './crypto-error.ts';

interface NamedObject {
  readonly id: string;
  /** The first is what results show. */
  readonly names: readonly string[];
}

const OBJECTS: readonly NamedObject[] = [
  { id: '2.5.4.3', names: ['commonName', 'CN'] },
  { id: '2.5.4.4', names: ['surname', 'SN'] },
  { id: '2.5.4.5', names: ['serialNumber'] },
  { id: '2.5.4.6', names: ['countryName', 'C'] },
  { id: '2.5.4.7', names: ['localityName', 'L'] },
  { id: '2.5.4.8', names: ['stateOrProvinceName', 'ST'] },
  { id: '2.5.4.9', names: ['streetAddress', 'street'] },
  { id: '2.5.4.10', names: ['organizationName', 'O'] },
  { id: '2.5.4.11', names: ['organizationalUnitName', 'OU'] },
  { id: '2.5.4.12', names: ['title'] },
  { id: '2.5.4.13', names: ['description'] },
  { id: '2.5.4.15', names: ['businessCategory'] },
  { id: '2.5.4.16', names: ['postalAddress'] },
  { id: '2.5.4.17', names: ['postalCode'] },
  { id: '2.5.4.20', names: ['telephoneNumber'] },
  { id: '2.5.4.41', names: ['name'] },
  { id: '2.5.4.42', names: ['givenName', 'GN'] },
  { id: '2.5.4.43', names: ['initials'] },
  { id: '2.5.4.44', names: ['generationQualifier'] },
  { id: '2.5.4.45', names: ['x500UniqueIdentifier'] },
  { id: '2.5.4.46', names: ['dnQualifier'] },
  { id: '2.5.4.65', names: ['pseudonym'] },
  { id: '2.5.4.97', names: ['organizationIdentifier'] },
  { id: '0.9.2342.19200300.100.1.3', names: ['rfc822Mailbox', 'mail'] },
  { id: '0.9.2342.19200300.100.1.1', names: ['userId', 'UID'] },
  { id: '0.9.2342.19200300.100.1.25', names: ['domainComponent', 'DC'] },
  { id: '1.2.840.113549.1.9.1', names: ['emailAddress'] },
  { id: '1.2.840.113549.1.9.2', names: ['unstructuredName'] },
  { id: '1.3.6.1.4.1.311.60.2.1.1', names: ['jurisdictionLocalityName', 'jurisdictionL'] },
  {
    id: '1.3.6.1.4.1.311.60.2.1.2',
    names: ['jurisdictionStateOrProvinceName', 'jurisdictionST'],
  },
  { id: '1.3.6.1.4.1.311.60.2.1.3', names: ['jurisdictionCountryName', 'jurisdictionC'] },
  { id: '1.3.6.1.5.5.7.3.1', names: ['TLS Web Server Authentication', 'serverAuth'] },
  { id: '1.3.6.1.5.5.7.3.2', names: ['TLS Web Client Authentication', 'clientAuth'] },
  { id: '1.3.6.1.5.5.7.3.3', names: ['Code Signing', 'codeSigning'] },
  { id: '1.3.6.1.5.5.7.3.4', names: ['E-mail Protection', 'emailProtection'] },
  { id: '1.3.6.1.5.5.7.3.5', names: ['IPSec End System', 'ipsecEndSystem'] },
  { id: '1.3.6.1.5.5.7.3.6', names: ['IPSec Tunnel', 'ipsecTunnel'] },
  { id: '1.3.6.1.5.5.7.3.7', names: ['IPSec User', 'ipsecUser'] },
  { id: '1.3.6.1.5.5.7.3.8', names: ['Time Stamping', 'timeStamping'] },
  { id: '1.3.6.1.5.5.7.3.9', names: ['OCSP Signing', 'OCSPSigning'] },
  { id: '1.3.6.1.5.5.7.3.10', names: ['dvcs', 'DVCS'] },
  { id: '1.3.6.1.5.5.7.3.17', names: ['ipsec Internet Key Exchange', 'ipsecIKE'] },
  { id: '1.3.6.1.5.5.7.1.2', names: ['Biometric Info', 'biometricInfo'] },
  { id: '1.3.6.1.5.2.3.4', names: ['PKINIT Client Auth', 'pkInitClientAuth'] },
  { id: '1.3.6.1.5.2.3.5', names: ['Signing KDC Response', 'pkInitKDC'] },
  { id: '1.3.6.1.4.1.311.20.2.2', names: ['Microsoft Smartcardlogin', 'msSmartcardLogin'] },
  { id: '2.5.29.37.0', names: ['Any Extended Key Usage', 'anyExtendedKeyUsage'] },
];

/**
 * Finds the number of a name.
 * @param name long or short name, or dotted numbers
 * @throws CryptoError for a name that is not known
 */
export function resolveObjectId(name: string): string {
  if (/^[0-2](\.\d+)+$/.test(name)) return name;
  const found = OBJECTS.find(({ names }) => names.includes(name));
  if (found === undefined) throw new CryptoError(`Cannot find OID for "${name}"`);
  return found.id;
}

/** Names a number as results do; the number itself when it has no name here. */
export function nameObjectId(id: string): string {
  return OBJECTS.find((object) => object.id === id)?.names[0] ?? id;
}

/** The shortest name of what a longer one names. */
export function shortenName(name: string): string {
  return OBJECTS.find(({ names }) => names.includes(name))?.names.at(-1) ?? name;
}
