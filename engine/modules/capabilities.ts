/** capabilities: Linux capabilities of files, with getcap and setcap. */
import { TaskFailure } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const GETCAP: Tool = { name: 'getcap', package: 'libcap2-bin' };
const SETCAP: Tool = { name: 'setcap', package: 'libcap2-bin' };

/** `cap_net_raw`, `+`, `ep` */
interface Capability {
  readonly name: string;
  readonly operator: string;
  readonly flags: string;
}

function parseCapability(text: string): Capability {
  const match = /^([^=+-]+)([=+-])([eip]*)$/.exec(text.toLowerCase());
  if (match === null) throw new TaskFailure("Couldn't find operator (one of: ('=', '-', '+'))");
  const [, name = '', operator = '', flags = ''] = match;
  return { name, operator, flags: [...flags].sort().join('') };
}

/** Reads getcap's line, of libcap 2.44 and later (`path a,b=ep`) and of older ones (`path = a,b+ep`). */
export function parseGetcap(path: string, line: string): readonly Capability[] {
  const text = line.startsWith(path) ? line.slice(path.length) : line;
  return text
    .replace(/^ = /, ' ')
    .trim()
    .split(/\s+/)
    .filter((group) => group !== '')
    .flatMap((group) => {
      const [, names = '', operator = '=', flags = ''] =
        /^([^=+]*)([=+])([eip]*)$/.exec(group) ?? [];
      const sorted = [...flags].sort().join('');
      return names.split(',').map((name) => ({ name, operator, flags: sorted }));
    });
}

function toWord({ name, operator, flags }: Capability): string {
  return `${name}${operator}${flags}`;
}

export default defineModule({
  name: 'capabilities',
  collection: 'community.general',
  summary: 'Manages Linux capabilities of files.',
  params: {
    properties: {
      path: { type: 'string', 'x-aliases': ['key'], description: 'The file.' },
      capability: {
        type: 'string',
        'x-aliases': ['cap'],
        description: 'The capability with its flags: `cap_net_bind_service+ep`.',
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the file should have it.',
      },
    },
    required: ['path', 'capability'],
  },
  returns: {
    state: { type: 'string', description: 'What was asked for.' },
    msg: { type: 'string', description: 'What was done.' },
    stdout: { type: 'string', description: 'What setcap printed.' },
    stdout_lines: { type: 'array', description: 'The same as lines.' },
  },
  examples: ['- capabilities:\n    path: /usr/bin/node\n    capability: cap_net_bind_service+ep\n'],
  async inspect({ path }, host): Promise<readonly Capability[]> {
    return host.ask(
      askTool([GETCAP, SETCAP], 'capabilities', sh`getcap -v -- ${path} 2>&1`, ({ rc, stdout }) => {
        const said = stdout.trim();
        if (rc !== 0 || /No such file|Failed|Not a directory/i.test(said)) {
          throw new TaskFailure(`Unable to get capabilities of ${path}`, {
            stdout: '',
            stderr: `${said}\n`,
          });
        }
        return said === path ? [] : parseGetcap(path, said);
      }),
    );
  },
  plan(params, found): Plan<Readonly<Record<string, string>>> {
    const { path, state } = params;
    const wanted = parseCapability(params.capability);
    const current = found.find(({ name }) => name === wanted.name);
    const isPresent = state === 'present';
    const isSame = current?.flags === wanted.flags;
    if (isPresent ? isSame : current === undefined) {
      return { changes: [], steps: [], returns: { state } };
    }
    const others = found.filter(({ name }) => name !== wanted.name);
    const words = [...others, ...(isPresent ? [wanted] : [])].map(toWord).join(' ');
    const script = words === '' ? sh`setcap -r ${path}` : sh`setcap ${words} ${path}`;
    return {
      changes: [
        {
          what: 'capabilities',
          before: found.map(toWord).join(' '),
          after: words,
        },
      ],
      steps: [callTool(SETCAP, `set capabilities of ${path}`, script)],
      returns: { state, msg: 'capabilities changed' },
    };
  },
  settle(params, plan, outcomes) {
    failOnFailedStep(outcomes, () => `Unable to set capabilities of ${params.path}`);
    const [first] = outcomes;
    if (first === undefined) return { returns: plan.returns };
    return { returns: { ...plan.returns, stdout: first.stdout } };
  },
});
