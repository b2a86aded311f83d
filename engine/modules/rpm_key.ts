/** rpm_key: keys that rpm trusts, with rpm and gpg. */
import { TaskFailure, type HostReader, type Probe, type Step } from '../host/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { fetchBytes } from './_shared/fetch-bytes.ts';
import { decodeText, encodeBase64 } from './_shared/file-text.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, describeMissing, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const RPM: Tool = { name: 'rpm', package: 'rpm' };
const GPG: Tool = { name: 'gpg', package: 'gnupg (gnupg2 where gpg2 comes with it)' };

interface KeyParams {
  readonly key: string;
  readonly state: 'absent' | 'present';
  readonly fingerprint?: string;
  readonly validate_certs: boolean;
}

/** What gpg tells of a key that was given. */
interface GivenKey {
  readonly id: string;
  readonly fingerprint?: string | undefined;
  /** What calls rpm with the key; undefined where only its id is known. */
  readonly load?: KeyLoad;
}

interface KeyLoad {
  readonly script: Sh;
  /** The key in base64, when it stands in no file of the host. */
  readonly stdin?: string;
}

interface KeyState {
  /** Ids in rpm's database, those of subkeys too. */
  readonly known: readonly string[];
  readonly given: GivenKey;
}

type Fields = readonly string[];

/** Asks gpg in a folder of its own, so that the question leaves no keyring behind in the user's. */
function askGpg(name: string, script: Sh): Probe<readonly Fields[]> {
  const whole = sh`g=gpg; command -v gpg >/dev/null 2>&1 || g=gpg2
command -v "$g" >/dev/null 2>&1 || { echo ${describeMissing(GPG)} >&2; exit 127; }
d=$(mktemp -d) || exit
trap 'rm -rf "$d"' EXIT
tell() { "$g" --homedir "$d" --no-tty --batch --with-colons --fixed-list-mode --with-fingerprint "$@"; }
${script}`;
  return askTool([RPM], name, whole, ({ rc, stdout, stderr }) => {
    if (rc === 0) return stdout.split('\n').map((line) => line.trim().split(':'));
    throw new TaskFailure(stderr.replaceAll(/^gpg: .* created\n/gm, ''));
  });
}

const knownKeys = askGpg(
  'rpm-keys',
  sh`rpm -q gpg-pubkey >/dev/null 2>&1 || exit 0
rpm -q gpg-pubkey --qf '%{description}' | tell -`,
);

function readKey(lines: readonly Fields[], load: KeyLoad): GivenKey {
  const id = lines.find(([kind]) => kind === 'pub')?.[4];
  if (id === undefined) throw new TaskFailure('Unexpected gpg output');
  return { id, fingerprint: lines.find(([kind]) => kind === 'fpr')?.[9], load };
}

const ARMOR = /-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----/s;

async function fetchKey(url: string, isChecked: boolean, host: HostReader): Promise<GivenKey> {
  const failure = `failed to fetch key at ${url} , error was`;
  const bytes = await host.ask(fetchBytes(url, failure, isChecked));
  if (!ARMOR.test(decodeText(bytes))) throw new TaskFailure(`Not a public key: ${url}`);
  const stdin = encodeBase64(bytes);
  const lines = await host.ask(askGpg('rpm-key', sh`printf '%s' ${stdin} | base64 -d | tell -`));
  const script = sh`t=$(mktemp) || exit
trap 'rm -f "$t"' EXIT
base64 -d >"$t" && rpm --import "$t"`;
  return readKey(lines, { script, stdin });
}

/** Finds out which of the three things a key is given as, as Ansible does. */
async function findKey(params: KeyParams, host: HostReader): Promise<GivenKey> {
  const { key } = params;
  if (key.includes('://')) return fetchKey(key, params.validate_certs, host);
  if (/^(?:0x)?[0-9a-f]{8}/i.test(key)) {
    return { id: key.trim().toUpperCase().replace(/^0X/, '') };
  }
  const path = key.startsWith('-') ? `./${key}` : key;
  const tell = sh`if [ -f ${path} ]; then tell ${path}; else echo none; fi`;
  const lines = await host.ask(askGpg('rpm-key', tell));
  if (lines[0]?.[0] === 'none') throw new TaskFailure(`Not a valid key ${key}`);
  return readKey(lines, { script: sh`rpm --import ${path}` });
}

/** @throws TaskFailure when there is no key, or another one than was expected */
function planImport({ fingerprint = '' }: KeyParams, { given }: KeyState): Step {
  const { id, load } = given;
  if (load === undefined) {
    throw new TaskFailure('When importing a key, a valid file must be given');
  }
  const wanted = fingerprint.replaceAll(' ', '').toUpperCase();
  if (wanted !== '' && wanted !== given.fingerprint) {
    throw new TaskFailure(
      `The specified fingerprint, '${wanted}', does not match the key fingerprint '${given.fingerprint ?? ''}'`,
    );
  }
  return { ...callTool(RPM, `import key ${id}`, load.script), stdin: load.stdin };
}

function planErase(id: string): Step {
  const name = `gpg-pubkey-${id.slice(-8).toLowerCase()}`;
  return callTool(RPM, `erase key ${id}`, sh`rpm --erase --allmatches ${name}`);
}

export default defineModule({
  name: 'rpm_key',
  collection: 'ansible.builtin',
  summary: 'Adds and removes keys that rpm trusts.',
  notes: ['What a key is, is asked of gpg; nothing is put into a keyring of the user.'],
  params: {
    properties: {
      key: {
        type: 'string',
        description:
          'A URL, a file of the host, or the id of a key: eight hexadecimal digits or more.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the key should be there. An id alone can only be `absent`, or known.',
      },
      fingerprint: {
        type: 'string',
        'x-since': '2.9',
        description: 'Fingerprint that a key must have which is added.',
      },
      validate_certs: {
        type: 'boolean',
        default: true,
        description: 'Whether the certificate of a URL must be right.',
      },
    },
    required: ['key'],
  },
  returns: {},
  examples: [
    '- rpm_key:\n    key: https://packages.example.org/RPM-GPG-KEY\n    fingerprint: EBC6 E12C 62B1 C734 026B 2122 A20E 5214 6B8D 79E6\n',
    '- rpm_key: key=DEADB33F state=absent\n',
  ],
  async inspect(params, host): Promise<KeyState> {
    const [known, given] = await Promise.all([host.ask(knownKeys), findKey(params, host)]);
    return { known: known.flatMap(([, , , , id = '']) => (id === '' ? [] : [id])), given };
  },
  plan(params, state): Plan<Readonly<Record<string, never>>> {
    const { id } = state.given;
    const isThere = state.known.some((known) => known.includes(id));
    const isPresent = params.state === 'present';
    if (isThere === isPresent) return { changes: [], steps: [], returns: {} };
    const before = isThere ? 'present' : 'absent';
    return {
      changes: [{ what: `key ${id}`, before, after: params.state }],
      steps: [isPresent ? planImport(params, state) : planErase(id)],
      returns: {},
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr }) => stderr);
    return { returns: plan.returns };
  },
});
