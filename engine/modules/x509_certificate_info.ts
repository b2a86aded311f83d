/** x509_certificate_info: tells what a certificate says and when it is valid. Changes nothing. */
import {
  describeCertificate,
  describeDetails,
  parseCertificate,
  parseRelativeTime,
} from '../crypto/index.ts';
import { TaskFailure } from '../host/index.ts';
import { withCrypto } from './_shared/pki-failure.ts';
import { backendParam, nameEncodingParam, subjectRules } from './_shared/pki-subject-params.ts';
import { readPkiText } from './_shared/pki-source.ts';
import { defineModule } from './contract.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const list = (description: string) => ({ type: 'array', description }) as const;
const record = (description: string) => ({ type: 'object', description }) as const;
const truth = (description: string) => ({ type: 'boolean', description }) as const;

export default defineModule({
  name: 'x509_certificate_info',
  collection: 'community.crypto',
  summary: 'Tells what a certificate says.',
  params: {
    properties: {
      path: { type: 'string', 'x-coerce': 'path', description: 'Path of the certificate.' },
      content: { type: 'string', description: 'The certificate itself.' },
      valid_at: {
        type: 'object',
        description: 'Points in time by name, `+30d` or absolute, to judge the validity at.',
      },
      name_encoding: nameEncodingParam,
      select_crypto_backend: backendParam,
    },
    rules: subjectRules,
  },
  returns: {
    version: { type: 'integer', description: 'Version of the format.' },
    serial_number: { type: 'integer', description: 'Serial number.' },
    signature_algorithm: text('How it is signed.'),
    subject: record('Attributes of the subject.'),
    subject_ordered: list('Attributes of the subject, as pairs in order.'),
    issuer: record('Attributes of the issuer.'),
    issuer_ordered: list('Attributes of the issuer, as pairs in order.'),
    not_before: text('First moment of validity.'),
    not_after: text('Last moment of validity.'),
    expired: truth('Whether the last moment has gone.'),
    valid_at: record('For every name of `valid_at`, whether it is valid then.'),
    public_key: text('The public key.'),
    public_key_fingerprints: record('Hashes of the public key.'),
    fingerprints: record('Hashes of the certificate.'),
    key_usage: list('Key usage.'),
    key_usage_critical: truth('Whether the key usage is critical.'),
    extended_key_usage: list('Extended key usage.'),
    extended_key_usage_critical: truth('Whether the extended key usage is critical.'),
    basic_constraints: list('Basic constraints.'),
    basic_constraints_critical: truth('Whether the basic constraints are critical.'),
    subject_alt_name: list('Other names.'),
    subject_alt_name_critical: truth('Whether the other names are critical.'),
    subject_key_identifier: text("Identifier of the subject's key."),
    authority_key_identifier: text("Identifier of the issuer's key."),
    authority_cert_issuer: list("Names in the issuer's certificate."),
    authority_cert_serial_number: {
      type: 'integer',
      description: "Serial number of the issuer's certificate.",
    },
    public_key_type: text('Algorithm of the key: `RSA`, `ECC`, `Ed25519`, …'),
    public_key_data: record('The numbers of the key.'),
    extensions_by_oid: record('Every extension by its number, in Base64.'),
    ocsp_must_staple: truth('Whether servers must staple; nothing when it is not said.'),
    ocsp_must_staple_critical: truth('Whether stapling is critical.'),
    ocsp_uri: text('Where the OCSP server is.'),
    issuer_uri: text("Where the issuer's certificate is."),
  },
  examples: [
    '- community.crypto.x509_certificate_info:\n    path: /var/lib/kubelet/client.pem\n    valid_at:\n      renew: +30d\n  register: node_certificate\n',
  ],
  async inspect(params, host, controller) {
    const { path, content } = params;
    const found = await readPkiText(host, 'certificate', { path, content });
    if (found === undefined) throw new TaskFailure('one of path and content is required');
    return { pem: found, now: controller.now() };
  },
  plan(params, { pem, now }) {
    return withCrypto(() => {
      const certificate = parseCertificate(pem);
      const { notBefore, notAfter } = certificate;
      const points = Object.entries(params.valid_at ?? {}).map(([name, value]) => {
        if (typeof value !== 'string') {
          throw new TaskFailure(`The value for valid_at.${name} must be of type string`);
        }
        const point = parseRelativeTime(value, now, `valid_at.${name}`);
        return [name, notBefore <= point && point <= notAfter] as const;
      });
      const returns = {
        ...describeCertificate(certificate, now, params.name_encoding),
        ...describeDetails(certificate, params.name_encoding),
        valid_at: Object.fromEntries(points),
      };
      return { changes: [], steps: [], returns };
    });
  },
});
