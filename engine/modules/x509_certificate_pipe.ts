/** x509_certificate_pipe: makes a certificate and returns it; touches no file. */
import {
  certificateParams,
  certificateReturns,
  certificateRules,
} from './_shared/pki-certificate-params.ts';
import { decideCertificate } from './_shared/pki-certificate.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'x509_certificate_pipe',
  collection: 'community.crypto',
  summary: 'Makes certificates without touching a file.',
  params: {
    properties: {
      ...certificateParams,
      force: {
        type: 'boolean',
        default: false,
        description: 'Make it anew even when it is as it should be.',
      },
      content: { type: 'string', description: 'The certificate that is there already.' },
    },
    required: ['provider'],
    rules: certificateRules,
  },
  returns: certificateReturns,
  examples: [
    '- community.crypto.x509_certificate_pipe:\n    csr_content: "{{ request.csr }}"\n    provider: ownca\n    ownca_path: /etc/ssl/ca.pem\n    ownca_privatekey_path: /etc/ssl/private/ca-key.pem\n  register: issued\n',
  ],
  async inspect(params, host, controller) {
    const { isCheckMode } = controller;
    const { content: text, force: isForced } = params;
    const now = controller.now();
    return decideCertificate(params, { text, isForced, isCheckMode, now }, host);
  },
  plan(params, { isRenewed, fault, certificate, returns }) {
    const before = params.content === undefined ? 'absent' : 'present';
    const change = { what: `certificate (${fault ?? 'as ordered'})`, before, after: 'new' };
    return {
      changes: isRenewed ? [change] : [],
      steps: [],
      returns: { ...returns, certificate: certificate ?? params.content ?? null },
    };
  },
});
