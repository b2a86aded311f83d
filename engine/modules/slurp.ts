/** slurp: brings a file's content as base64. */
import { TaskFailure } from '../host/index.ts';
import { NOT_A_FOLDER, fileBase64 } from './_shared/file-text.ts';
import { toHostPath } from './_shared/host-path.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'slurp',
  collection: 'ansible.builtin',
  summary: "Brings a file's content as base64.",
  params: {
    properties: {
      src: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['path'],
        description: 'File on the host.',
      },
    },
    required: ['src'],
  },
  returns: {
    content: { type: 'string', description: 'The content in base64.' },
    encoding: { type: 'string', description: 'Always `base64`.' },
    source: { type: 'string', description: 'Path of the file.' },
  },
  examples: ['- slurp:\n    src: /etc/machine-id\n  register: machine_id\n'],
  async inspect(params, host) {
    const path = await toHostPath(host, params.src);
    const probe = fileBase64(path);
    const found = await host.ask({
      ...probe,
      parse: (reply) => {
        if (reply.rc !== NOT_A_FOLDER) return probe.parse(reply);
        throw new TaskFailure(`unable to slurp file: Not a directory: '${path}'`);
      },
    });
    return { path, found };
  },
  plan(_params, { path, found }) {
    if (found === undefined) throw new TaskFailure(`file not found: ${path}`);
    if (found === 'directory') {
      throw new TaskFailure(`source is a directory and must be a file: ${path}`);
    }
    return {
      changes: [],
      steps: [],
      returns: { content: found.base64, encoding: 'base64', source: path },
    };
  },
});
