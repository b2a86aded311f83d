/** authorized_key: SSH keys that may log in to an account. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, userInfo, type HostReader, type Step, type UserInfo } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import {
  addKeys,
  readKey,
  readKeyLines,
  removeKeys,
  renderKeyLine,
  splitOptions,
  type AuthorizedKey,
} from './_shared/authorized-keys.ts';
import { fileText, toContent } from './_shared/file-text.ts';
import { parentOf, toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { defineModule, type Plan } from './contract.ts';

interface KeyParams {
  readonly user: string;
  readonly key: string;
  readonly path?: string;
  readonly manage_dir: boolean;
  readonly state: 'present' | 'absent';
  readonly key_options?: string;
  readonly exclusive: boolean;
  readonly comment?: string;
  readonly validate_certs: boolean;
  readonly follow: boolean;
}

interface KeyState {
  readonly user: UserInfo | undefined;
  readonly path: PathState;
  readonly text: string;
  readonly keys: readonly AuthorizedKey[];
}

/** Reads keys that stand at a URL, with what the host has. */
async function readUrl(host: HostReader, url: string, isVerified: boolean): Promise<string> {
  return host.ask({
    name: 'keys-at-url',
    params: { url },
    script: sh`if command -v curl >/dev/null 2>&1; then
  curl -q -fsSL ${isVerified ? [] : ['-k']} -- ${url}
elif command -v wget >/dev/null 2>&1; then
  wget -q -O - ${isVerified ? [] : ['--no-check-certificate']} ${url}
else
  echo 'the host has neither curl nor wget' >&2; exit 1
fi`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(`Error getting key from: ${url} (${stderr.trim()})`);
      return stdout;
    },
  });
}

function parseKeys(params: KeyParams, text: string): readonly AuthorizedKey[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const key = readKey(line);
      if (key === undefined) throw new TaskFailure(`invalid key specified: ${line}`);
      return {
        ...key,
        ...(params.key_options === undefined ? {} : { options: splitOptions(params.key_options) }),
        ...(params.comment === undefined ? {} : { comment: params.comment }),
      };
    });
}

function toSteps(params: KeyParams, state: KeyState, text: string): readonly Step[] {
  const { path, user } = state;
  const owner = user === undefined ? {} : { owner: String(user.uid), group: String(user.gid) };
  const folder = parentOf(path.path);
  const attributes = { ...owner, mode: '0700' };
  const make: Step = params.manage_dir
    ? { do: 'mkdir', title: `make ${folder}`, path: folder, attributes }
    : { do: 'run', title: `make ${folder}`, script: sh`mkdir -p -- ${folder}` };
  const write: Step = {
    do: 'write',
    title: `write ${path.realPath}`,
    path: params.follow ? path.realPath : path.path,
    content: toContent(text),
    attributes: { ...owner, mode: '0600' },
  };
  return [make, write];
}

export default defineModule({
  name: 'authorized_key',
  collection: 'ansible.posix',
  summary: 'Adds and removes SSH keys that may log in to an account.',
  params: {
    properties: {
      user: { type: 'string', description: 'The account.' },
      key: {
        type: 'string',
        description: 'One key or several, one a line; or a URL that gives them, read by the host.',
      },
      path: {
        type: 'string',
        'x-coerce': 'path',
        description: "The file; `.ssh/authorized_keys` in the account's home when not given.",
      },
      manage_dir: {
        type: 'boolean',
        default: true,
        description: "Make the file's folder, and give it to the account, with mode 0700.",
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether the key may log in.',
      },
      key_options: { type: 'string', description: 'Options to put in front of the key.' },
      exclusive: {
        type: 'boolean',
        default: false,
        description: 'Leave no other keys. In a loop every item would remove those before it.',
      },
      comment: { type: 'string', description: "Comment instead of the key's own." },
      validate_certs: {
        type: 'boolean',
        default: true,
        description: 'Verify the certificate of a URL.',
      },
      follow: { type: 'boolean', default: false, description: 'Write through a symbolic link.' },
    },
    required: ['user', 'key'],
  },
  returns: {
    user: { type: 'string', description: 'The account.' },
    key: { type: 'string', description: 'As it was asked for.' },
    keyfile: { type: 'string', description: 'The file.' },
    path: { type: 'value', description: 'As it was asked for.' },
    manage_dir: { type: 'boolean', description: 'As it was asked for.' },
    state: { type: 'string', description: 'As it was asked for; `file` when `path` was given.' },
    key_options: { type: 'value', description: 'As it was asked for.' },
    exclusive: { type: 'boolean', description: 'As it was asked for.' },
    comment: { type: 'value', description: 'As it was asked for.' },
    validate_certs: { type: 'boolean', description: 'As it was asked for.' },
    follow: { type: 'boolean', description: 'As it was asked for.' },
  },
  examples: [
    "- authorized_key:\n    user: deploy\n    key: \"{{ lookup('file', 'deploy.pub') }}\"\n    key_options: no-port-forwarding\n",
  ],
  async inspect(params, host): Promise<KeyState> {
    const user = await host.ask(userInfo(params.user));
    if (user === undefined && params.path === undefined) {
      throw new TaskFailure(`Failed to lookup user ${params.user}`);
    }
    const isUrl = /^(?:https?|ftp):\/\//.test(params.key);
    const named = params.path ?? `${user?.home ?? ''}/.ssh/authorized_keys`;
    const path = await toHostPath(host, named);
    const [found, text, given] = await Promise.all([
      host.ask(pathState(path)),
      host.ask(fileText(path)),
      isUrl ? readUrl(host, params.key, params.validate_certs) : params.key,
    ]);
    return { user, path: found, text: text ?? '', keys: parseKeys(params, given) };
  },
  plan(params, state): Plan<Record<string, Plain>> {
    const isPresent = params.state === 'present';
    if (state.user === undefined) throw new TaskFailure(`Failed to lookup user ${params.user}`);
    const lines = readKeyLines(state.text);
    const after = isPresent
      ? addKeys(lines, state.keys, params.exclusive)
      : removeKeys(lines, state.keys);
    const render = (all: typeof after): string =>
      all.map((line) => `${renderKeyLine(line)}\n`).join('');
    const isChanged = render(lines) !== render(after);
    const { path } = state;
    const kind = path.self === undefined && !isChanged ? 'absent' : 'file';
    return {
      changes: isChanged
        ? [{ what: 'keys', before: state.text, after: render(after), path: path.path }]
        : [],
      steps: isChanged ? toSteps(params, state, render(after)) : [],
      returns: {
        user: params.user,
        key: params.key,
        keyfile: path.path,
        path: params.path === undefined ? null : path.path,
        manage_dir: params.manage_dir,
        state: params.path === undefined ? params.state : kind,
        key_options: params.key_options ?? null,
        exclusive: params.exclusive,
        comment: params.comment ?? null,
        validate_certs: params.validate_certs,
        follow: params.follow,
      },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes);
    return { returns: plan.returns };
  },
});
