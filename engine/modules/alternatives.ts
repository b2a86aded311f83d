/** alternatives: which of several programs a common name stands for, with update-alternatives. */
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, saidBy, type Tool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const TOOL: Tool = { name: 'update-alternatives', package: 'dpkg' };
const DEFAULT_PRIORITY = 50;

interface Subcommand {
  readonly name: string;
  readonly path: string;
  readonly link: string;
}

interface Alternative {
  readonly path: string;
  readonly priority: number;
  /** `name path` of each. */
  readonly subcommands: readonly string[];
}

interface Group {
  readonly link: string | undefined;
  readonly isAuto: boolean;
  readonly value: string | undefined;
  readonly alternatives: readonly Alternative[];
}

interface AlternativesState {
  readonly group: Group;
  readonly exists: boolean;
}

/** Reads one paragraph of `--query`: fields, and below `Slaves:` lines that begin with a blank. */
function parseParagraph(text: string): {
  readonly fields: ReadonlyMap<string, string>;
  readonly below: readonly string[];
} {
  const fields = new Map<string, string>();
  const below: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\w+): ?(.*)$/.exec(line);
    if (match?.[1] !== undefined) fields.set(match[1], match[2] ?? '');
    else if (line.startsWith(' ')) below.push(line.trim());
  }
  return { fields, below };
}

/** Reads what `update-alternatives --query` prints (update-alternatives(1)). */
export function parseQuery(text: string): Group {
  const [head = '', ...rest] = text.trim().split('\n\n');
  const { fields } = parseParagraph(head);
  return {
    link: fields.get('Link'),
    isAuto: fields.get('Status') === 'auto',
    value: fields.get('Value'),
    alternatives: rest.map((paragraph) => {
      const one = parseParagraph(paragraph);
      return {
        path: one.fields.get('Alternative') ?? '',
        priority: Number(one.fields.get('Priority') ?? '0'),
        subcommands: one.below,
      };
    }),
  };
}

interface AlternativesParams {
  readonly name: string;
  readonly path: string;
  readonly link?: string;
  readonly priority?: number;
  readonly state: 'present' | 'selected' | 'auto' | 'absent';
  readonly subcommands?: readonly Subcommand[];
}

function isInstalled(params: AlternativesParams, group: Group): boolean {
  const found = group.alternatives.find(({ path }) => path === params.path);
  if (found === undefined) return false;
  if (params.priority !== undefined && params.priority !== found.priority) return false;
  if (params.subcommands === undefined) return true;
  const wanted = params.subcommands.map(({ name, path }) => `${name} ${path}`).sort();
  return wanted.join('\n') === [...found.subcommands].sort().join('\n');
}

interface Work {
  readonly step: Step;
  readonly change: Change;
}

function planInstall(params: AlternativesParams, state: AlternativesState): Work | undefined {
  const { name, path, subcommands = [] } = params;
  if (isInstalled(params, state.group)) return undefined;
  if (!state.exists) throw new TaskFailure(`Specified path ${path} does not exist`);
  const link = params.link ?? state.group.link;
  if (link === undefined) {
    throw new TaskFailure(
      'Needed to install the alternative, but unable to do so as we are missing the link',
    );
  }
  const found = state.group.alternatives.find((one) => one.path === path);
  const priority = params.priority ?? found?.priority ?? DEFAULT_PRIORITY;
  const slaves = subcommands.flatMap((one) => ['--slave', one.link, one.name, one.path]);
  return {
    step: callTool(
      TOOL,
      `Install alternative '${path}' for '${name}'.`,
      sh`update-alternatives --install ${link} ${name} ${path} ${priority} ${slaves}`,
    ),
    change: {
      what: 'alternative',
      before: found === undefined ? 'absent' : `${path} ${found.priority}`,
      after: `${path} ${priority}`,
    },
  };
}

