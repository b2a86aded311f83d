/** lineinfile: keeps one line in a file, or keeps it out. */
import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import {
  editParams,
  inspectEdit,
  planEdit,
  settleEdit,
  type EditReturns,
} from './_shared/edit-file.ts';
import { editLines, removeLines, type LineParams } from './_shared/edit-lines.ts';
import { defineModule, type Plan } from './contract.ts';

function check(params: LineParams & { readonly state: 'present' | 'absent' }): void {
  const { state, line, regexp, search_string: search, backrefs } = params;
  if (state === 'absent' && line === undefined && regexp === undefined && search === undefined) {
    throw new TaskFailure('one of line, search_string, or regexp is required with state=absent');
  }
  if (state === 'absent') return;
  if (backrefs && regexp === undefined) {
    throw new TaskFailure('regexp is required with backrefs=true');
  }
  if (line === undefined) throw new TaskFailure('line is required with state=present');
}

const MATCHES_ALL =
  'The regular expression is an empty string, which will match every line in the file. This may ' +
  'have unintended consequences, such as replacing the last line in the file rather than ' +
  "appending. If this is desired, use '^' to match every line in the file and avoid this warning.";

const FINDS_ALL =
  'The search string is an empty string, which will match every line in the file. This may have ' +
  'unintended consequences, such as replacing the last line in the file rather than appending.';

export default defineModule({
  name: 'lineinfile',
  collection: 'ansible.builtin',
  summary: 'Keeps a line in a text file.',
  params: {
    properties: {
      ...editParams,
      regexp: {
        type: 'string',
        'x-aliases': ['regex'],
        description: 'Python regular expression; its last match is the line that is replaced.',
      },
      search_string: {
        type: 'string',
        description: 'Text to look for in lines, instead of `regexp`.',
        'x-since': '2.11',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the line should be there.',
      },
      line: { type: 'string', 'x-aliases': ['value'], description: 'The line.' },
      backrefs: {
        type: 'boolean',
        default: false,
        description: '`line` may use groups of `regexp`; without a match nothing is done.',
      },
      insertafter: {
        type: 'string',
        description: '`EOF` (default), `BOF`, or an expression: put a new line after its match.',
      },
      insertbefore: {
        type: 'string',
        description: '`BOF` or an expression: put a new line before its match.',
      },
      create: { type: 'boolean', default: false, description: 'Make the file when it is missing.' },
      firstmatch: {
        type: 'boolean',
        default: false,
        description: 'Use the first match instead of the last.',
      },
      others: { type: 'string', description: 'Accepted and ignored, as in Ansible.' },
    },
    required: ['path'],
    rules: [
      mutuallyExclusive('insertbefore', 'insertafter'),
      mutuallyExclusive('regexp', 'search_string'),
      mutuallyExclusive('backrefs', 'search_string'),
    ],
  },
  returns: {
    msg: { type: 'string', description: 'What was done: `line added`, `line replaced`, …' },
    backup: { type: 'string', description: 'Where the old file was kept; empty when it was not.' },
    found: { type: 'integer', description: 'How many lines were removed.' },
  },
  examples: [
    '- lineinfile:\n    path: /etc/selinux/config\n    regexp: "^SELINUX="\n    line: SELINUX=enforcing\n',
    '- lineinfile:\n    path: /etc/sudoers\n    state: absent\n    regexp: "^%wheel"\n    validate: visudo -cf %s\n',
  ],
  inspect: inspectEdit,
  plan(params, state): Plan<EditReturns> {
    check(params);
    const { path, text } = state;
    if (params.state === 'absent') {
      if (text === undefined) {
        return { changes: [], steps: [], returns: { msg: 'file not present' } };
      }
      const removed = removeLines(params, text);
      const message = removed.count === 0 ? '' : `${removed.count} line(s) removed`;
      const plan = planEdit(params, state, { text: removed.text, message });
      return { ...plan, returns: { ...plan.returns, found: removed.count, backup: '' } };
    }
    if (text === undefined && !params.create) {
      throw new TaskFailure(`Destination ${path.path} does not exist !`, { rc: 257 });
    }
    const plan = planEdit(params, state, editLines(params, text ?? ''));
    const warnings = [
      ...(params.regexp === '' ? [MATCHES_ALL] : []),
      ...(params.search_string === '' ? [FINDS_ALL] : []),
    ];
    return { ...plan, warnings, returns: { ...plan.returns, backup: '' } };
  },
  settle(_params, plan, outcomes) {
    const { backup_file: backup = '', ...returns } = settleEdit(plan.returns, outcomes);
    return { returns: 'backup' in returns ? { ...returns, backup } : returns };
  },
});
