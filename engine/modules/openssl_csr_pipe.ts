/** openssl_csr_pipe: makes a certificate signing request and returns it; touches no file. */
import { requiredOneOf } from '../schema/index.ts';
import { requestParams, requestReturns, requestRules } from './_shared/pki-request-params.ts';
import { decideRequest } from './_shared/pki-request.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'openssl_csr_pipe',
  collection: 'community.crypto',
  summary: 'Makes certificate signing requests without touching a file.',
  params: {
    properties: {
      ...requestParams,
      content: { type: 'string', description: 'The request that is there already.' },
    },
    rules: [...requestRules, requiredOneOf('privatekey_path', 'privatekey_content')],
  },
  returns: requestReturns,
  examples: [
    '- community.crypto.openssl_csr_pipe:\n    privatekey_path: /etc/ssl/private/node-key.pem\n    subject_ordered:\n      - O: system:nodes\n      - CN: system:node:master1\n  register: request\n  changed_when: false\n',
  ],
  async inspect(params, host, controller) {
    const { isCheckMode } = controller;
    const situation = { text: params.content, isForced: false, isCheckMode };
    return decideRequest(params, situation, host);
  },
  plan(params, { isRenewed, csr, returns }) {
    const before = params.content === undefined ? 'absent' : 'present';
    const change = { what: 'certificate signing request', before, after: 'new' };
    return {
      changes: isRenewed ? [change] : [],
      steps: [],
      returns: { ...returns, csr: csr ?? params.content ?? null },
    };
  },
});
