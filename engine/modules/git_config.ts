/** git_config: settings of git, of a repository, a file, a user or the system. */
import { TaskFailure, type HostReader, type Probe, type Reply } from '../host/index.ts';
import { mutuallyExclusive, requiredIf } from '../schema/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

interface GitConfigParams {
  readonly name?: string;
  readonly value?: string;
  readonly list_all: boolean;
  readonly repo?: string;
  readonly file?: string;
  readonly scope?: 'file' | 'local' | 'global' | 'system';
  readonly state: 'absent' | 'present';
}

interface GitConfigState {
  /** The folder that git is asked in. */
  readonly folder: string;
  /** The words behind `git` that read. */
  readonly words: readonly string[];
  readonly answer: Answer;
  readonly isCheckMode: boolean;
}

interface Answer extends Pick<Reply, 'rc' | 'stdout' | 'stderr'> {
  /** Where git lies. */
  readonly path: string;
}

const GIT: Tool = { name: 'git', package: 'git' };

interface GitConfigReturns {
  readonly msg: string;
  readonly config_value?: string;
  readonly config_values?: Readonly<Record<string, string>>;
  /** What is called; told where it fails. */
  readonly cmd?: readonly string[];
}

function scopeOf({ scope, list_all: isList }: GitConfigParams): GitConfigParams['scope'] {
  return scope ?? (isList ? undefined : 'system');
}

/** Only a repository's own settings are looked for in it; elsewhere none could be met by chance. */
async function folderOf(params: GitConfigParams, host: HostReader): Promise<string> {
  const isAsked = params.scope === 'local' || params.list_all;
  return isAsked && params.repo !== undefined ? toHostPath(host, params.repo) : '/';
}

function wordsOf(params: GitConfigParams, file: string): readonly string[] {
  const scope = scopeOf(params);
  const place = scope === undefined ? [] : [`--${scope}`];
  return [
    ...['config', '--includes', ...(params.list_all ? ['-l'] : [])],
    ...(scope === 'file' ? ['-f', file] : place),
    ...(params.name === undefined ? [] : [params.name]),
  ];
}

/** Where there is no such folder, git says why it cannot go on. */
function inFolder(folder: string, words: readonly string[]): Sh {
  return sh`cd -- ${folder} 2>/dev/null; git ${words}`;
}

function ask(folder: string, words: readonly string[]): Probe<Answer> {
  const script = sh`command -v git; ${inFolder(folder, words)}`;
  return askTool([GIT], 'git-config', script, ({ rc, stdout, stderr }) => {
    const [path = '', ...lines] = stdout.split('\n');
    return { path, rc, stdout: lines.join('\n'), stderr };
  });
}

/** The lines of `git config -l`; a value may hold `=`. */
function readAll(stdout: string): Readonly<Record<string, string>> {
  const lines = stdout.trimEnd().split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const at = line.indexOf('=');
      return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
    }),
  );
}

/** What the settings are now. @throws TaskFailure in git's words */
function readState(params: GitConfigParams, { answer, words }: GitConfigState): string | undefined {
  const { rc, stdout, stderr, path } = answer;
  const isNothing =
    params.list_all && scopeOf(params) !== undefined && /unable to read config file/.test(stderr);
  if (rc === 128 && isNothing) return undefined;
  // 1 is a setting that has not been made.
  if (rc >= 2) throw new TaskFailure(stderr, { rc, cmd: [path, ...words].join(' ') });
  return stdout;
}

function planChange(
  params: GitConfigParams,
  { folder, words, answer, isCheckMode }: GitConfigState,
  now: string,
): Plan<GitConfigReturns> {
  const isUnset = params.state === 'absent';
  const key = isUnset ? [...words.slice(0, -1), '--unset', ...words.slice(-1)] : words;
  const value = isUnset ? [] : [params.value ?? ''];
  // In check mode Ansible has not yet said how it would take a setting away.
  const shown = [answer.path, ...(isCheckMode ? words : key)];
  const before = `${now.trimEnd()}\n`;
  const after = `${value[0] ?? ''}\n`;
  return {
    changes: [{ what: 'content', path: shown.join(' '), before, after }],
    steps: [
      callTool(
        GIT,
        `set ${params.name ?? ''}`,
        // Whatever git says here, it says of what it could not do.
        sh`e=$(${inFolder(folder, [...key, ...value])} 2>&1 >/dev/null) || r=$?
[ -z "$e" ] || { printf '%s\n' "$e" >&2; exit ${{ sh: '"${r:-1}"' }}; }`,
      ),
    ],
    returns: {
      msg: 'setting changed',
      ...(isCheckMode ? {} : { cmd: [answer.path, ...key, ...value] }),
    },
  };
}

export default defineModule({
  name: 'git_config',
  collection: 'community.general',
  summary: 'Sets and reads settings of git.',
  notes: ['Needs git on the host.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The setting, like `core.editor`.' },
      value: { type: 'string', description: 'Its value; without one it is only read.' },
      list_all: { type: 'boolean', default: false, description: 'Read all settings.' },
      repo: {
        type: 'string',
        'x-coerce': 'path',
        description: 'The repository whose settings are meant.',
      },
      file: { type: 'string', 'x-coerce': 'path', description: 'The file of `scope: file`.' },
      scope: {
        type: 'string',
        enum: ['file', 'local', 'global', 'system'],
        description: 'Whose setting it is: `system` if nothing is said, all where they are listed.',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether it should be set.',
      },
    },
    rules: [
      mutuallyExclusive('list_all', 'name'),
      mutuallyExclusive('list_all', 'value'),
      mutuallyExclusive('list_all', 'state'),
      requiredIf('scope', 'local', ['repo']),
      requiredIf('scope', 'file', ['file']),
    ],
  },
  returns: {
    config_value: { type: 'string', description: 'The setting as it is, where it was only read.' },
    config_values: { type: 'object', description: 'All settings, with `list_all`.' },
    msg: { type: 'string', description: 'Whether something was set.' },
  },
  examples: [
    '- git_config:\n    name: user.email\n    value: root@example.org\n    scope: local\n    repo: /etc\n',
    '- git_config:\n    list_all: true\n    scope: global\n  register: settings\n',
  ],
  async inspect(params, host, { isCheckMode }): Promise<GitConfigState> {
    const folder = await folderOf(params, host);
    const file = params.file === undefined ? '' : await toHostPath(host, params.file);
    const words = wordsOf(params, file);
    return { folder, words, answer: await host.ask(ask(folder, words)), isCheckMode };
  },
  plan(params, state): Plan<GitConfigReturns> {
    const stdout = readState(params, state);
    const as = (returns: GitConfigReturns): Plan<GitConfigReturns> => ({
      changes: [],
      steps: [],
      returns,
    });
    if (stdout === undefined) return as({ msg: '', config_values: {} });
    if (params.list_all) return as({ msg: '', config_values: readAll(stdout) });
    const now = stdout.trimEnd();
    const isUnset = params.state === 'absent';
    if (isUnset && stdout === '') return as({ msg: 'no setting to unset' });
    if (!isUnset && (params.value ?? '') === '') return as({ msg: '', config_value: now });
    if (!isUnset && now === params.value) return as({ msg: '' });
    return planChange(params, state, now);
  },
  settle(_params, plan, outcomes) {
    const { cmd, ...returns } = plan.returns;
    failOnFailedStep(outcomes, ({ stderr }) => stderr, cmd === undefined ? {} : { cmd });
    return { returns };
  },
});
