/** openssl_pkcs12: keeps a key with its certificates in a PKCS #12 file, or takes one apart. */
import type { Plain } from '../base/index.ts';
import { mutuallyExclusive, requiredIf } from '../schema/index.ts';
import { encodeText, encodeBase64 } from './_shared/file-text.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { decidePkcs12, type Pkcs12Decision } from './_shared/pkcs12.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
  type PkiFileState,
} from './_shared/pki-file.ts';
import { planAttributes } from './_shared/plan-attributes.ts';
import { defineModule, type Plan } from './contract.ts';

/** Only its owner may read the file, unless the task says otherwise. */
const MODE = '0400';

interface State {
  readonly file: PkiFileState;
  /** Undefined for a file that should not be there. */
  readonly decision: Pkcs12Decision | undefined;
}

function toBase64(bytes: Uint8Array | undefined): string | null {
  if (bytes === undefined || bytes.length === 0) return null;
  return encodeBase64(bytes);
}

const path = (description: string) =>
  ({ type: 'string', 'x-coerce': 'path', description }) as const;
const secret = (description: string) =>
  ({ type: 'string', 'x-secret': true, description }) as const;

export default defineModule({
  name: 'openssl_pkcs12',
  collection: 'community.crypto',
  summary: 'Makes PKCS #12 files, and takes them apart.',
  notes: [
    'Keys and certificates are read on the host; the file is made where kplay runs.',
    'The file has mode 0400 unless `mode` says otherwise.',
    'With `iter_size` (at `encryption_level: auto`) or `maciter_size` it is written as pyOpenSSL writes it, with triple DES.',
  ],
  params: {
    properties: {
      ...pkiFileParams,
      state: { ...pkiFileParams.state, enum: ['absent', 'present'] },
      action: {
        type: 'string',
        enum: ['export', 'parse'],
        default: 'export',
        description: 'Make such a file at `path`, or write what is in `src` there as PEM.',
      },
      src: path('The file that is taken apart.'),
      friendly_name: {
        type: 'string',
        'x-aliases': ['name'],
        description: 'The name that programs show of the key and its certificate.',
      },
      passphrase: secret('Protects the file, or opens it.'),
      privatekey_path: path('Path of the private key on the host.'),
      privatekey_content: secret('The private key itself.'),
      privatekey_passphrase: secret('Opens the private key.'),
      certificate_path: path("Path of the key's certificate on the host."),
      other_certificates: {
        type: 'array',
        items: { type: 'string', 'x-coerce': 'path', description: 'Path of a certificate.' },
        'x-aliases': ['ca_certificates'],
        description: 'Further certificates: of each file the first, unless all are asked for.',
      },
      other_certificates_parse_all: {
        type: 'boolean',
        default: false,
        description: 'Take all certificates of the files in `other_certificates`.',
      },
      encryption_level: {
        type: 'string',
        enum: ['auto', 'compatibility2022'],
        default: 'auto',
        description: 'AES-256, or triple DES and SHA-1 for old programs. Not compared.',
      },
      iter_size: {
        type: 'integer',
        description: 'How often a key is derived from the passphrase. Not compared.',
      },
      maciter_size: {
        type: 'integer',
        description: 'How often the key of the checksum is derived. Not compared.',
      },
      select_crypto_backend: {
        type: 'string',
        enum: ['auto', 'cryptography', 'pyopenssl'],
        default: 'auto',
        description: 'The library of Python whose way of writing is taken.',
      },
    },
    required: ['path'],
    rules: [
      requiredIf('action', 'parse', ['src']),
      mutuallyExclusive('privatekey_path', 'privatekey_content'),
    ],
  },
  returns: {
    filename: { type: 'string', description: 'Path of the file.' },
    privatekey_path: { type: 'string', description: 'Path of the private key.' },
    mode: { type: 'string', description: 'Permissions of the file in octal.' },
    pkcs12: { type: 'string', description: "The file's content in Base64, with `return_content`." },
    backup_file: { type: 'string', description: 'Path of the backup.' },
  },
  examples: [
    '- community.crypto.openssl_pkcs12:\n    path: /etc/keystore/node.p12\n    friendly_name: node\n    privatekey_path: /etc/ssl/private/node-key.pem\n    certificate_path: /etc/ssl/node.pem\n    other_certificates: /etc/ssl/ca.pem\n    passphrase: "{{ keystore_passphrase }}"\n',
    '- community.crypto.openssl_pkcs12:\n    action: parse\n    src: /etc/keystore/node.p12\n    path: /etc/ssl/private/node-all.pem\n',
  ],
  async inspect(params, host, { isCheckMode }): Promise<State> {
    const file = await inspectPkiFile(
      params,
      host,
      (parent) => `The directory '${parent}' does not exist or the path is not a directory`,
    );
    if (params.state === 'absent') return { file, decision: undefined };
    const situation = { text: file.text, isCheckMode };
    return { file, decision: await decidePkcs12(params, situation, host) };
  },
  plan(params, { file, decision }): Plan<Readonly<Record<string, Plain>>> {
    const { privatekey_path: key } = params;
    const returns = {
      filename: params.path,
      ...(key === undefined || key === '' ? {} : { privatekey_path: key }),
    };
    if (decision === undefined) {
      const content = params.return_content ? { pkcs12: null } : {};
      return { ...planPkiAbsence(params, file), returns: { ...returns, ...content } };
    }
    const { isRenewed, content } = decision;
    const owned = { ...params, mode: params.mode ?? MODE };
    const plan = planPkiFile({
      params: owned,
      state: file,
      what: params.action === 'parse' ? 'parts of the PKCS #12 file' : 'PKCS #12 file',
      isRenewed,
      content: content === undefined ? undefined : { from: 'bytes', bytes: content },
      isSecret: true,
    });
    const { mode } = planAttributes(owned, file.file, file.file.target).returns;
    const shown = content ?? (file.text === undefined ? undefined : encodeText(file.text));
    const more = params.return_content ? { pkcs12: toBase64(shown) } : {};
    return { ...plan, returns: { ...returns, mode, ...more } };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes);
    return { returns: settlePkiFile(plan.returns, outcomes) };
  },
});
