/** dpkg_divert: where dpkg puts a package's file instead of its own place. */
import { TaskFailure, type Step } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const DIVERT: Tool = { name: 'dpkg-divert', package: 'dpkg' };

interface DivertParams {
  readonly path: string;
  readonly state: 'absent' | 'present';
  readonly holder?: string;
  readonly divert?: string;
  readonly rename: boolean;
  readonly force: boolean;
}

/** A diversion as it is; `holder` is LOCAL or a package. */
interface Diversion {
  readonly holder: string;
  readonly divert: string;
}

interface DivertState {
  readonly diversion: Diversion | undefined;
  readonly hasFile: boolean;
  readonly hasDiverted: boolean;
}

interface DivertReturns {
  readonly commands: readonly string[];
  readonly messages: readonly string[];
  readonly diversion: Readonly<Record<string, string | null>>;
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

function toWords(
  params: Pick<DivertParams, 'path' | 'state' | 'rename' | 'holder' | 'divert'>,
): readonly string[] {
  const { path, divert, holder, state, rename } = params;
  const isLocal = holder === undefined || holder === 'LOCAL' || holder === '';
  const holding = isLocal ? ['--local'] : ['--package', holder];
  return [
    rename ? '--rename' : '--no-rename',
    ...(state === 'present' ? holding : []),
    ...(divert === undefined ? [] : ['--divert', divert]),
    state === 'present' ? '--add' : '--remove',
    path,
  ];
}

interface Work {
  readonly words: readonly (readonly string[])[];
  readonly after: Diversion | undefined;
}

/** dpkg-divert's own words for a diversion. */
function nameOf(path: string, { holder, divert }: Diversion): string {
  return holder === 'LOCAL'
    ? `local diversion of ${path} to ${divert}`
    : `diversion of ${path} to ${divert} by ${holder}`;
}

function planWork(params: DivertParams, found: Diversion | undefined): Work {
  const { path, state } = params;
  if (state === 'absent')
    return { words: [toWords({ path, state, rename: params.rename })], after: undefined };
  const { holder = 'LOCAL', divert = found?.divert ?? `${path}.distrib` } = params;
  const after = { holder, divert };
  const isOther = found !== undefined && (found.holder !== holder || found.divert !== divert);
  if (!isOther) return { words: [toWords(params)], after };
  // A diversion that is somewhere else goes first; its file is moved by hand afterwards.
  const [remove, add] = [{ path, state: 'absent' as const }, params].map((one) =>
    toWords({ ...one, rename: false }),
  );
  return { words: [remove ?? [], add ?? []], after };
}

function toMessages(
  path: string,
  found: Diversion | undefined,
  { after }: Work,
): readonly string[] {
  const [old, now] = [found, after].map((one) =>
    one === undefined ? undefined : nameOf(path, one),
  );
  if (old === now) {
    return now === undefined
      ? [`No diversion 'any diversion of ${path}', none removed.`]
      : [`Leaving '${now}'`];
  }
  return [
    ...(old === undefined ? [] : [`Removing '${old}'`]),
    ...(now === undefined ? [] : [`Adding '${now}'`]),
  ];
}

/** Moves the diverted file along when the diversion goes elsewhere. */
function planMove(params: DivertParams, found: Diversion | undefined, work: Work): readonly Step[] {
  const [from, to] = [found?.divert, work.after?.divert];
  if (!params.rename || from === undefined || to === undefined || from === to) return [];
  const script = sh`[ ! -e ${from} ] || mv -f -- ${from} ${to}`;
  return [callTool(DIVERT, `move ${from} to ${to}`, script)];
}

/** @throws TaskFailure when renaming would overwrite a file, and `force` is not given */
function planSteps(
  params: DivertParams,
  { diversion: found, hasFile, hasDiverted }: DivertState,
  work: Work,
): readonly Step[] {
  const isBlocked = params.rename && found === undefined && hasFile && hasDiverted;
  if (isBlocked && !params.force) {
    throw new TaskFailure("Set 'force' param to True to force renaming of files.");
  }
  const other = work.after?.divert ?? '';
  const clear: Step = { do: 'remove', title: `remove ${other}`, path: other };
  const calls = work.words.map((words) =>
    callTool(DIVERT, `dpkg-divert ${words.join(' ')}`, sh`dpkg-divert ${words}`),
  );
  return [...(isBlocked ? [clear] : []), ...calls, ...planMove(params, found, work)];
}

export default defineModule({
  name: 'dpkg_divert',
  collection: 'community.general',
  summary: "Overrides where a package's file is put.",
  params: {
    properties: {
      path: { type: 'string', 'x-coerce': 'path', description: 'The original place of the file.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the diversion should be there.',
      },
      holder: {
        type: 'string',
        description: 'The package whose own file is not diverted; nobody (LOCAL) when not given.',
      },
      divert: {
        type: 'string',
        'x-coerce': 'path',
        description: 'The other place; the path with `.distrib` when not given.',
      },
      rename: {
        type: 'boolean',
        default: false,
        description: 'Move the file that is there, too.',
      },
      force: {
        type: 'boolean',
        default: false,
        description: 'Replace another diversion, and overwrite a file in the other place.',
      },
    },
    required: ['path'],
  },
  returns: {
    commands: { type: 'array', description: 'The calls of dpkg-divert.' },
    messages: { type: 'array', description: 'What it printed.' },
    diversion: { type: 'object', description: 'The diversion after the task.' },
  },
  examples: [
    '- dpkg_divert:\n    path: /etc/screenrc\n    rename: true\n',
    '- dpkg_divert:\n    path: /usr/bin/busybox\n    state: absent\n    rename: true\n',
  ],
  async inspect(params, host): Promise<DivertState> {
    const other = params.divert ?? `${params.path}.distrib`;
    return host.ask(
      askTool(
        [DIVERT],
        'diversion',
        sh`printf '%s\n' "$(dpkg-divert --listpackage ${params.path})" "$(dpkg-divert --truename ${params.path})"
[ ! -e ${params.path} ] || echo file
[ ! -e ${other} ] || echo diverted`,
        ({ stdout }) => {
          const [holder = '', divert = '', ...marks] = stdout.split('\n');
          return {
            diversion: holder === '' ? undefined : { holder, divert },
            hasFile: marks.includes('file'),
            hasDiverted: marks.includes('diverted'),
          };
        },
      ),
    );
  },
  plan(params, divertState): Plan<DivertReturns> {
    const { path, state } = params;
    const { diversion: found } = divertState;
    const work = planWork(params, found);
    const messages = toMessages(path, found, work);
    const isSame = messages.some((message) => /^(No|Leaving) /.test(message));
    const [before, after] = [found?.divert ?? null, work.after?.divert ?? null];
    return {
      changes: isSame ? [] : [{ what: 'diversion', before, after }],
      steps: isSame ? [] : planSteps(params, divertState, work),
      returns: {
        commands: work.words.map((words) =>
          ['/usr/bin/dpkg-divert', ...words].map(quoteWord).join(' '),
        ),
        messages,
        diversion: { path, state, divert: after, holder: work.after?.holder ?? null },
      },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr, stdout }) => (stderr || stdout).trim());
    return { returns: plan.returns };
  },
});
