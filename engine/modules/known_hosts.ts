/** known_hosts: keys of SSH servers, known or forgotten in a known_hosts file. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type HostReader, type Step } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { fileText, toContent } from './_shared/file-text.ts';
import { parentOf, toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { defineModule, type Plan } from './contract.ts';

interface KnownLine {
  readonly text: string;
  readonly isOfHost: boolean;
  readonly type: string;
  readonly key: string;
}

interface KnownState {
  readonly path: PathState;
  readonly text: string | undefined;
  /** Numbers of the lines that ssh-keygen finds for the host, from 1. */
  readonly matches: readonly number[];
  /** The key under a hashed name, when that was asked for. */
  readonly hashed: string | undefined;
}

/**
 * Asks ssh-keygen, which alone knows hashed names. `name` is as ssh writes it: `host` or
 * `[host]:port`.
 */
async function findMatches(
  host: HostReader,
  name: string,
  path: string,
): Promise<readonly number[]> {
  return host.ask({
    name: 'known-host',
    script: sh`[ -f ${path} ] || exit 0
command -v ssh-keygen >/dev/null 2>&1 || { echo none; exit 3; }
ssh-keygen -F ${name} -f ${path} 2>/dev/null | sed -n 's/^# Host .* found: line \([0-9]*\).*/\1/p'`,
    parse: ({ rc, stdout }) => {
      if (rc === 3) {
        throw new TaskFailure('`ssh-keygen` is missing on the host (package openssh-client)');
      }
      return stdout.split('\n').filter(Boolean).map(Number);
    },
  });
}

/** Hashes a line's name in a file of its own; each call gives another salt. */
async function hashLine(host: HostReader, line: string): Promise<string> {
  return host.ask({
    name: 'hashed-host',
    script: sh`command -v ssh-keygen >/dev/null 2>&1 || exit 3
t=$(mktemp -d) || exit
printf '%s\n' ${line} >"$t/known"
ssh-keygen -H -f "$t/known" >/dev/null 2>&1
cat "$t/known"; rm -rf "$t"`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(`could not hash the name of the host: ${stderr.trim()}`);
      return stdout.trim();
    },
  });
}

/** Fields of a line, its marker (`@cert-authority`) counted to the type, as Ansible does. */
function readFields(line: string): {
  readonly names: string;
  readonly type: string;
  readonly key: string;
} {
  const words = line.trim().split(/\s+/);
  const marker = words[0]?.startsWith('@') === true ? (words.shift() ?? '') : '';
  const [names = '', type = '', key = ''] = words;
  return { names, type: `${marker}${type}`, key };
}

function checkKey(name: string, key: string): string {
  if (/\S+\s*,/.test(name)) {
    throw new TaskFailure(
      'Comma separated list of names is not supported. Please pass a single name to lookup in the known_hosts file.',
    );
  }
  const line = key.trim();
  const { names, key: body } = readFields(line);
  if (body === '' || line.includes('\n')) {
    throw new TaskFailure(`\`key\` is no line of known_hosts: it needs a name, a type and a key`);
  }
  const isHashed = names.startsWith('|');
  if (!isHashed && !names.split(',').includes(name)) {
    throw new TaskFailure('Host parameter does not match hashed host field in supplied key');
  }
  return line;
}

function readLines(state: KnownState): readonly KnownLine[] {
  const lines = (state.text ?? '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((text, index) => {
    const { type, key } = readFields(text);
    return { text, type, key, isOfHost: state.matches.includes(index + 1) };
  });
}

function toSteps(path: PathState, text: string): readonly Step[] {
  const stat = path.target;
  const mode = stat === undefined ? undefined : `0${stat.mode.toString(8)}`;
  return [
    {
      do: 'write',
      title: `write ${path.realPath}`,
      path: path.realPath,
      content: toContent(text),
      attributes: mode === undefined ? {} : { mode },
    },
  ];
}

interface KnownParams {
  readonly name: string;
  readonly key?: string;
  readonly hash_host: boolean;
  readonly state: 'present' | 'absent';
}

