/** command: runs a program with its words, never through a shell's syntax. */
import { joinSh, sh, type Sh } from '../shell/index.ts';
import {
  commandParams,
  commandReturns,
  inspectCommand,
  NOT_ALLOWED,
  NOT_FOUND,
  planCommand,
  refuseCommand,
  settleCommand,
} from './_shared/command-run.ts';
import { toExpandingWord } from './_shared/host-path.ts';
import { splitWords } from './_shared/split-words.ts';
import { defineModule } from './contract.ts';

/** `exec` always starts a program, so a shell's own echo or test never stands in for it. */
function toScript(words: readonly string[], isExpanding: boolean): Sh {
  const parts = words.map((word) => (isExpanding ? toExpandingWord(word) : sh`${word}`));
  return sh`set -- ${joinSh(parts, ' ')}
case $1 in
  */*)
    [ -e "$1" ] || { echo ${NOT_FOUND} >&2; exit 127; }
    { [ -x "$1" ] && [ ! -d "$1" ]; } || { echo ${NOT_ALLOWED} >&2; exit 126; } ;;
  *) command -v -- "$1" >/dev/null 2>&1 || { echo ${NOT_FOUND} >&2; exit 127; } ;;
esac
exec "$@"`;
}

export default defineModule({
  name: 'command',
  collection: 'ansible.builtin',
  summary: 'Runs a program with arguments, without a shell.',
  notes: [
    'Pipes, redirections and globs need `shell`. Variables (`$HOME`) and `~` are expanded.',
    'Check mode skips it, unless `creates` or `removes` tell what would happen.',
  ],
  params: {
    properties: {
      cmd: { type: 'string', description: 'The command line.' },
      argv: {
        type: 'array',
        items: { type: 'string', description: 'One word.' },
        description: 'The command as a list of words.',
      },
      expand_argument_vars: {
        type: 'boolean',
        default: true,
        description: 'Expand `$VARIABLES` and `~` in the arguments.',
        'x-since': '2.16',
      },
      executable: { type: 'string', description: 'Accepted, and not used, with a warning.' },
      ...commandParams,
    },
  },
  returns: commandReturns,
  examples: [
    '- command: cat /etc/motd\n  register: motd\n',
    '- command: /usr/bin/make_database.sh db_user creates=/var/lib/database\n',
    '- command:\n    argv: [/usr/bin/tool, --name, "two words"]\n    chdir: /srv\n    creates: /srv/out\n',
  ],
  freeForm: 'cmd',
  inspect: inspectCommand,
  plan(params, state) {
    const { cmd, argv } = params;
    if (cmd !== undefined && argv !== undefined) {
      throw refuseCommand('only command or argv can be given, not both');
    }
    const words = argv ?? splitWords(cmd ?? '');
    if (words.length === 0) throw refuseCommand('no command given');
    const script = toScript(words, params.expand_argument_vars);
    const plan = planCommand(params, state, { cmd: words, script });
    if (params.executable === undefined) return plan;
    const warning =
      "As of Ansible 2.4, the parameter 'executable' is no longer supported with the 'command' module. " +
      `Not using '${params.executable}'.`;
    return { ...plan, warnings: [...(plan.warnings ?? []), warning] };
  },
  settle: (params, plan, outcomes) => settleCommand(params, plan, outcomes[0]),
});
