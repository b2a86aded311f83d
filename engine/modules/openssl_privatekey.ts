/** openssl_privatekey: keeps a private key in a file. The key is made where kplay runs. */
import type { Plain } from '../base/index.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
} from './_shared/pki-file.ts';
import { decideKey, describeKey, keyParams, keyReturns, keyRules } from './_shared/pki-key.ts';
import { defineModule } from './contract.ts';

/** Only its owner may read a key, unless the task says otherwise. */
const MODE = '0600';

export default defineModule({
  name: 'openssl_privatekey',
  collection: 'community.crypto',
  summary: 'Makes private keys.',
  notes: ['The file has mode 0600 unless `mode` says otherwise.'],
  params: {
    properties: { ...pkiFileParams, ...keyParams },
    required: ['path'],
    rules: keyRules,
  },
  returns: {
    ...keyReturns,
    filename: { type: 'string', description: 'Path of the file.' },
    backup_file: { type: 'string', description: 'Path of the backup.' },
  },
  examples: [
    '- community.crypto.openssl_privatekey:\n    path: /etc/ssl/private/node-key.pem\n    size: 2048\n',
    '- community.crypto.openssl_privatekey:\n    path: /etc/ssl/private/node-key.pem\n    type: ECC\n    curve: secp256r1\n',
  ],
  async inspect(params, host, controller) {
    const file = await inspectPkiFile(params, host);
    if (params.state === 'absent') return { file, decision: undefined };
    const wish = params.force ? ({ ...params, regenerate: 'always' } as const) : params;
    return { file, decision: await decideKey(wish, file.text, controller.isCheckMode) };
  },
  plan(params, { file, decision }) {
    const filename = params.path;
    if (decision === undefined) {
      const content = params.return_content ? { privatekey: null } : {};
      const returns: Readonly<Record<string, Plain>> = {
        ...describeKey(params, undefined),
        filename,
        ...content,
      };
      return { ...planPkiAbsence(params, file), returns };
    }
    const { key, isRenewed } = decision;
    const plan = planPkiFile({
      params: { ...params, mode: params.mode ?? MODE },
      state: file,
      what: 'private key',
      isRenewed,
      content: isRenewed ? key?.pem : undefined,
      isSecret: true,
    });
    const content = params.return_content ? { privatekey: key?.pem ?? file.text } : {};
    return { ...plan, returns: { ...describeKey(params, key), filename, ...content } };
  },
  settle(_params, plan, outcomes) {
    return { returns: settlePkiFile(plan.returns, outcomes) };
  },
});
