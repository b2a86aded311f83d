/** pip: Python packages of a host or of a virtual environment. Python is used as pip is part of it. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type HostReader, type Step, type StepOutcome } from '../host/index.ts';
import { joinSh, sh } from '../shell/index.ts';
import { joinPath, toHostPath } from './_shared/host-path.ts';
import {
  pipParams,
  refusePip,
  toPipWords,
  toRequirements,
  type PipParams,
} from './_shared/pip-params.ts';
import { isInstalled, isRepository, readInstalled } from './_shared/pip-requirement.ts';
import {
  callPip,
  describeNoPip,
  findPip,
  goThere,
  LIST_PACKAGES,
  makeEnvironment,
  NO_PIP,
  OTHER_PACKAGES,
  readMaker,
  toMaker,
  type PipPlaces,
} from './_shared/pip-script.ts';
import { askTool, callTool, refuseMissing } from './_shared/tool.ts';
import { defineModule, type Change, type ControllerReader, type Plan } from './contract.ts';

interface PipState {
  readonly places: PipPlaces;
  /** The command, word by word; a guess when the environment is still to be made. */
  readonly pip: readonly string[];
  readonly isEnvironmentMissing: boolean;
  /** What is installed; asked in check mode only. */
  readonly list: string | undefined;
  readonly isCheckMode: boolean;
}

interface PipReturns {
  readonly [key: string]: Plain;
}

const MAKE_TITLE = 'make the virtual environment';

async function findPlaces(params: PipParams, host: HostReader): Promise<PipPlaces> {
  const toPath = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined || path === '' ? undefined : toHostPath(host, path);
  const [chdir, named, executable, maker] = await Promise.all([
    toPath(params.chdir),
    toPath(params.virtualenv),
    toPath(params.executable),
    toHostPath(host, params.virtualenv_command),
  ]);
  const env = named === undefined || chdir === undefined ? named : joinPath(chdir, named);
  return { chdir, env, executable, maker: readMaker(maker) };
}

/** Asks for pip, and for what is installed when nothing will be run. */
async function askPip(
  places: PipPlaces,
  host: HostReader,
  { environment, isCheckMode }: ControllerReader,
): Promise<Omit<PipState, 'places' | 'isCheckMode'>> {
  const { env } = places;
  const exports = Object.entries(environment).map(
    ([name, value]) => sh`export ${`${name}=${value}`}`,
  );
  const hasEnvironment =
    env === undefined
      ? sh`:`
      : sh`[ -e ${`${env}/bin/activate`} ] || { echo no-environment; exit 0; }`;
  const script = joinSh([
    ...exports,
    goThere(places),
    hasEnvironment,
    findPip(places),
    sh`for w in "$@"; do printf 'word %s\n' "$w"; done; echo ---`,
    isCheckMode ? LIST_PACKAGES : sh`:`,
  ]);
  return host.ask(
    askTool([], 'pip', script, ({ rc, stdout, stderr }) => {
      if (rc === NO_PIP) throw new TaskFailure(describeNoPip(places));
      if (rc !== 0) throw new TaskFailure(`stdout: ${stdout}\n:stderr: ${stderr}`, { rc });
      const [words = '', list] = stdout.split(/^---\n/m);
      const isMissing = words.trim() === 'no-environment';
      const found = words.split('\n').flatMap((line) => line.match(/(?<=^word ).*/) ?? []);
      return {
        pip: isMissing ? [`${env ?? ''}/bin/pip3`] : found,
        isEnvironmentMissing: isMissing,
        list: isCheckMode ? list : undefined,
      };
    }),
  );
}

/** In check mode: what the list of packages tells; all else may change something. */
function planPackages(params: PipParams, list: string): readonly Change[] {
  const { state, extra_args: extra = '', requirements, editable } = params;
  const wanted = toRequirements(params);
  const installed = readInstalled(list);
  const toChange = (text: string, name: string | undefined): Change => ({
    what: `package ${text}`,
    before: (name === undefined ? undefined : installed.get(name)) ?? null,
    after: state,
  });
  if (extra !== '' || editable || state === 'latest' || requirements !== undefined) {
    const text = requirements ?? wanted.map((one) => one.text).join(', ');
    return [toChange(text, wanted.length === 1 ? wanted[0]?.name : undefined)];
  }
  // A forced installation is not counted by Ansible either.
  const isWrong = state === 'present' ? false : state === 'absent' ? true : undefined;
  return wanted
    .filter((one) => isInstalled(one, installed) === isWrong)
    .map(({ text, name }) => toChange(text, name));
}

