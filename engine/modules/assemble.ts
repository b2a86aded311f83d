/** assemble: one file put together of the fragments in a folder. */
import { TaskFailure, type HostReader, type Probe } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { writeParams, writeReturns } from './_shared/copy-params.ts';
import { decodeBase64 } from './_shared/file-text.ts';
import { baseName, toHostPath } from './_shared/host-path.ts';
import { settleWrite } from './_shared/outcome.ts';
import { findMatch, toRegExp } from './_shared/python-regex.ts';
import { unescapeText } from './_shared/unescape-text.ts';
import { inspectWrite, planWrite, type FileSource, type WriteState } from './_shared/write-file.ts';
import { defineModule, type ControllerReader } from './contract.ts';

interface Fragment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface AssembleParams {
  readonly src: string;
  readonly delimiter?: string;
  readonly regexp?: string;
  readonly ignore_hidden: boolean;
  readonly remote_src: boolean;
  readonly decrypt: boolean;
}

/** Every fragment of a folder of the host; a name and its content in turn, each as base64. */
function fragments(folder: string): Probe<readonly Fragment[]> {
  return {
    name: 'fragments',
    script: sh`cd -- ${folder} 2>/dev/null || exit 3
for f in * .*; do
  [ -f "$f" ] || continue
  printf '%s' "$f" | base64 | tr -d '\n'; printf ' '
  base64 <"./$f" | tr -d '\n'; echo
done`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc === 3) throw new TaskFailure(`Source (${folder}) is not a directory`);
      if (rc !== 0) throw new TaskFailure(`could not read the fragments: ${stderr.trim()}`);
      return stdout.split('\n').flatMap((line) => {
        const [name, content = ''] = line.split(' ');
        if (name === undefined || name === '') return [];
        const text = new TextDecoder().decode(decodeBase64(name));
        return [{ name: text, bytes: decodeBase64(content) }];
      });
    },
  };
}

async function findFragments(
  params: AssembleParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<readonly Fragment[]> {
  if (params.remote_src) {
    const folder = await toHostPath(host, params.src);
    const isThere = await host.ask({
      name: 'path-exists',
      params: { path: folder },
      script: sh`[ -e ${folder} ]`,
      parse: ({ rc }) => rc === 0,
    });
    if (!isThere) throw new TaskFailure(`Source (${folder}) does not exist`);
    return host.ask(fragments(folder));
  }
  const found = controller.find('files', params.src);
  if (!found.isDirectory) throw new TaskFailure(`Source (${found.path}) is not a directory`);
  return controller
    .list(found.path)
    .filter(({ isDirectory, relative }) => !isDirectory && !relative.includes('/'))
    .map(({ relative, path }) => {
      const opened = params.decrypt ? controller.decrypt(path) : undefined;
      return { name: relative, bytes: opened ?? controller.readBytes(path) };
    });
}

const NEWLINE = 0x0a;

/** Fragments that do not end with a newline get one before the next; the delimiter stands between. */
function join(all: readonly Fragment[], delimiter: string | undefined): Uint8Array {
  const between = new TextEncoder().encode(delimiter === undefined ? '' : unescapeText(delimiter));
  const bytes: number[] = [];
  all.forEach((fragment, index) => {
    if (index > 0) {
      if (bytes.length > 0 && bytes.at(-1) !== NEWLINE) bytes.push(NEWLINE);
      bytes.push(...between);
      if (between.length > 0 && between.at(-1) !== NEWLINE) bytes.push(NEWLINE);
    }
    for (const byte of fragment.bytes) bytes.push(byte);
  });
  return Uint8Array.from(bytes);
}

function toBytesSource(bytes: Uint8Array, name: string, controller: ControllerReader): FileSource {
  return {
    name,
    content: { from: 'bytes', bytes },
    sha1: controller.digest(bytes, 'sha1'),
    md5: () => Promise.resolve(controller.digest(bytes, 'md5')),
    size: bytes.length,
    mode: undefined,
    shownPath: undefined,
    text: () => new TextDecoder().decode(bytes),
  };
}

function choose(params: AssembleParams, all: readonly Fragment[]): readonly Fragment[] {
  const pattern = params.regexp === undefined ? undefined : toRegExp(params.regexp);
  return all
    .filter(({ name }) => !(params.ignore_hidden && name.startsWith('.')))
    .filter(({ name }) => pattern === undefined || findMatch(pattern, name) !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface AssembleState {
  readonly file: WriteState;
  readonly md5: string;
}

export default defineModule({
  name: 'assemble',
  collection: 'ansible.builtin',
  summary: 'Puts a file together of the fragments in a folder.',
  notes: ['Fragments are joined in the order of their names.'],
  params: {
    properties: {
      src: { type: 'string', 'x-coerce': 'path', description: 'Folder of the fragments.' },
      dest: { type: 'string', 'x-coerce': 'path', description: 'The file to make.' },
      backup: writeParams.backup,
      validate: writeParams.validate,
      delimiter: {
        type: 'string',
        description: 'Stands between fragments; `\\n` and other escapes are read.',
      },
      regexp: { type: 'string', description: 'Only fragments whose name matches are taken.' },
      ignore_hidden: {
        type: 'boolean',
        default: false,
        description: 'Leave out fragments whose name begins with a dot.',
      },
      remote_src: {
        type: 'boolean',
        default: true,
        description: 'The folder is on the host; `false` takes it from the controller.',
      },
      decrypt: {
        type: 'boolean',
        default: true,
        description: 'Open fragments of the controller that are encrypted with vault.',
      },
      mode: writeParams.mode,
      owner: writeParams.owner,
      group: writeParams.group,
      attributes: writeParams.attributes,
      seuser: writeParams.seuser,
      serole: writeParams.serole,
      setype: writeParams.setype,
      selevel: writeParams.selevel,
      unsafe_writes: writeParams.unsafe_writes,
    },
    required: ['src', 'dest'],
  },
  returns: writeReturns,
  examples: [
    '- assemble:\n    src: /etc/ssh/conf.d\n    dest: /etc/ssh/sshd_config\n    validate: /usr/sbin/sshd -t -f %s\n',
  ],
  supportsAsync: false,
  async inspect(params, host, controller): Promise<AssembleState> {
    const dest = await toHostPath(host, params.dest);
    const found = choose(params, await findFragments(params, host, controller));
    const bytes = join(found, params.delimiter);
    const source = toBytesSource(bytes, baseName(dest), controller);
    const wish = { ...params, dest, force: true, follow: false };
    const file = await inspectWrite(wish, host, controller, source);
    return { file, md5: controller.digest(bytes, 'md5') };
  },
  plan(params, { file, md5 }) {
    const wish = { ...params, dest: file.dest.path, force: true, follow: false };
    const plan = planWrite(wish, file);
    return { ...plan, returns: { ...plan.returns, md5sum: md5 } };
  },
  settle: (_params, plan, outcomes) => ({ returns: settleWrite(plan.returns, outcomes) }),
});
