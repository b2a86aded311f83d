/** openssl_csr_info: tells what a certificate signing request asks for. Changes nothing. */
import { describeRequest, parseRequest } from '../crypto/index.ts';
import { TaskFailure } from '../host/index.ts';
import { withCrypto } from './_shared/pki-failure.ts';
import { backendParam, nameEncodingParam, subjectRules } from './_shared/pki-subject-params.ts';
import { readPkiSubject } from './_shared/pki-source.ts';
import { defineModule } from './contract.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const list = (description: string) => ({ type: 'array', description }) as const;
const record = (description: string) => ({ type: 'object', description }) as const;
const truth = (description: string) => ({ type: 'boolean', description }) as const;

export default defineModule({
  name: 'openssl_csr_info',
  collection: 'community.crypto',
  summary: 'Tells what a certificate signing request asks for.',
  notes: [
    'A request whose signature is not good fails the task; the result tells all of it then, too.',
  ],
  params: {
    properties: {
      path: { type: 'string', 'x-coerce': 'path', description: 'Path of the request on the host.' },
      content: { type: 'string', description: 'The request itself.' },
      name_encoding: nameEncodingParam,
      select_crypto_backend: backendParam,
    },
    rules: subjectRules,
  },
  returns: {
    signature_valid: truth("Whether the request's signature is good."),
    subject: record('Attributes of the subject.'),
    subject_ordered: list('Attributes of the subject, as pairs in order.'),
    public_key: text('The public key.'),
    public_key_type: text('Algorithm of the key: `RSA`, `ECC`, `Ed25519`, …'),
    public_key_data: record('The numbers of the key.'),
    public_key_fingerprints: record('Hashes of the public key.'),
    key_usage: list('Key usage.'),
    key_usage_critical: truth('Whether the key usage is critical.'),
    extended_key_usage: list('Extended key usage.'),
    extended_key_usage_critical: truth('Whether the extended key usage is critical.'),
    basic_constraints: list('Basic constraints.'),
    basic_constraints_critical: truth('Whether the basic constraints are critical.'),
    subject_alt_name: list('Other names.'),
    subject_alt_name_critical: truth('Whether the other names are critical.'),
    ocsp_must_staple: truth('Whether servers must staple; nothing when it is not said.'),
    ocsp_must_staple_critical: truth('Whether stapling is critical.'),
    name_constraints_permitted: list('Names that an authority may sign for.'),
    name_constraints_excluded: list('Names that an authority may not sign for.'),
    name_constraints_critical: truth('Whether the constraints of names are critical.'),
    subject_key_identifier: text("Identifier of the subject's key."),
    authority_key_identifier: text("Identifier of the issuer's key."),
    authority_cert_issuer: list("Names in the issuer's certificate."),
    authority_cert_serial_number: {
      type: 'integer',
      description: "Serial number of the issuer's certificate.",
    },
    extensions_by_oid: record('Every extension by its number, in Base64.'),
  },
  examples: [
    '- community.crypto.openssl_csr_info:\n    path: /etc/ssl/node.csr\n  register: node_request\n',
  ],
  async inspect({ path, content }, host) {
    return readPkiSubject(host, 'CSR', { path, content });
  },
  plan(params, pem) {
    const returns = withCrypto(() => describeRequest(parseRequest(pem), params.name_encoding));
    if (returns['signature_valid'] !== true) {
      throw new TaskFailure('CSR signature is invalid!', returns);
    }
    return { changes: [], steps: [], returns };
  },
});
