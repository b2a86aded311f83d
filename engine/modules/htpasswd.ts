/** htpasswd: users and hashes of their passwords, as web servers read them. */
import { TaskFailure, type Probe } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { hashPassword, verifyPassword } from '../template/index.ts';
import {
  inspectEdit,
  planEdit,
  settleEdit,
  type EditReturns,
  type EditState,
} from './_shared/edit-file.ts';
import { fileParams, type FileParams } from './_shared/file-params.ts';
import { readLines } from './_shared/file-text.ts';
import { defineModule, type Plan } from './contract.ts';

interface UserParams extends FileParams {
  readonly path: string;
  readonly name: string;
  readonly password?: string;
  readonly crypt_scheme: string;
  readonly state: 'absent' | 'present';
  readonly create: boolean;
}

interface UserState extends EditState {
  /** Of the host, for a new salt: a plan is made of what was seen alone. */
  readonly random: Uint8Array;
}

const RANDOM_BYTES = 32;

const randomBytes: Probe<Uint8Array> = {
  name: 'random-bytes',
  script: sh`od -An -v -tx1 -N${String(RANDOM_BYTES)} /dev/urandom`,
  parse: ({ stdout }) =>
    Uint8Array.from(stdout.trim().split(/\s+/), (digits) => Number.parseInt(digits, 16)),
};

/** Lines that are no user are kept. */
function isUser(line: string): boolean {
  const text = line.trimStart();
  return text !== '' && !text.startsWith('#');
}

function userOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

/** @throws TaskFailure for a line that is no user with a hash */
function readUsers(text: string): readonly string[] {
  const lines = readLines(text).filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    if (isUser(line) && line.trimEnd().split(':').length !== 2) {
      throw new TaskFailure(`malformed htpasswd file (error reading line ${index + 1})`);
    }
  }
  return lines;
}

function checkName(name: string): void {
  if (/[:\n\r\t\0]/.test(name)) {
    throw new TaskFailure(`user contains invalid characters: ${name}`);
  }
  if (name.length > 255) throw new TaskFailure('user must be at most 255 characters');
}

/** @throws TaskFailure for a scheme that kplay cannot make */
function makeHash(params: UserParams, random: Uint8Array): string {
  const { password = '', crypt_scheme: scheme } = params;
  if (scheme === 'plaintext') return password;
  const usual = { salt: undefined, saltSize: undefined, rounds: undefined, ident: undefined };
  try {
    return hashPassword({ ...usual, password, scheme, random });
  } catch (error) {
    throw new TaskFailure(error instanceof Error ? error.message : String(error));
  }
}

/** What a plan comes to: the new text, and what to say. */
interface UserEdit {
  readonly text: string;
  readonly message: string;
  readonly change?: { readonly before: string; readonly after: string };
}

function editAbsent({ name }: UserParams, text: string): UserEdit {
  const lines = readUsers(text);
  const kept = lines.filter((line) => !isUser(line) || userOf(line) !== name);
  if (kept.length === lines.length) return { text, message: `${name} not present` };
  const change = { before: 'present', after: 'absent' };
  return { text: kept.join(''), message: `Remove ${name}`, change };
}

function editPresent(params: UserParams, text: string, random: Uint8Array): UserEdit {
  const { name, password } = params;
  if (password === undefined) throw new TaskFailure('secret must be unicode or bytes, not None');
  checkName(name);
  const lines = [...readUsers(text)];
  const at = lines.findIndex((line) => isUser(line) && userOf(line) === name);
  const stored = lines[at]?.trimEnd().slice(name.length + 1);
  if (stored !== undefined && verifyPassword(password, stored)) {
    return { text, message: `${name} already present` };
  }
  const line = `${name}:${makeHash(params, random)}\n`;
  const last = lines.at(-1);
  if (last?.endsWith('\n') === false) lines[lines.length - 1] = `${last}\n`;
  lines.splice(at === -1 ? lines.length : at, at === -1 ? 0 : 1, line);
  const before = stored === undefined ? 'absent' : 'another password';
  return {
    text: lines.join(''),
    message: `Add/update ${name}`,
    change: { before, after: 'present' },
  };
}

function edit(params: UserParams, { text, path, random, isCheckMode }: UserState): UserEdit {
  const { name, state, create } = params;
  if (state === 'absent') {
    return text === undefined
      ? { text: '', message: `${name} not present` }
      : editAbsent(params, text);
  }
  if (text !== undefined) return editPresent(params, text, random);
  if (!create) throw new TaskFailure(`Destination ${path.path} does not exist`);
  const created = editPresent(params, '', random);
  const message = isCheckMode ? `Create ${path.path}` : `Created ${path.path} and added ${name}`;
  return { ...created, message };
}

/** The plan of an edit, telling nothing of the hashes. */
function planUser(params: UserParams, state: UserState): Plan<EditReturns> {
  const { text, message, change } = edit(params, state);
  const plan = planEdit({ ...params, backup: false }, state, { text, message: '' });
  const own = plan.changes.filter(({ what }) => what !== 'content');
  const wanted = change === undefined ? [] : [{ what: `user ${params.name}`, ...change }];
  return {
    ...plan,
    changes: [...wanted, ...own],
    steps: plan.steps.map((step) => (step.do === 'write' ? { ...step, isSecret: true } : step)),
    returns: { msg: message },
    ...(state.text === undefined && params.state === 'absent'
      ? { warnings: [`${state.path.path} does not exist`] }
      : {}),
  };
}

export default defineModule({
  name: 'htpasswd',
  collection: 'community.general',
  summary: 'Manages users of password files of web servers.',
  notes: [
    'Needs no passlib on the host: the hash is made here.',
    'Traditional DES hashes (`des_crypt`) are neither made nor verified.',
  ],
  params: {
    properties: {
      ...fileParams,
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['dest', 'destfile'],
        description: 'The file.',
      },
      name: { type: 'string', 'x-aliases': ['username'], description: 'Name of the user.' },
      password: {
        type: 'string',
        'x-secret': true,
        description: 'The password; a user that is there keeps a hash that is of it.',
      },
      crypt_scheme: {
        type: 'string',
        default: 'apr_md5_crypt',
        description: 'How a new hash is made: a scheme of `password_hash`, or `plaintext`.',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether the user should be there.',
      },
      create: { type: 'boolean', default: true, description: 'Make the file when it is missing.' },
    },
    required: ['path', 'name'],
  },
  returns: { msg: { type: 'string', description: 'What was done.' } },
  examples: [
    '- htpasswd:\n    path: /etc/nginx/passwdfile\n    name: jane\n    password: "{{ jane_password }}"\n    owner: root\n    group: www-data\n    mode: "0640"\n',
  ],
  async inspect(params, host, controller): Promise<UserState> {
    const [state, random] = await Promise.all([
      inspectEdit({ ...params, backup: false }, host, controller),
      host.ask(randomBytes),
    ]);
    return { ...state, random };
  },
  plan: planUser,
  settle: (_params, plan, outcomes) => ({ returns: settleEdit(plan.returns, outcomes) }),
});
