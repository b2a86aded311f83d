/** openssl_csr: keeps a certificate signing request in a file. */
import type { Plain } from '../base/index.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
} from './_shared/pki-file.ts';
import { requestParams, requestReturns, requestRules } from './_shared/pki-request-params.ts';
import { decideRequest, describeAbsentRequest } from './_shared/pki-request.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'openssl_csr',
  collection: 'community.crypto',
  summary: 'Makes certificate signing requests.',
  params: {
    properties: { ...pkiFileParams, ...requestParams },
    required: ['path'],
    rules: requestRules,
  },
  returns: {
    ...requestReturns,
    filename: { type: 'string', description: 'Path of the file.' },
    backup_file: { type: 'string', description: 'Path of the backup.' },
  },
  examples: [
    '- community.crypto.openssl_csr:\n    path: /etc/ssl/node.csr\n    privatekey_path: /etc/ssl/private/node-key.pem\n    common_name: system:node:master1\n    organization_name: system:nodes\n',
  ],
  async inspect(params, host, controller) {
    const file = await inspectPkiFile(params, host);
    if (params.state === 'absent') return { file, decision: undefined };
    const { isCheckMode } = controller;
    const situation = { text: file.text, isForced: params.force, isCheckMode };
    return { file, decision: await decideRequest(params, situation, host) };
  },
  plan(params, { file, decision }) {
    const filename = params.path;
    if (decision === undefined) {
      const content = params.return_content ? { csr: null } : {};
      const returns: Readonly<Record<string, Plain>> = {
        ...describeAbsentRequest(params),
        filename,
        ...content,
      };
      return { ...planPkiAbsence(params, file), returns };
    }
    const { csr, isRenewed } = decision;
    const plan = planPkiFile({
      params,
      state: file,
      what: 'certificate signing request',
      isRenewed,
      content: isRenewed ? csr : undefined,
      isSecret: false,
    });
    const content = params.return_content ? { csr: csr ?? file.text ?? null } : {};
    return { ...plan, returns: { ...decision.returns, filename, ...content } };
  },
  settle(_params, plan, outcomes) {
    return { returns: settlePkiFile(plan.returns, outcomes) };
  },
});