/** The lines that stay, and the one that is added. */
function chooseLines(
  params: KnownParams,
  state: KnownState,
  key: string | null,
): { readonly kept: readonly KnownLine[]; readonly added: readonly string[] } {
  const lines = readLines(state);
  if (key === null) return { kept: lines.filter((line) => !line.isOfHost), added: [] };
  const wanted = readFields(key);
  if (params.state === 'absent') {
    // Only a key of the same type goes, and only the first.
    const gone = lines.find((line) => line.isOfHost && line.type === wanted.type);
    return { kept: lines.filter((line) => line !== gone), added: [] };
  }
  const isSame = (line: KnownLine): boolean =>
    line.key === wanted.key &&
    line.type === wanted.type &&
    line.text.startsWith('|') === params.hash_host;
  const kept = lines.filter((line) => !line.isOfHost || line.type !== wanted.type || isSame(line));
  const isKnown = kept.some((line) => line.isOfHost && isSame(line));
  return { kept, added: isKnown ? [] : [state.hashed ?? key] };
}

function planKnown(params: KnownParams, state: KnownState): Plan<Record<string, Plain>> {
  const { name, hash_host: isHashed } = params;
  const { path } = state;
  const parent = parentOf(path.path);
  if (params.state === 'present' && path.self === undefined && path.ancestor !== parent) {
    throw new TaskFailure(`Failed to write to file ${path.path}: ${parent} does not exist`);
  }
  const key = params.key === undefined ? null : params.key.trim();
  const { kept, added } = chooseLines(params, state, key);
  const isChanged = kept.length !== readLines(state).length || added.length > 0;
  const text = [...kept.map((line) => line.text), ...added].map((line) => `${line}\n`).join('');
  const isThere = path.self !== undefined || added.length > 0;
  const returns = { name, key, path: path.path, hash_host: isHashed };
  return {
    changes: isChanged
      ? [{ what: 'content', before: state.text ?? '', after: text, path: path.path }]
      : [],
    steps: isChanged ? toSteps(path, text) : [],
    returns: { ...returns, state: isThere ? 'file' : 'absent' },
  };
}

export default defineModule({
  name: 'known_hosts',
  collection: 'ansible.builtin',
  summary: 'Adds and removes keys of SSH servers in a known_hosts file.',
  notes: ['Hashed names are found and made with ssh-keygen of the host.'],
  params: {
    properties: {
      name: {
        type: 'string',
        'x-aliases': ['host'],
        description: 'The server, as ssh writes it: `host` or `[host]:port`.',
      },
      key: { type: 'string', description: 'The whole line: name, type and key.' },
      path: {
        type: 'string',
        'x-coerce': 'path',
        default: '~/.ssh/known_hosts',
        description: 'The file.',
      },
      hash_host: { type: 'boolean', default: false, description: 'Hide the name.' },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description:
          'Whether the key should be known. `absent` without `key` forgets every key of the server, with it the one of that type.',
      },
    },
    required: ['name'],
  },
  alwaysReturnsDiff: true,
  returns: {
    diff: { type: 'object', description: 'The file before and after.' },
    name: { type: 'string', description: 'The server.' },
    key: { type: 'value', description: 'The line that was asked for.' },
    path: { type: 'string', description: 'The file.' },
    hash_host: { type: 'boolean', description: 'As it was asked for.' },
    state: { type: 'string', description: '`file`, or `absent` when there is no file.' },
  },
  examples: [
    "- known_hosts:\n    name: git.example.com\n    key: \"{{ lookup('file', 'git.example.com.pub') }}\"\n",
    '- known_hosts: name=old.example.com state=absent\n',
  ],
  async inspect(params, host): Promise<KnownState> {
    const { name, key, state, hash_host: isHashed } = params;
    if (state === 'present' && key === undefined) {
      throw new TaskFailure('No key specified when adding a host');
    }
    const line = key === undefined ? undefined : checkKey(name, key);
    const path = await toHostPath(host, params.path);
    const [found, text, matches, hashed] = await Promise.all([
      host.ask(pathState(path)),
      host.ask(fileText(path)),
      findMatches(host, name, path),
      line === undefined || !isHashed ? undefined : hashLine(host, line),
    ]);
    return { path: found, text, matches, hashed };
  },
  plan: planKnown,
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes);
    return { returns: plan.returns };
  },
});
