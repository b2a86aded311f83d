/** modprobe: kernel modules, loaded now and at every start. */
import { TaskFailure, type HostReader, type Probe, type StepOutcome } from '../host/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { decodeBase64, decodeText, toContent } from './_shared/file-text.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { splitWords } from './_shared/split-words.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';
import type { Step } from '../host/index.ts';

const MODPROBE: Tool = { name: 'modprobe', package: 'kmod' };

interface NamedText {
  readonly path: string;
  readonly text: string;
}

interface ModprobeState {
  readonly isLoaded: boolean;
  readonly load: readonly NamedText[];
  readonly options: readonly NamedText[];
}

interface ModprobeParams {
  readonly name: string;
  readonly state: 'absent' | 'present';
  readonly params: string;
  readonly persistent: 'disabled' | 'absent' | 'present';
}

function parseFiles(lines: readonly string[], folder: string): readonly NamedText[] {
  return lines.flatMap((line) => {
    const [path = '', base64 = ''] = line.split('\t');
    if (!path.startsWith(folder)) return [];
    return [{ path, text: decodeText(decodeBase64(base64)) }];
  });
}

function isLoadLine(name: string, line: string): boolean {
  return line.replace(/[#;].*/s, '').trim() === name && line.startsWith(name);
}

/** The options that a line of modprobe.d gives to the module; undefined for other lines. */
function readOptions(name: string, line: string): readonly string[] | undefined {
  const [word, module, ...options] = line
    .replace(/[#;].*/s, '')
    .trim()
    .split(/\s+/);
  return word === 'options' && module === name && line.startsWith('options') ? options : undefined;
}

function edit(
  files: readonly NamedText[],
  isMine: (line: string) => boolean,
): readonly NamedText[] {
  return files.flatMap(({ path, text }) => {
    const edited = text
      .split('\n')
      .map((line) => (isMine(line) ? `#${line}` : line))
      .join('\n');
    return edited === text ? [] : [{ path, text: edited }];
  });
}

/** The files that loading at every start needs to have written. */
function planFiles(params: ModprobeParams, state: ModprobeState): readonly NamedText[] {
  const { name, persistent } = params;
  if (persistent === 'disabled') return [];
  const isMine = (line: string): boolean => isLoadLine(name, line);
  const isOption = (line: string): boolean => readOptions(name, line) !== undefined;
  if (persistent === 'absent')
    return [...edit(state.load, isMine), ...edit(state.options, isOption)];
  const isThere = state.load.some(({ text }) => text.split('\n').some(isMine));
  const load = isThere ? [] : [{ path: `/etc/modules-load.d/${name}.conf`, text: `${name}\n` }];
  const wanted = params.params.split(/\s+/).filter((word) => word !== '');
  const found = state.options.flatMap(({ text }) =>
    text.split('\n').flatMap((line) => readOptions(name, line) ?? []),
  );
  if ([...new Set(wanted)].sort().join(' ') === [...new Set(found)].sort().join(' ')) return load;
  const own = `/etc/modprobe.d/${name}.conf`;
  const others = edit(state.options, isOption).filter(({ path }) => path !== own);
  const text = wanted.map((option) => `options ${name} ${option}\n`).join('');
  return [...load, ...others, { path: own, text }];
}

function toWrite({ path, text }: NamedText): readonly Step[] {
  const folder = path.slice(0, path.lastIndexOf('/'));
  return [
    { do: 'mkdir', title: `make ${folder}`, path: folder, attributes: {} },
    { do: 'write', title: `write ${path}`, path, content: toContent(text), attributes: {} },
  ];
}

function toReturns({ name, params, state }: ModprobeParams): Readonly<Record<string, string>> {
  return { name, params, state };
}

/** The call that loads or unloads. @throws TaskFailure when the parameters are no words */
function toCall({ name, params, state }: ModprobeParams): Sh {
  return state === 'present' ? sh`modprobe ${name} ${splitWords(params)}` : sh`modprobe -r ${name}`;
}

/** Asks modprobe whether it would do it. @throws TaskFailure with what it says when it would not */
async function tryOut(params: ModprobeParams, host: HostReader): Promise<void> {
  const script = sh`${toCall(params)} -n`;
  await host.ask(
    askTool([MODPROBE], 'kernel-module-trial', script, ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(stderr, { ...toReturns(params), rc, stdout, stderr });
    }),
  );
}

function describeFailure({ stderr, message }: StepOutcome): string {
  return message ?? stderr;
}

function isDue({ state }: ModprobeParams, { isLoaded }: ModprobeState): boolean {
  return (state === 'present') !== isLoaded;
}

function lookFor(name: string): Probe<ModprobeState> {
  const module = name.replaceAll('-', '_');
  return askTool(
    [MODPROBE],
    'kernel-module',
    // A module that is built in stands in /sys/module or in the list of built-in ones.
    sh`n=${module}
if grep -q "^$n " /proc/modules 2>/dev/null; then echo loaded
elif sed -e 's,.*/,,' -e 's/-/_/g' "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null | grep -q -x -F -e "$n.ko"; then echo loaded
else echo missing; fi
for k in /etc/modules-load.d/*.conf /etc/modprobe.d/*.conf; do
  [ ! -f "$k" ] || printf '%s\t%s\n' "$k" "$(base64 <"$k" | tr -d '\n')"
done`,
    ({ stdout }) => {
      const [first, ...lines] = stdout.split('\n');
      return {
        isLoaded: first === 'loaded',
        load: parseFiles(lines, '/etc/modules-load.d/'),
        options: parseFiles(lines, '/etc/modprobe.d/'),
      };
    },
  );
}

export default defineModule({
  name: 'modprobe',
  collection: 'community.general',
  summary: 'Loads or unloads kernel modules.',
  params: {
    properties: {
      name: { type: 'string', description: 'The module.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether it should be loaded.',
      },
      params: { type: 'string', default: '', description: 'Options of the module: `a=1 b=2`.' },
      persistent: {
        type: 'string',
        enum: ['disabled', 'absent', 'present'],
        default: 'disabled',
        description:
          'Whether it is loaded at every start, by `/etc/modules-load.d` and `/etc/modprobe.d`.',
        'x-since': '7.0.0',
      },
    },
    required: ['name'],
  },
  returns: {
    name: { type: 'string', description: 'The module.' },
    params: { type: 'string', description: 'Its options.' },
    state: { type: 'string', description: 'The state that was asked for.' },
  },
  examples: [
    '- modprobe:\n    name: br_netfilter\n    persistent: present\n',
    '- modprobe:\n    name: dummy\n    params: numdummies=2\n',
  ],
  async inspect(params, host, { isCheckMode }): Promise<ModprobeState> {
    const state = await host.ask(lookFor(params.name));
    if (isCheckMode && isDue(params, state)) await tryOut(params, host);
    return state;
  },
  plan(params, state): Plan<Readonly<Record<string, string>>> {
    const { name } = params;
    const verb = params.state === 'present' ? 'load' : 'unload';
    const files = planFiles(params, state);
    const written = files.map(({ path, text }): Change => {
      const before = [...state.load, ...state.options].find((file) => file.path === path);
      return { what: 'content', before: before?.text ?? '', after: text, path };
    });
    const [before, after] = [state.isLoaded ? 'present' : 'absent', params.state];
    const acts = isDue(params, state)
      ? [callTool(MODPROBE, `${verb} the module ${name}`, toCall(params))]
      : [];
    return {
      changes: [...acts.map(() => ({ what: `module ${name}`, before, after })), ...written],
      steps: [...acts, ...files.flatMap(toWrite)],
      returns: toReturns(params),
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure, plan.returns);
    return { returns: plan.returns };
  },
});