function toSteps(params: PipParams, state: PipState): readonly Step[] {
  const { places, isEnvironmentMissing } = state;
  const { name = [], requirements, umask } = params;
  const mask = umask === undefined ? sh`:` : sh`umask ${umask}`;
  const isCompared = requirements !== undefined || name.some(isRepository);
  const words = toPipWords(params, toRequirements(params));
  const install: Step = {
    do: 'run',
    title: `pip ${words.join(' ')}`,
    script: joinSh([mask, callPip(places, words, isCompared)]),
    accepts: 'any',
  };
  if (!isEnvironmentMissing) return [install];
  const make = joinSh([mask, makeEnvironment(params, places)]);
  return [callTool(toMaker(places), MAKE_TITLE, make), install];
}

function isGone({ rc, stdout, stderr }: StepOutcome, { state }: PipParams): boolean {
  return rc === 1 && state === 'absent' && (stdout + stderr).includes('not installed');
}

/** @throws TaskFailure with all that was printed, in Ansible's form */
function failPip(outcome: StepOutcome, cmd: Plain, stdout: string, stderr: string): never {
  refuseMissing(outcome);
  const out = stdout === '' ? '' : `stdout: ${stdout}`;
  const err = stderr === '' ? '' : `\n:stderr: ${stderr}`;
  throw new TaskFailure(outcome.message ?? out + err, { cmd, rc: outcome.rc });
}

export default defineModule({
  name: 'pip',
  collection: 'ansible.builtin',
  summary: 'Manages packages of Python with pip.',
  notes: [
    'The host needs pip, and so Python; kplay itself uses neither.',
    'Where Python is marked as managed from outside, pip wants a virtual environment, or `PIP_BREAK_SYSTEM_PACKAGES=1` in the environment.',
  ],
  params: pipParams,
  returns: {
    cmd: { type: 'value', description: 'The command: its words; with `--check` that of the list.' },
    name: { type: 'value', description: 'As it was asked for.' },
    version: { type: 'value', description: 'As it was asked for.' },
    state: { type: 'string', description: 'As it was asked for.' },
    requirements: { type: 'value', description: 'As it was asked for.' },
    virtualenv: { type: 'value', description: 'The environment.' },
    stdout: { type: 'string', description: 'What pip printed.' },
    stderr: { type: 'string', description: 'What it complained about.' },
  },
  examples: [
    '- pip:\n    name: kubernetes>=29,<30\n    virtualenv: /opt/tools\n    virtualenv_command: python3 -m venv\n',
    '- pip:\n    requirements: /srv/app/requirements.txt\n    virtualenv: /srv/app/env\n',
  ],
  async inspect(params, host, controller): Promise<PipState> {
    refusePip(params);
    const places = await findPlaces(params, host);
    const found = await askPip(places, host, controller);
    return { ...found, places, isCheckMode: controller.isCheckMode };
  },
  plan(params, state): Plan<PipReturns> {
    const { places, pip, list, isCheckMode, isEnvironmentMissing } = state;
    const words = toPipWords(params, toRequirements(params));
    const made: Change = { what: 'virtual environment', before: null, after: places.env ?? null };
    const { name, version, requirements } = params;
    const returns = {
      cmd: isCheckMode ? [...pip, 'list', '--format=freeze'].join(' ') : [...pip, ...words],
      name: name ?? null,
      version: version ?? null,
      state: params.state,
      requirements: requirements ?? null,
      virtualenv: places.env ?? null,
    };
    if (isEnvironmentMissing) return { changes: [made], steps: toSteps(params, state), returns };
    if (isCheckMode) return { changes: planPackages(params, list ?? ''), steps: [], returns };
    return { certainty: 'unknown', changes: [], steps: toSteps(params, state), returns };
  },
  settle(params, plan, outcomes) {
    const { cmd } = plan.returns;
    const last = outcomes.at(-1);
    const failed = outcomes.find(({ status }) => status === 'failed');
    const mark = `\n${OTHER_PACKAGES}\n`;
    const all = outcomes.map(({ stdout }) => stdout).join('');
    const stdout = all.replace(mark, '');
    const stderr = outcomes.map((outcome) => outcome.stderr).join('');
    if (failed !== undefined) failPip(failed, cmd, stdout, stderr);
    if (last === undefined) return { returns: plan.returns };
    if (last.rc === NO_PIP) throw new TaskFailure('pip is not in the new virtual environment');
    if (last.rc !== 0 && !isGone(last, params)) failPip(last, cmd, stdout, stderr);
    const word = params.state === 'absent' ? 'Successfully uninstalled' : 'Successfully installed';
    const isCompared =
      params.requirements !== undefined || params.name?.some(isRepository) === true;
    const isDone =
      isCompared && params.state !== 'absent' ? all !== stdout : last.stdout.includes(word);
    return {
      returns: { ...plan.returns, stdout, stderr },
      isChanged: isDone || plan.changes.length > 0,
    };
  },
});
