/** openssl_privatekey_pipe: makes a private key and returns it; touches no file. */
import { decideKey, describeKey, keyParams, keyReturns, keyRules } from './_shared/pki-key.ts';
import { decodeBase64, decodeText } from './_shared/file-text.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'openssl_privatekey_pipe',
  collection: 'community.crypto',
  summary: 'Makes private keys without touching a file.',
  notes: ['Use `no_log: true`: the result holds the key.'],
  params: {
    properties: {
      ...keyParams,
      content: { type: 'string', 'x-secret': true, description: 'The key that is there already.' },
      content_base64: {
        type: 'boolean',
        default: false,
        description: '`content` is Base64.',
      },
      return_current_key: {
        type: 'boolean',
        default: false,
        description: 'Return a key that is kept, too.',
      },
    },
    rules: keyRules,
  },
  returns: keyReturns,
  examples: [
    '- community.crypto.openssl_privatekey_pipe:\n    size: 2048\n  register: made\n  no_log: true\n',
  ],
  async inspect(params, _host, controller) {
    const { content } = params;
    const text =
      content !== undefined && params.content_base64 ? decodeText(decodeBase64(content)) : content;
    return { text, decision: await decideKey(params, text, controller.isCheckMode) };
  },
  plan(params, { text, decision }) {
    const { key, isRenewed } = decision;
    const isThere = text !== undefined;
    const change = { what: 'private key', before: isThere ? 'present' : 'absent', after: 'new' };
    const isReturned = isRenewed || params.return_current_key;
    return {
      changes: isRenewed ? [change] : [],
      steps: [],
      returns: {
        ...describeKey(params, key),
        ...(isReturned ? { privatekey: key?.pem ?? text } : {}),
      },
    };
  },
});
