/** tempfile: a file or folder with a name that nobody else has. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { rawSh, sh } from '../shell/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { parseStat } from './_shared/path-state.ts';
import { statFormat } from './_shared/path-scripts.ts';
import { toModeText } from './_shared/file-mode.ts';
import { defineModule, type Plan } from './contract.ts';

function describe({ stdout }: StepOutcome): Record<string, Plain> {
  const [line = '', ...path] = stdout.split('\n');
  const stat = parseStat(line);
  return {
    path: path.join('\n').replace(/\n$/, ''),
    uid: stat.uid,
    gid: stat.gid,
    owner: stat.user,
    group: stat.group,
    mode: toModeText(stat.mode),
    size: stat.size,
    state: stat.kind,
  };
}

export default defineModule({
  name: 'tempfile',
  collection: 'ansible.builtin',
  summary: 'Makes a temporary file or folder with a name of its own.',
  notes: ['Every run makes another one. Check mode skips it.'],
  params: {
    properties: {
      state: {
        type: 'string',
        enum: ['file', 'directory'],
        default: 'file',
        description: 'What to make.',
      },
      path: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Folder to make it in; `$TMPDIR` or `/tmp` when not given.',
      },
      prefix: { type: 'string', default: 'ansible.', description: 'How the name begins.' },
      suffix: { type: 'string', default: '', description: 'How the name ends.' },
    },
  },
  returns: {
    path: { type: 'string', description: 'Path of what was made.' },
    uid: { type: 'integer', description: 'Number of the owner.' },
    gid: { type: 'integer', description: 'Number of the group.' },
    owner: { type: 'string', description: 'Name of the owner.' },
    group: { type: 'string', description: 'Name of the group.' },
    mode: { type: 'string', description: 'Permissions in octal.' },
    size: { type: 'integer', description: 'Size in bytes.' },
    state: { type: 'string', description: '`file` or `directory`.' },
  },
  examples: ['- tempfile:\n    state: directory\n    suffix: build\n  register: work\n'],
  supportsCheckMode: false,
  inspect: async (params, host) =>
    params.path === undefined ? undefined : toHostPath(host, params.path),
  plan({ state, prefix, suffix }, folder): Plan<Record<string, Plain>> {
    if (`${prefix}${suffix}`.includes('/')) {
      throw new TaskFailure('`prefix` and `suffix` are parts of a name and cannot hold a slash');
    }
    const parent = folder === undefined ? rawSh('"${TMPDIR:-/tmp}"') : sh`${folder}`;
    const flag = state === 'directory' ? ['-d'] : [];
    return {
      certainty: 'unknown',
      changes: [],
      steps: [
        {
          do: 'run',
          title: `make a temporary ${state}`,
          // busybox' mktemp wants the X at the end, so the suffix is put on by a rename.
          script: sh`umask 077
d=${parent}
if [ ! -d "$d" ]; then printf '%s is no directory\n' "$d" >&2; exit 1; fi
t=$(mktemp ${flag} "$d"/${`${prefix}XXXXXXXX`}) || exit
p="$t"${suffix}
if [ "$p" != "$t" ]; then
  if [ -e "$p" ] || [ -L "$p" ]; then rm -rf -- "$t"; echo 'the name is taken' >&2; exit 1; fi
  mv -- "$t" "$p" || exit
fi
stat -c ${statFormat} -- "$p" && printf '%s\n' "$p"`,
          accepts: 'any',
        },
      ],
      returns: {},
    };
  },
  settle(_params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns };
    if (outcome.rc !== 0) throw new TaskFailure(outcome.stderr.trim(), { rc: outcome.rc });
    return { returns: describe(outcome), isChanged: true };
  },
});
