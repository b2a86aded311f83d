/** x509_certificate: keeps a certificate in a file, signed by its own key or an authority of ours. */
import type { Plain } from '../base/index.ts';
import { requiredIf } from '../schema/index.ts';
import {
  certificateParams,
  certificateReturns,
  certificateRules,
} from './_shared/pki-certificate-params.ts';
import { decideCertificate } from './_shared/pki-certificate.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
} from './_shared/pki-file.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'x509_certificate',
  collection: 'community.crypto',
  summary: 'Makes certificates.',
  notes: [
    'A certificate is made anew when its key, subject, extensions or issuer differ from what is ordered; for its age use `force` with x509_certificate_info.',
    'The providers acme and entrust are not supported.',
  ],
  params: {
    properties: { ...pkiFileParams, ...certificateParams },
    required: ['path'],
    rules: [...certificateRules, requiredIf('state', 'present', ['provider'])],
  },
  returns: {
    ...certificateReturns,
    filename: { type: 'string', description: 'Path of the file.' },
    backup_file: { type: 'string', description: 'Path of the backup.' },
  },
  examples: [
    '- community.crypto.x509_certificate:\n    path: /etc/ssl/ca.pem\n    csr_path: /etc/ssl/ca.csr\n    privatekey_path: /etc/ssl/private/ca-key.pem\n    provider: selfsigned\n    selfsigned_not_after: +1825d\n',
    '- community.crypto.x509_certificate:\n    path: /etc/ssl/node.pem\n    csr_path: /etc/ssl/node.csr\n    provider: ownca\n    ownca_path: /etc/ssl/ca.pem\n    ownca_privatekey_path: /etc/ssl/private/ca-key.pem\n',
  ],
  async inspect(params, host, controller) {
    const file = await inspectPkiFile(params, host);
    if (params.state === 'absent') return { file, decision: undefined };
    const { isCheckMode } = controller;
    const now = controller.now();
    const situation = { text: file.text, isForced: params.force, isCheckMode, now };
    return { file, decision: await decideCertificate(params, situation, host) };
  },
  plan(params, { file, decision }) {
    const filename = params.path;
    if (decision === undefined) {
      const returns: Readonly<Record<string, Plain>> = {
        filename,
        privatekey: params.privatekey_path ?? null,
        csr: params.csr_path ?? null,
        ...(params.return_content ? { certificate: null } : {}),
      };
      return { ...planPkiAbsence(params, file), returns };
    }
    const { certificate, isRenewed, fault } = decision;
    const plan = planPkiFile({
      params,
      state: file,
      what: `certificate (${fault ?? 'as ordered'})`,
      isRenewed,
      content: isRenewed ? certificate : undefined,
      isSecret: false,
    });
    const content = params.return_content ? { certificate: certificate ?? file.text ?? null } : {};
    return { ...plan, returns: { ...decision.returns, filename, ...content } };
  },
  settle(_params, plan, outcomes) {
    return { returns: settlePkiFile(plan.returns, outcomes) };
  },
});
