/** template: renders a template on the controller and puts the text on a host, as copy does. */
import { ProblemError } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import { writeParams, writeReturns } from './_shared/copy-params.ts';
import { baseName, toHostPath } from './_shared/host-path.ts';
import { inspectWrite, planWrite } from './_shared/write-file.ts';
import { toTextSource } from './_shared/write-source.ts';
import { failOnFailedStep, settleWrite } from './_shared/outcome.ts';
import { defineModule, type ControllerReader, type RenderOptions } from './contract.ts';

/** Python's classes of what goes wrong in a template; Ansible's action says them in front. */
const CLASSES: Readonly<Record<string, string>> = {
  'undefined-variable': 'AnsibleUndefinedVariable',
  'template-syntax': 'AnsibleError',
};

/** @throws TaskFailure in the words of Ansible's action (observed with 2.14) */
function render(controller: ControllerReader, path: string, options: RenderOptions): string {
  try {
    return controller.render(path, options);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [problem] = error.problems;
    const name = CLASSES[problem?.code ?? ''];
    if (name === undefined) throw error;
    throw new TaskFailure(`${name}: ${error.message}`, {}, problem);
  }
}

const NEWLINES = { '\n': '\n', '\r': '\r', '\r\n': '\r\n' } as const;

function isNewline(text: string): text is keyof typeof NEWLINES {
  return text in NEWLINES;
}

/** Playbooks often quote it singly (`'\r\n'`), so the escapes are read here as in Ansible. */
function toNewline(text: string): RenderOptions['newlineSequence'] {
  const sequence = text.replaceAll('\\n', '\n').replaceAll('\\r', '\r');
  if (isNewline(sequence)) return sequence;
  throw new TaskFailure('newline_sequence needs to be one of: \n, \r or \r\n');
}

export default defineModule({
  name: 'template',
  collection: 'ansible.builtin',
  summary: 'Renders a Jinja template and puts it on hosts.',
  params: {
    properties: {
      ...writeParams,
      src: {
        type: 'string',
        'x-coerce': 'path',
        description: "Template, searched in the role's `templates` and beside the playbook.",
      },
      block_start_string: { type: 'string', description: 'Instead of `{%`.' },
      block_end_string: { type: 'string', description: 'Instead of `%}`.' },
      variable_start_string: { type: 'string', description: 'Instead of `{{`.' },
      variable_end_string: { type: 'string', description: 'Instead of `}}`.' },
      comment_start_string: { type: 'string', description: 'Instead of `{#`.', 'x-since': '2.12' },
      comment_end_string: { type: 'string', description: 'Instead of `#}`.', 'x-since': '2.12' },
      trim_blocks: {
        type: 'boolean',
        default: true,
        description: 'Remove the newline after a block.',
      },
      lstrip_blocks: {
        type: 'boolean',
        default: false,
        description: 'Remove white space before a block.',
      },
      newline_sequence: {
        type: 'string',
        default: '\n',
        description: 'How lines end: `\\n`, `\\r` or `\\r\\n`.',
      },
      output_encoding: {
        type: 'string',
        default: 'utf-8',
        description: 'Encoding of the written file; only `utf-8` is supported.',
      },
    },
    required: ['src', 'dest'],
  },
  returns: writeReturns,
  examples: [
    '- template:\n    src: kubelet.service.j2\n    dest: /etc/systemd/system/kubelet.service\n    mode: "0644"\n',
    '- template:\n    src: sudoers.j2\n    dest: /etc/sudoers.d/nodes\n    validate: visudo -cf %s\n',
  ],
  supportsAsync: false,
  async inspect(params, host, controller) {
    if (!/^utf-?8$/i.test(params.output_encoding)) {
      throw new TaskFailure(
        '`output_encoding` other than utf-8 is not supported by kplay; convert with `command: iconv`',
      );
    }
    const file = controller.find('templates', params.src);
    const text = render(controller, file.path, {
      trimBlocks: params.trim_blocks,
      lstripBlocks: params.lstrip_blocks,
      newlineSequence: toNewline(params.newline_sequence),
      blockStart: params.block_start_string,
      blockEnd: params.block_end_string,
      variableStart: params.variable_start_string,
      variableEnd: params.variable_end_string,
      commentStart: params.comment_start_string,
      commentEnd: params.comment_end_string,
    });
    const more = { name: baseName(file.path), mode: file.mode, shownPath: file.path };
    const dest = await toHostPath(host, params.dest);
    const source = toTextSource(text, controller, more);
    return inspectWrite({ ...params, dest }, host, controller, source);
  },
  plan: planWrite,
  settle: (_params, { returns }, outcomes) => {
    failOnFailedStep(outcomes, undefined, { checksum: returns['checksum'] ?? null });
    return { returns: settleWrite(returns, outcomes) };
  },
});
