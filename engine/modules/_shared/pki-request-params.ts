/** The parameters of openssl_csr and openssl_csr_pipe, as data. */
import { mutuallyExclusive, type ParamSchema } from '../../schema/index.ts';
import { backendParam } from './pki-subject-params.ts';

const critical = (what: string, ...aliases: readonly string[]) =>
  ({
    type: 'boolean',
    default: false,
    'x-aliases': aliases,
    description: `Whoever does not understand the ${what} must refuse the certificate.`,
  }) as const;

const words = (description: string, ...aliases: readonly string[]) =>
  ({
    type: 'array',
    items: { type: 'string', description: 'One of them.' },
    'x-aliases': aliases,
    description,
  }) as const;

const attribute = (name: string, ...aliases: readonly string[]) =>
  ({
    type: 'string',
    'x-aliases': aliases,
    description: `The ${name} of the subject.`,
  }) as const;

export const requestParams = {
  digest: { type: 'string', default: 'sha256', description: 'Hash that is signed.' },
  privatekey_path: {
    type: 'string',
    'x-coerce': 'path',
    description: "Path of the subject's private key on the host.",
  },
  privatekey_content: {
    type: 'string',
    'x-secret': true,
    description: "The subject's private key itself.",
  },
  privatekey_passphrase: {
    type: 'string',
    'x-secret': true,
    description: 'Opens the private key.',
  },
  version: { type: 'integer', enum: [1], default: 1, description: 'Version of the request.' },
  subject: { type: 'object', description: 'Attributes of the subject; a list gives several.' },
  subject_ordered: {
    type: 'array',
    items: { type: 'object', description: 'One attribute and its value.' },
    description: 'Attributes of the subject, in this order.',
  },
  country_name: attribute('country', 'C', 'countryName'),
  state_or_province_name: attribute('state or province', 'ST', 'stateOrProvinceName'),
  locality_name: attribute('locality', 'L', 'localityName'),
  organization_name: attribute('organization', 'O', 'organizationName'),
  organizational_unit_name: attribute('organizational unit', 'OU', 'organizationalUnitName'),
  common_name: attribute('common name', 'CN', 'commonName'),
  email_address: attribute('e-mail address', 'E', 'emailAddress'),
  subject_alt_name: words('Other names: `DNS:…`, `IP:…`, `email:…`, `URI:…`.', 'subjectAltName'),
  subject_alt_name_critical: critical('other names', 'subjectAltName_critical'),
  use_common_name_for_san: {
    type: 'boolean',
    default: true,
    'x-aliases': ['useCommonNameForSAN'],
    description: 'Without `subject_alt_name`, the common name is taken as one.',
  },
  key_usage: words('What the key may be used for: `digitalSignature`, …', 'keyUsage'),
  key_usage_critical: critical('key usage', 'keyUsage_critical'),
  extended_key_usage: words(
    'Further purposes: `serverAuth`, `clientAuth`, …',
    'extKeyUsage',
    'extendedKeyUsage',
  ),
  extended_key_usage_critical: critical(
    'extended key usage',
    'extKeyUsage_critical',
    'extendedKeyUsage_critical',
  ),
  basic_constraints: words('`CA:TRUE` or `CA:FALSE`, and `pathlen:0`.', 'basicConstraints'),
  basic_constraints_critical: critical('basic constraints', 'basicConstraints_critical'),
  ocsp_must_staple: {
    type: 'boolean',
    default: false,
    'x-aliases': ['ocspMustStaple'],
    description: 'Servers must staple an OCSP answer.',
  },
  ocsp_must_staple_critical: critical('stapling', 'ocspMustStaple_critical'),
  name_constraints_permitted: words(
    'Names that certificates of this authority may be for: `DNS:.example.org`, `IP:10.0.0.0/8`.',
  ),
  name_constraints_excluded: words('Names that they may not be for.'),
  name_constraints_critical: critical('constraints of names'),
  create_subject_key_identifier: {
    type: 'boolean',
    default: false,
    description: 'Put the identifier of the key into the request.',
  },
  subject_key_identifier: { type: 'string', description: 'The identifier as hex bytes with `:`.' },
  authority_key_identifier: {
    type: 'string',
    description: "The identifier of the issuer's key as hex bytes with `:`.",
  },
  select_crypto_backend: backendParam,
} as const satisfies Readonly<Record<string, ParamSchema>>;

export const requestRules = [
  mutuallyExclusive('privatekey_path', 'privatekey_content'),
  mutuallyExclusive('subject', 'subject_ordered'),
];

const list = (description: string) =>
  ({ type: 'array', items: { type: 'string', description: 'One of them.' }, description }) as const;

export const requestReturns = {
  privatekey: { type: 'string', description: 'Path of the private key.' },
  subject: { type: 'array', description: 'Attributes of the subject, as pairs.' },
  subjectAltName: list('Other names.'),
  keyUsage: list('Key usage.'),
  extendedKeyUsage: list('Extended key usage.'),
  basicConstraints: list('Basic constraints.'),
  ocspMustStaple: { type: 'boolean', description: 'Whether servers must staple.' },
  name_constraints_permitted: list('Names that are permitted.'),
  name_constraints_excluded: list('Names that are excluded.'),
  csr: { type: 'string', description: "The request's content." },
} as const satisfies Readonly<Record<string, ParamSchema>>;
