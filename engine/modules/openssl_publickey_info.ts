/** openssl_publickey_info: tells what a public key is. Changes nothing. */
import { describePublicKey, parsePublicKey, toFingerprints, CryptoError } from '../crypto/index.ts';
import { TaskFailure } from '../host/index.ts';
import { withCrypto } from './_shared/pki-failure.ts';
import { backendParam, subjectRules } from './_shared/pki-subject-params.ts';
import { readPkiSubject } from './_shared/pki-source.ts';
import { defineModule } from './contract.ts';

function readKey(text: string): Buffer {
  try {
    return parsePublicKey(text);
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw new TaskFailure(`Error while deserializing key: ${error.message}`);
  }
}

export default defineModule({
  name: 'openssl_publickey_info',
  collection: 'community.crypto',
  summary: 'Tells what a public key is.',
  params: {
    properties: {
      path: { type: 'string', 'x-coerce': 'path', description: 'Path of the key on the host.' },
      content: { type: 'string', description: 'The key itself.' },
      select_crypto_backend: backendParam,
    },
    rules: subjectRules,
  },
  returns: {
    fingerprints: { type: 'object', description: 'Hashes of the key, one per algorithm.' },
    type: { type: 'string', description: 'Algorithm: `RSA`, `DSA`, `ECC`, `Ed25519`, …' },
    public_data: { type: 'object', description: 'The numbers of the key.' },
  },
  examples: [
    '- community.crypto.openssl_publickey_info:\n    path: /etc/ssl/node.pub.pem\n  register: node_key\n',
  ],
  async inspect({ path, content }, host) {
    return readPkiSubject(host, 'public key', { path, content });
  },
  plan(_params, text) {
    const der = readKey(text);
    const { type, data } = withCrypto(() => describePublicKey(der));
    const returns = { fingerprints: toFingerprints(der), type, public_data: data };
    return { changes: [], steps: [], returns };
  },
});
