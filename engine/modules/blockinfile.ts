/** blockinfile: keeps a block of lines between two marks in a file. */
import { TaskFailure } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { editBlock } from './_shared/edit-block.ts';
import { editParams, inspectEdit, planEdit, settleEdit } from './_shared/edit-file.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'blockinfile',
  collection: 'ansible.builtin',
  summary: 'Keeps a block of lines between two marks in a text file.',
  params: {
    properties: {
      ...editParams,
      block: {
        type: 'string',
        default: '',
        'x-aliases': ['content'],
        description: 'The lines; without any the block is removed.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the block should be there.',
      },
      marker: {
        type: 'string',
        default: '# {mark} ANSIBLE MANAGED BLOCK',
        description: 'The line before and after; `{mark}` becomes `marker_begin` or `marker_end`.',
      },
      marker_begin: { type: 'string', default: 'BEGIN', description: 'For the line before.' },
      marker_end: { type: 'string', default: 'END', description: 'For the line after.' },
      insertafter: {
        type: 'string',
        description: '`EOF` (default) or an expression: put a new block after its last match.',
      },
      insertbefore: {
        type: 'string',
        description: '`BOF` or an expression: put a new block before its last match.',
      },
      create: { type: 'boolean', default: false, description: 'Make the file when it is missing.' },
    },
    required: ['path'],
    rules: [mutuallyExclusive('insertbefore', 'insertafter')],
  },
  returns: {
    msg: { type: 'string', description: 'What was done: `Block inserted`, …' },
    backup_file: { type: 'string', description: 'Where the old file was kept.' },
  },
  examples: [
    '- blockinfile:\n    path: /etc/hosts\n    block: |\n      10.0.0.11 master1\n      10.0.0.12 master2\n',
  ],
  inspect: inspectEdit,
  plan(params, state) {
    const { path, text } = state;
    if (text === undefined && !params.create) {
      throw new TaskFailure(`Path ${path.path} does not exist !`, { rc: 257 });
    }
    return planEdit(params, state, editBlock(params, text));
  },
  settle: (_params, plan, outcomes) => ({ returns: settleEdit(plan.returns, outcomes) }),
});
