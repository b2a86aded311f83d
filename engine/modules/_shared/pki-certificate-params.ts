/** The parameters of x509_certificate and x509_certificate_pipe, as data. */
import { mutuallyExclusive, type ParamSchema } from '../../schema/index.ts';
import { backendParam } from './pki-subject-params.ts';

const keyIdentifier = {
  type: 'string',
  enum: ['create_if_not_provided', 'always_create', 'never_create'],
  default: 'create_if_not_provided',
  description: 'Whether the certificate names its key when the request does not.',
} as const;

export const certificateParams = {
  provider: {
    type: 'string',
    enum: ['selfsigned', 'ownca', 'acme', 'entrust'],
    description: 'Who signs: the key itself, or an authority of our own.',
  },
  ignore_timestamps: {
    type: 'boolean',
    default: true,
    description: 'A certificate with other times of validity is as good.',
  },
  csr_path: { type: 'string', 'x-coerce': 'path', description: 'Path of the request.' },
  csr_content: { type: 'string', description: 'The request itself.' },
  privatekey_path: {
    type: 'string',
    'x-coerce': 'path',
    description: 'Path of the private key that the certificate belongs to.',
  },
  privatekey_content: {
    type: 'string',
    'x-secret': true,
    description: 'The private key itself.',
  },
  privatekey_passphrase: {
    type: 'string',
    'x-secret': true,
    description: 'Opens the private key.',
  },
  select_crypto_backend: backendParam,
  selfsigned_version: { type: 'integer', default: 3, description: 'Always 3.' },
  selfsigned_digest: { type: 'string', default: 'sha256', description: 'Hash that is signed.' },
  selfsigned_not_before: {
    type: 'string',
    default: '+0s',
    'x-aliases': ['selfsigned_notBefore'],
    description: 'First moment of validity: `+0s`, `-5m`, `20261124100000Z`.',
  },
  selfsigned_not_after: {
    type: 'string',
    default: '+3650d',
    'x-aliases': ['selfsigned_notAfter'],
    description: 'Last moment of validity.',
  },
  selfsigned_create_subject_key_identifier: keyIdentifier,
  ownca_path: {
    type: 'string',
    'x-coerce': 'path',
    description: "Path of the authority's certificate.",
  },
  ownca_content: { type: 'string', description: "The authority's certificate itself." },
  ownca_privatekey_path: {
    type: 'string',
    'x-coerce': 'path',
    description: "Path of the authority's private key.",
  },
  ownca_privatekey_content: {
    type: 'string',
    'x-secret': true,
    description: "The authority's private key itself.",
  },
  ownca_privatekey_passphrase: {
    type: 'string',
    'x-secret': true,
    description: "Opens the authority's private key.",
  },
  ownca_digest: { type: 'string', default: 'sha256', description: 'Hash that is signed.' },
  ownca_version: { type: 'integer', default: 3, description: 'Always 3.' },
  ownca_not_before: {
    type: 'string',
    default: '+0s',
    description: 'First moment of validity: `+0s`, `-5m`, `20261124100000Z`.',
  },
  ownca_not_after: { type: 'string', default: '+3650d', description: 'Last moment of validity.' },
  ownca_create_subject_key_identifier: keyIdentifier,
  ownca_create_authority_key_identifier: {
    type: 'boolean',
    default: true,
    description: "Whether the certificate names its issuer's key.",
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export const certificateRules = [
  mutuallyExclusive('csr_path', 'csr_content'),
  mutuallyExclusive('privatekey_path', 'privatekey_content'),
  mutuallyExclusive('ownca_path', 'ownca_content'),
  mutuallyExclusive('ownca_privatekey_path', 'ownca_privatekey_content'),
];

export const certificateReturns = {
  csr: { type: 'string', description: 'Path of the request.' },
  privatekey: { type: 'string', description: 'Path of the private key.' },
  ca_cert: { type: 'string', description: "Path of the authority's certificate." },
  ca_privatekey: { type: 'string', description: "Path of the authority's private key." },
  notBefore: { type: 'string', description: 'First moment of validity, `YYYYMMDDHHMMSSZ`.' },
  notAfter: { type: 'string', description: 'Last moment of validity.' },
  serial_number: { type: 'integer', description: 'Serial number.' },
  certificate: { type: 'string', description: "The certificate's content." },
} as const satisfies Readonly<Record<string, ParamSchema>>;
