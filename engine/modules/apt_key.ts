/** apt_key: keys that apt trusts, with apt-key and gpg. */
import type { Plain } from '../base/index.ts';
import {
  TaskFailure,
  type HostReader,
  type Probe,
  type Step,
  type StepOutcome,
} from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { encodeBase64 } from './_shared/file-text.ts';
import { fetchBytes } from './_shared/fetch-bytes.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const APT_KEY: Tool = {
  name: 'apt-key',
  package: 'apt before 2.9 (newer ones have none: use deb822_repository, or get_url and signed-by)',
};
const GPG: Tool = { name: 'gpg', package: 'gnupg' };

interface KeyParams {
  readonly id?: string;
  readonly data?: string;
  readonly file?: string;
  readonly keyring?: string;
  readonly url?: string;
  readonly keyserver?: string;
  readonly state: 'absent' | 'present';
  readonly validate_certs: boolean;
}

interface KeyState {
  /** Long ids of the keys in the keyring, or in all of apt's. */
  readonly known: readonly string[];
  /** The id in the key that was given. */
  readonly found: string | undefined;
  /** The key in base64, when it does not stand in a file of the host. */
  readonly base64: string | undefined;
}

interface KeyId {
  readonly keyId: string;
  readonly shortId: string;
  readonly fingerprint: string;
}

/** Reads `0x` and hexadecimal digits. @throws TaskFailure for anything else */
function parseId(id: string): KeyId {
  const fingerprint = id.toUpperCase().replace(/^0X/, '');
  const isLong = [8, 16].includes(fingerprint.length) || fingerprint.length > 16;
  if (!/^[0-9A-F]+$/.test(fingerprint) || !isLong) throw new TaskFailure('Invalid key_id', { id });
  return { fingerprint, keyId: fingerprint.slice(-16), shortId: fingerprint.slice(-8) };
}

/** Long ids of keys and subkeys, as gpg lists them with colons. */
function parseKeys(stdout: string, kinds: readonly string[]): readonly string[] {
  return stdout.split('\n').flatMap((line) => {
    const [kind = '', , , , id] = line.split(':');
    return kinds.includes(kind) && id !== undefined ? [id] : [];
  });
}

function ring(keyring: string | undefined): readonly string[] {
  return keyring === undefined ? [] : ['--keyring', keyring];
}

function knownKeys(keyring: string | undefined): Probe<readonly string[]> {
  const script = sh`APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE=1; export APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE
apt-key ${ring(keyring)} adv --no-tty --batch --list-public-keys --with-colons 2>/dev/null; true`;
  return askTool([APT_KEY, GPG], 'apt-keys', script, ({ stdout }) =>
    parseKeys(stdout, ['pub', 'sub']),
  );
}

function keyInside(source: Sh, about: string): Probe<string> {
  const script = sh`d=$(mktemp -d) || exit
trap 'rm -rf "$d"' EXIT
${source} | gpg --homedir "$d" --quiet --batch --no-tty --with-colons --import-options show-only --import`;
  return askTool([GPG], 'key-id', script, ({ stdout, stderr }) => {
    const [id] = parseKeys(stdout, ['pub']);
    if (id === undefined) {
      throw new TaskFailure(`Unable to extract key from '${about}'`, { stdout, stderr });
    }
    return id;
  });
}

/** Finds the id of the key that was given, and the key itself where the host has no file of it. */
async function readKey(
  params: KeyParams,
  host: HostReader,
): Promise<Pick<KeyState, 'found' | 'base64'>> {
  const { data, file, url } = params;
  if (file !== undefined) {
    return { found: await host.ask(keyInside(sh`cat -- ${file}`, file)), base64: undefined };
  }
  if (data === undefined && url === undefined) return { found: undefined, base64: undefined };
  const bytes =
    data === undefined
      ? await host.ask(
          fetchBytes(url ?? '', `Failed to download key at ${url ?? ''}`, params.validate_certs),
        )
      : new TextEncoder().encode(data);
  const base64 = encodeBase64(bytes);
  const about = data === undefined ? (url ?? '') : 'inline data';
  const found = await host.ask(keyInside(sh`printf '%s' ${base64} | base64 -d`, about));
  return { found, base64 };
}

