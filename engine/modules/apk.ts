/** apk: packages of Alpine. Written from the manual page apk(8). */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { mutuallyExclusive, requiredOneOf } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';
import type { Step } from '../host/index.ts';

const APK: Tool = { name: 'apk', package: 'apk-tools' };

interface ApkParams {
  readonly name?: readonly string[];
  readonly state: 'absent' | 'installed' | 'latest' | 'present' | 'removed';
  readonly available: boolean;
  readonly no_cache: boolean;
  readonly repository?: readonly string[];
  readonly upgrade: boolean;
}

/** `pkg>1.2` and `pkg@edge` name the package before the sign. */
function bareName(name: string): string {
  return name.split(/[@=<>~]/)[0] ?? name;
}

function toOptions(params: ApkParams): readonly string[] {
  const repositories = (params.repository ?? []).flatMap((url) => ['--repository', url]);
  return [...(params.no_cache ? ['--no-cache'] : []), ...repositories];
}

function toWork(params: ApkParams): readonly string[] {
  const { name = [], state } = params;
  if (params.upgrade) return ['upgrade', ...(params.available ? ['--available'] : [])];
  if (state === 'absent' || state === 'removed') return ['del', ...name.map(bareName)];
  return ['add', ...(state === 'latest' ? ['--upgrade'] : []), ...name];
}

interface ApkState {
  /** What `--simulate` printed. */
  readonly simulated: string;
}

const CHANGE =
  /^\(\d+\/\d+\) (Installing|Upgrading|Downgrading|Purging|Replacing|Reinstalling) (\S+)/;

function readPackages(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => CHANGE.exec(line)?.[2] ?? []);
}

function toMessage(params: ApkParams, isDue: boolean): string {
  const names = (params.name ?? []).join(' ');
  if (params.upgrade) return isDue ? 'upgraded packages' : 'packages already upgraded';
  if (params.name === undefined) return 'updated repository indexes';
  const isRemoved = params.state === 'absent' || params.state === 'removed';
  if (isRemoved) return isDue ? `removed ${names} package(s)` : 'package(s) already removed';
  return isDue ? `installed ${names} package(s)` : 'package(s) already installed';
}

export default defineModule({
  name: 'apk',
  collection: 'community.general',
  summary: 'Manages packages of Alpine.',
  params: {
    properties: {
      name: {
        type: 'array',
        items: { type: 'string', description: 'A name, with a version if need be.' },
        description: 'The packages.',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent', 'latest', 'installed', 'removed'],
        default: 'present',
        description: 'Whether they should be installed, and how new.',
      },
      available: {
        type: 'boolean',
        default: false,
        description: 'With `upgrade`: also replace packages that the index has no more.',
      },
      no_cache: { type: 'boolean', default: false, description: 'Keep no index on the host.' },
      repository: {
        type: 'array',
        items: { type: 'string', description: 'An address.' },
        description: 'Further repositories for this call.',
      },
      update_cache: { type: 'boolean', default: false, description: 'Refresh the index first.' },
      upgrade: { type: 'boolean', default: false, description: 'Upgrade every package.' },
      world: {
        type: 'string',
        default: '/etc/apk/world',
        description: 'Accepted; apk keeps its list itself.',
      },
    },
    rules: [requiredOneOf('name', 'update_cache', 'upgrade'), mutuallyExclusive('name', 'upgrade')],
  },
  returns: {
    msg: { type: 'string', description: 'What was done.' },
    packages: { type: 'array', description: 'The packages that changed.' },
    stdout: { type: 'string', description: 'What apk printed.' },
    stderr: { type: 'string', description: 'What it complained about.' },
  },
  examples: ['- apk:\n    name: [socat, conntrack-tools]\n    update_cache: true\n'],
  inspect(params, host): Promise<ApkState> {
    const options = toOptions(params);
    if (params.name === undefined && !params.upgrade) return Promise.resolve({ simulated: '' });
    const script = sh`apk ${options} --simulate ${toWork(params)} 2>&1`;
    return host.ask(
      askTool([APK], 'apk-simulation', script, ({ rc, stdout }) => {
        // A name that is not in an index that is refreshed first may be there afterwards.
        if (rc !== 0 && !params.update_cache) {
          throw new TaskFailure(`failed to install ${(params.name ?? []).join(' ')}`, {
            rc,
            stdout,
            stderr: '',
          });
        }
        return { simulated: rc === 0 ? stdout : '(1/1) Installing unknown' };
      }),
    );
  },
  plan(params, { simulated }): Plan<Readonly<Record<string, Plain>>> {
    const packages = readPackages(simulated);
    const isAlone = params.name === undefined && !params.upgrade;
    const options = toOptions(params);
    const refresh: Step = callTool(APK, 'apk update', sh`apk ${options} update`);
    const work = callTool(
      APK,
      `apk ${toWork(params).join(' ')}`,
      sh`apk ${options} ${toWork(params)}`,
    );
    const isDue = packages.length > 0;
    const index = { what: 'package index', before: 'old', after: 'refreshed' };
    const changed = packages.map((name) => ({
      what: `package ${name}`,
      before: null,
      after: params.state,
    }));
    return {
      changes: isAlone ? [index] : changed,
      steps: [
        ...(params.update_cache ? [{ ...refresh, housekeeping: !isAlone }] : []),
        ...(isDue && !isAlone ? [work] : []),
      ],
      returns: { msg: toMessage(params, isDue || isAlone), packages },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr, stdout }: StepOutcome) => (stderr || stdout).trim());
    const last = outcomes.at(-1);
    if (last === undefined) return { returns: plan.returns };
    const { stdout, stderr } = last;
    return { returns: { ...plan.returns, stdout, stderr } };
  },
});