function planRemove({ name, path }: AlternativesParams, group: Group): Work | undefined {
  if (!group.alternatives.some((one) => one.path === path)) return undefined;
  return {
    step: callTool(
      TOOL,
      `Remove alternative '${path}' from '${name}'.`,
      sh`update-alternatives --remove ${name} ${path}`,
    ),
    change: { what: 'alternative', before: path, after: 'absent' },
  };
}

/** What is chosen: this path, or whatever has the highest priority. */
function planChoice({ name, path, state }: AlternativesParams, group: Group): Work | undefined {
  if (state === 'selected' && (group.value !== path || group.isAuto)) {
    const isOther = group.value !== path;
    if (!isOther) return undefined;
    return {
      step: callTool(
        TOOL,
        `Set alternative '${path}' for '${name}'.`,
        sh`update-alternatives --set ${name} ${path}`,
      ),
      change: { what: 'selected', before: group.value ?? null, after: path },
    };
  }
  if (state !== 'auto' || group.isAuto) return undefined;
  return {
    step: callTool(
      TOOL,
      `Set alternative to auto for '${name}'.`,
      sh`update-alternatives --auto ${name}`,
    ),
    change: { what: 'mode', before: 'manual', after: 'auto' },
  };
}

function isWork(work: Work | undefined): work is Work {
  return work !== undefined;
}

export default defineModule({
  name: 'alternatives',
  collection: 'community.general',
  summary: 'Manages alternative programs for common commands.',
  params: {
    properties: {
      name: { type: 'string', description: 'The generic name.' },
      path: { type: 'string', 'x-coerce': 'path', description: 'The program it stands for.' },
      link: {
        type: 'string',
        'x-coerce': 'path',
        description: 'The link that callers use; needed for a name that is new.',
      },
      priority: { type: 'integer', description: 'The priority; 50 for a new alternative.' },
      state: {
        type: 'string',
        enum: ['present', 'selected', 'auto', 'absent'],
        default: 'selected',
        description: '`present` only registers, `selected` chooses, `auto` leaves the choice.',
        'x-since': '4.8.0',
      },
      subcommands: {
        type: 'array',
        'x-aliases': ['slaves'],
        items: {
          type: 'object',
          description: 'A further link that follows.',
          properties: {
            name: { type: 'string', description: 'Its generic name.' },
            path: { type: 'string', description: 'What it stands for.' },
            link: { type: 'string', description: 'The link.' },
          },
          required: ['name', 'path', 'link'],
        },
        description: 'Links that follow this one, as manual pages do.',
      },
    },
    required: ['name', 'path'],
  },
  returns: { msg: { type: 'string', description: 'What was done.' } },
  examples: [
    '- alternatives:\n    name: editor\n    path: /usr/bin/vim.basic\n',
    '- alternatives:\n    name: java\n    path: /opt/java/bin/java\n    link: /usr/bin/java\n    priority: 90\n',
  ],
  async inspect({ name, path }, host): Promise<AlternativesState> {
    const script = sh`[ ! -e ${path} ] || echo exists
echo ---
update-alternatives --query ${name} 2>/dev/null; true`;
    return host.ask(
      askTool([TOOL], 'alternatives', script, ({ stdout }) => {
        const [exists = '', query = ''] = stdout.split(/^---\n/m);
        return { group: parseQuery(query), exists: exists.trim() === 'exists' };
      }),
    );
  },
  plan(params, state): Plan<{ readonly msg: string }> {
    const { group } = state;
    const isRemoved = params.state === 'absent';
    const installed = isRemoved ? undefined : planInstall(params, state);
    // A name that is new starts in automatic mode with its first path as the value.
    const choice = isRemoved ? planRemove(params, group) : planChoice(params, group);
    const isFirstAuto = params.state === 'auto' && group.value === undefined;
    const works = [installed, isFirstAuto ? undefined : choice].filter(isWork);
    return {
      changes: works.map(({ change }) => change),
      steps: works.map(({ step }) => step),
      returns: { msg: works.map(({ step }) => step.title).join(' ') },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, (outcome: StepOutcome) => saidBy(outcome).trim());
    return { returns: plan.returns };
  },
});