/** @throws TaskFailure when there is nothing to add */
function callAdd(params: KeyParams, state: KeyState, id: KeyId): Step {
  const { keyring, keyserver, file } = params;
  if (keyserver !== undefined) {
    return callTool(
      APT_KEY,
      `fetching key ${id.fingerprint} from keyserver: ${keyserver}`,
      sh`apt-key ${ring(keyring)} adv --no-tty --keyserver ${keyserver} --recv ${id.fingerprint}`,
    );
  }
  if (file !== undefined) {
    return callTool(APT_KEY, `adding key from ${file}`, sh`apt-key ${ring(keyring)} add ${file}`);
  }
  if (state.base64 === undefined) throw new TaskFailure('No key to add ... how did i get here?!?!');
  return callTool(
    APT_KEY,
    'adding the key',
    sh`printf '%s' ${state.base64} | base64 -d | apt-key ${ring(keyring)} add -`,
  );
}

function describeFailure({ step, stderr, stdout }: StepOutcome): string {
  return step.title.startsWith('fetching ') ? `Error ${step.title}` : (stderr || stdout).trim();
}

export default defineModule({
  name: 'apt_key',
  collection: 'ansible.builtin',
  summary: 'Adds and removes keys that apt trusts.',
  notes: ['apt-key is going away; deb822_repository with `signed_by` does without it.'],
  params: {
    properties: {
      id: { type: 'string', description: 'Id of the key, with or without `0x`.' },
      data: { type: 'string', description: 'The key itself.' },
      file: { type: 'string', 'x-coerce': 'path', description: 'A file of the host with the key.' },
      keyring: {
        type: 'string',
        'x-coerce': 'path',
        description: 'A keyring file in /etc/apt/trusted.gpg.d.',
      },
      url: { type: 'string', description: 'Where the host fetches the key from.' },
      keyserver: { type: 'string', description: 'The server to fetch the key `id` from.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the key should be there.',
      },
      validate_certs: {
        type: 'boolean',
        default: true,
        description: 'Whether the certificate of `url` must be right.',
      },
    },
    rules: [mutuallyExclusive('data', 'file', 'keyserver', 'url')],
  },
  returns: {
    id: { type: 'string', description: 'The id that was given or found.' },
    key_id: { type: 'string', description: 'The long id.' },
    short_id: { type: 'string', description: 'The last eight digits.' },
    fp: { type: 'string', description: 'The id as far as it was given.' },
    before: { type: 'array', description: 'Keys before the task.' },
    after: { type: 'array', description: 'Keys after the task.' },
  },
  examples: [
    '- apt_key:\n    url: https://download.docker.com/linux/debian/gpg\n',
    '- apt_key:\n    id: "0x9FED2BCBDCD29CDF762678CBAED4B06F473041FA"\n    state: absent\n',
  ],
  async inspect(params, host): Promise<KeyState> {
    if (params.id !== undefined) parseId(params.id);
    const [known, key] = await Promise.all([
      host.ask(knownKeys(params.keyring)),
      readKey(params, host),
    ]);
    return { known, ...key };
  },
  plan(params, state): Plan<Readonly<Record<string, Plain>>> {
    const given = params.id ?? state.found;
    if (given === undefined) throw new TaskFailure('Invalid key_id', { id: null });
    const id = parseId(given);
    const isShort = id.fingerprint.length === 8;
    const cut = (key: string): string => (isShort ? key.slice(-8) : key);
    const isThere = state.known.some((key) => cut(key) === id.keyId.slice(isShort ? -8 : -16));
    const before = state.known.map(cut);
    const returns = {
      id: given,
      key_id: id.keyId,
      short_id: id.shortId,
      fp: id.fingerprint,
      before,
    };
    const isPresent = params.state === 'present';
    if (isThere === isPresent) return { changes: [], steps: [], returns };
    if (isPresent && state.found !== undefined && cut(state.found) !== cut(id.keyId)) {
      throw new TaskFailure(`key does not seem to have been added: it is ${state.found}`, returns);
    }
    const remove = callTool(
      APT_KEY,
      `removing key ${id.shortId}`,
      sh`apt-key ${ring(params.keyring)} del ${id.shortId}`,
    );
    const own = cut(id.keyId);
    const after = isPresent ? [...before, own] : before.filter((key) => key !== own);
    return {
      changes: [
        {
          what: `key ${id.keyId}`,
          before: isPresent ? 'absent' : 'present',
          after: params.state,
        },
      ],
      steps: [isPresent ? callAdd(params, state, id) : remove],
      returns: { ...returns, after },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
