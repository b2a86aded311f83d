/** openssl_publickey: keeps the public half of a private key in a file. */
import type { Plain } from '../base/index.ts';
import { isPublicKeyOf, toFingerprints, writePublicKey } from '../crypto/index.ts';
import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { withCrypto } from './_shared/pki-failure.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
} from './_shared/pki-file.ts';
import { readPkiKey } from './_shared/pki-source.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';
import { backendParam } from './_shared/pki-subject-params.ts';

export default defineModule({
  name: 'openssl_publickey',
  collection: 'community.crypto',
  summary: 'Writes public keys of private keys.',
  notes: ['The private key is read on the host, and the public key is made where kplay runs.'],
  params: {
    properties: {
      ...pkiFileParams,
      format: {
        type: 'string',
        enum: ['OpenSSH', 'PEM'],
        default: 'PEM',
        description: 'How the key is written.',
      },
      privatekey_path: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Path of the private key on the host.',
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
    },
    required: ['path'],
    rules: [mutuallyExclusive('privatekey_path', 'privatekey_content')],
  },
  returns: {
    privatekey: { type: 'string', description: 'Path of the private key.' },
    format: { type: 'string', description: 'How the key is written.' },
    filename: { type: 'string', description: 'Path of the file.' },
    fingerprint: { type: 'object', description: 'Hashes of the public key, one per algorithm.' },
    publickey: { type: 'string', description: 'The public key, with `return_content`.' },
    backup_file: { type: 'string', description: 'Path of the backup.' },
  },
  examples: [
    '- community.crypto.openssl_publickey:\n    path: /etc/ssl/node.pub.pem\n    privatekey_path: /etc/ssl/private/node-key.pem\n',
  ],
  async inspect(params, host) {
    const file = await inspectPkiFile(params, host);
    if (params.state === 'absent') return { file, key: undefined };
    const { privatekey_path: path, privatekey_content: content } = params;
    if (path === undefined && content === undefined) {
      throw new TaskFailure(
        'state is present but any of the following are missing: privatekey_path, privatekey_content',
      );
    }
    const passphrase = params.privatekey_passphrase;
    return { file, key: await readPkiKey(host, 'private key', { path, content, passphrase }) };
  },
  plan(params, { file, key }): Plan<Readonly<Record<string, Plain>>> {
    const { path: filename, format, privatekey_path: privatekey = null } = params;
    const returns: Readonly<Record<string, Plain>> = { privatekey, filename, format };
    if (key === undefined) {
      const content = params.return_content ? { publickey: null } : {};
      return {
        ...planPkiAbsence(params, file),
        returns: { ...returns, fingerprint: {}, ...content },
      };
    }
    const { text: old } = file;
    const isSame = old !== undefined && withCrypto(() => isPublicKeyOf(old, key, format));
    const isRenewed = params.force || !isSame;
    const text = withCrypto(() => writePublicKey(key, format));
    const plan = planPkiFile({
      params,
      state: file,
      what: 'public key',
      isRenewed,
      content: isRenewed ? text : undefined,
      isSecret: false,
    });
    const content = params.return_content ? { publickey: isRenewed ? text : old } : {};
    return {
      ...plan,
      returns: { ...returns, fingerprint: toFingerprints(key.publicDer), ...content },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes);
    return { returns: settlePkiFile(plan.returns, outcomes) };
  },
});
