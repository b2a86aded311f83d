/** openssl_privatekey_info: tells what a private key is, and whether it is sound. Changes nothing. */
import type { Plain } from '../base/index.ts';
import {
  describePrivateNumbers,
  describePublicKey,
  isKeyConsistent,
  toFingerprints,
  toPem,
  type PrivateKey,
} from '../crypto/index.ts';
import { TaskFailure } from '../host/index.ts';
import { withCrypto } from './_shared/pki-failure.ts';
import { backendParam, subjectRules } from './_shared/pki-subject-params.ts';
import { openPkiKey } from './_shared/pki-open-key.ts';
import { readPkiSubject } from './_shared/pki-source.ts';
import { defineModule } from './contract.ts';

interface KeyParams {
  readonly passphrase?: string;
  readonly return_private_key_data: boolean;
  readonly check_consistency: boolean;
}

type Returns = Readonly<Record<string, Plain>>;

const NOTHING_YET = { can_load_key: false, can_parse_key: false, key_is_consistent: null };
const NOTHING_READ = { ...NOTHING_YET, can_load_key: true };

function describeKey(params: KeyParams, key: PrivateKey): Returns {
  const { type, data } = describePublicKey(key.publicDer);
  const returns = {
    can_load_key: true,
    can_parse_key: true,
    key_is_consistent: params.check_consistency ? isKeyConsistent(key) : null,
    public_key: toPem('PUBLIC KEY', key.publicDer),
    public_key_fingerprints: toFingerprints(key.publicDer),
    type,
    public_data: data,
    ...(params.return_private_key_data ? { private_data: describePrivateNumbers(key) } : {}),
  };
  if (returns.key_is_consistent !== false) return returns;
  throw new TaskFailure(
    'Private key is not consistent! (See https://blog.hboeck.de/archives/888-How-I-tricked-Symantec-with-a-Fake-Private-Key.html)',
    returns,
  );
}

const truth = (description: string) => ({ type: 'boolean', description }) as const;
const record = (description: string) => ({ type: 'object', description }) as const;

export default defineModule({
  name: 'openssl_privatekey_info',
  collection: 'community.crypto',
  summary: 'Tells what a private key is.',
  notes: ['The key is read where kplay runs; no part of it is told unless the task asks for it.'],
  params: {
    properties: {
      path: { type: 'string', 'x-coerce': 'path', description: 'Path of the key on the host.' },
      content: { type: 'string', 'x-secret': true, description: 'The key itself.' },
      passphrase: { type: 'string', 'x-secret': true, description: 'Opens the key.' },
      return_private_key_data: {
        type: 'boolean',
        default: false,
        description: 'Tell the private numbers, too. Use `no_log` with it.',
      },
      check_consistency: {
        type: 'boolean',
        default: false,
        description: 'Fail when the halves of the key do not belong together.',
      },
      select_crypto_backend: backendParam,
    },
    rules: subjectRules,
  },
  returns: {
    can_load_key: truth('Whether the file could be read.'),
    can_parse_key: truth('Whether the key could be read.'),
    key_is_consistent: truth(
      'With `check_consistency`, whether the halves belong together; nothing where it is not known.',
    ),
    public_key: { type: 'string', description: 'The public half.' },
    public_key_fingerprints: record('Hashes of the public key, one per algorithm.'),
    type: { type: 'string', description: 'Algorithm: `RSA`, `DSA`, `ECC`, `Ed25519`, …' },
    public_data: record('The numbers of the public key.'),
    private_data: record('The private numbers, with `return_private_key_data`.'),
  },
  examples: [
    '- community.crypto.openssl_privatekey_info:\n    path: /etc/ssl/private/node-key.pem\n    check_consistency: true\n  register: node_key\n',
  ],
  async inspect({ path, content }, host) {
    return readPkiSubject(host, 'private key', { path, content }, NOTHING_YET);
  },
  plan(params, text) {
    const returns = withCrypto(() =>
      describeKey(params, openPkiKey(text, params.passphrase, NOTHING_READ)),
    );
    return { changes: [], steps: [], returns };
  },
});
