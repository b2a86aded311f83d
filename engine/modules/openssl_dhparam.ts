/** openssl_dhparam: keeps Diffie-Hellman parameters in a file. The host's openssl makes them. */
import type { Plain } from '../base/index.ts';
import { readDhSize } from '../crypto/index.ts';
import { TaskFailure, type HostReader, type Probe, type Step } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { baseName, joinPath, parentOf, toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { tryCrypto } from './_shared/pki-failure.ts';
import {
  inspectPkiFile,
  pkiFileParams,
  planPkiAbsence,
  planPkiFile,
  settlePkiFile,
  type PkiFileState,
} from './_shared/pki-file.ts';
import { askTool, callTool, describeMissing, saidBy, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const OPENSSL: Tool = { name: 'openssl', package: 'openssl' };

interface State {
  readonly file: PkiFileState;
  /** Bits of the parameters that are there; undefined for none, and for those that are no good. */
  readonly size: number | undefined;
}

/** What openssl thinks of a file: the size, unless it warns of the numbers. */
function checkedSize(path: string): Probe<number | undefined> {
  return askTool(
    [OPENSSL],
    'dh-size',
    sh`openssl dhparam -check -text -noout -in ${path} 2>&1`,
    ({ rc, stdout }) => {
      const bits = /Parameters:\s+\((\d+) bit\)/.exec(stdout)?.[1];
      return rc !== 0 || bits === undefined || stdout.includes('WARNING')
        ? undefined
        : Number(bits);
    },
  );
}

async function inspectSize(
  { path, select_crypto_backend: backend }: { path: string; select_crypto_backend: string },
  text: string | undefined,
  host: HostReader,
): Promise<number | undefined> {
  if (text === undefined) return undefined;
  if (backend === 'openssl') return host.ask(checkedSize(await toHostPath(host, path)));
  return tryCrypto(() => readDhSize(text));
}

/** Makes the parameters in a new file of our own: what lies there is never followed nor kept. */
function makeParameters(temp: string, size: number): Step {
  return callTool(
    OPENSSL,
    `make Diffie-Hellman parameters of ${size} bits`,
    sh`t=${temp}
rm -f -- "$t"
set -C
: >"$t" || exit
set +C
openssl dhparam -out "$t" ${String(size)} || { rm -f -- "$t"; exit 1; }
cat -- "$t"`,
  );
}

type DhPlan = Plan<Readonly<Record<string, Plain>>>;

export default defineModule({
  name: 'openssl_dhparam',
  collection: 'community.crypto',
  summary: 'Makes Diffie-Hellman parameters.',
  notes: [
    'They are made on the host, with its program `openssl`; big ones take minutes.',
    'Parameters that are there are read where kplay runs. With `select_crypto_backend: openssl` the program of the host judges them, and warns of weak ones.',
  ],
  params: {
    properties: {
      ...pkiFileParams,
      state: { ...pkiFileParams.state, enum: ['absent', 'present'] },
      size: { type: 'integer', default: 4096, description: 'Bits of the prime.' },
      select_crypto_backend: {
        type: 'string',
        enum: ['auto', 'cryptography', 'openssl'],
        default: 'auto',
        description:
          'Who judges parameters that are there: kplay itself, or `openssl` on the host.',
      },
    },
    required: ['path'],
  },
  returns: {
    size: { type: 'integer', description: 'Bits of the prime.' },
    filename: { type: 'string', description: 'Path of the file.' },
    backup_file: { type: 'string', description: 'Path of the backup.' },
    dhparams: { type: 'string', description: 'The parameters, with `return_content`.' },
  },
  examples: [
    '- community.crypto.openssl_dhparam:\n    path: /etc/nginx/dhparams.pem\n    size: 2048\n',
  ],
  async inspect(params, host): Promise<State> {
    const file = await inspectPkiFile(
      params,
      host,
      (parent) => `The directory '${parent}' does not exist or the file is not a directory`,
    );
    if (params.state === 'absent') return { file, size: undefined };
    return { file, size: await inspectSize(params, file.text, host) };
  },
  plan(params, { file, size }): DhPlan {
    const returns = { size: params.size, filename: params.path };
    if (params.state === 'absent') {
      const content = params.return_content ? { dhparams: null } : {};
      return { ...planPkiAbsence(params, file), returns: { ...returns, ...content } };
    }
    const isRenewed = params.force || size !== params.size;
    const { path } = file.file;
    const temp = joinPath(parentOf(path), `.kplay-dhparam-${baseName(path)}`);
    const { changes, steps } = planPkiFile({
      params,
      state: file,
      what: 'Diffie-Hellman parameters',
      isRenewed,
      content: isRenewed ? { from: 'host', path: temp } : undefined,
      isSecret: false,
    });
    const remove: Step = { do: 'remove', title: `remove ${temp}`, path: temp, housekeeping: true };
    const content = params.return_content ? { dhparams: file.text ?? null } : {};
    return {
      changes,
      steps: isRenewed ? [makeParameters(temp, params.size), ...steps, remove] : steps,
      returns: { ...returns, ...content },
    };
  },
  settle(params, plan, outcomes) {
    const made = outcomes.find(({ step }) => step.title.startsWith('make '));
    if (made?.rc === 127) throw new TaskFailure(describeMissing(OPENSSL), { rc: 2 });
    failOnFailedStep(outcomes, (outcome) =>
      outcome === made ? saidBy(made).trim() : outcome.stderr.trim(),
    );
    const others = outcomes.filter((outcome) => outcome !== made);
    const returns = settlePkiFile(plan.returns, others);
    const isShown = made !== undefined && params.return_content;
    return { returns: isShown ? { ...returns, dhparams: made.stdout } : returns };
  },
});
