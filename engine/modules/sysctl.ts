/** sysctl: kernel settings in a file and in the running kernel. */
import { readLines } from './_shared/file-text.ts';
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { requiredIf } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import {
  configFile,
  endLine,
  planConfig,
  type ConfigFile,
  type ConfigPlan,
} from './_shared/config-file.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, saidBy, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const SYSCTL: Tool = { name: 'sysctl', package: 'procps' };
const TRUE_WORDS = ['y', 'yes', 'on', '1', 'true', 't'];
const FALSE_WORDS = ['n', 'no', 'off', '0', 'false', 'f'];

interface SysctlState {
  readonly file: ConfigFile;
  /** The running kernel's value, when it was asked for and there is one. */
  readonly running: string | undefined;
}

/** Words of truth become 1 and 0; blanks around anything else go. */
function toSetting(value: string | undefined): string {
  if (value === undefined) return '';
  if (TRUE_WORDS.includes(value.toLowerCase())) return '1';
  if (FALSE_WORDS.includes(value.toLowerCase())) return '0';
  return value.trim();
}

/** A line of settings; undefined for comments and everything that sets nothing. */
function parseSetting(line: string): readonly [string, string] | undefined {
  const text = line.trim();
  const at = text.indexOf('=');
  if (at === -1 || /^[#;]/.test(text)) return undefined;
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** The value that the file gives; the last line counts, as for sysctl itself. */
function findSetting(text: string, name: string): string | undefined {
  return readLines(text)
    .map(parseSetting)
    .findLast((setting) => setting?.[0] === name)?.[1];
}

/** Writes the file anew: settings as `key=value`, each key once, comments as they are. */
function editSettings(text: string, name: string, value: string | undefined): string {
  const seen = new Set<string>();
  let edited = '';
  for (const line of readLines(text)) {
    const [key, old] = parseSetting(line) ?? [];
    if (key === undefined) {
      edited = endLine(edited) + line;
      continue;
    }
    if (seen.has(key)) continue;
    seen.add(key);
    const now = key === name ? value : old;
    if (now !== undefined) edited = `${endLine(edited)}${key}=${now}\n`;
  }
  return seen.has(name) || value === undefined ? edited : `${endLine(edited)}${name}=${value}\n`;
}

function isSame(a: string, b: string): boolean {
  return a.trim().split(/\s+/).join(' ') === b.trim().split(/\s+/).join(' ');
}

interface KernelWish {
  readonly name: string;
  readonly value: string | undefined;
  readonly running: string | undefined;
  readonly lenient: readonly string[];
}

/** What the running kernel needs. sysctl says some refusals on stderr alone, with exit code 0. */
function planKernel({ name, value, running, lenient }: KernelWish): ConfigPlan {
  if (value === undefined || isSame(running ?? '\0', value)) return { changes: [], steps: [] };
  const set = callTool(
    SYSCTL,
    `setting ${name}`,
    sh`exec 3>&1
e=$(sysctl ${lenient} -w ${`${name}=${value}`} 2>&1 1>&3 3>&-); r=$?
[ -z "$e" ] || printf '%s\n' "$e" >&2
case $e in *'Invalid argument'*|*'Read-only file system'*) [ $r -ne 0 ] || r=1 ;; esac
exit $r`,
  );
  return {
    changes: [{ what: `running ${name}`, before: running ?? null, after: value }],
    steps: [set],
  };
}

/** Loading the file is no change of its own. */
function planReload(
  { reload, sysctl_file: path }: { readonly reload: boolean; readonly sysctl_file: string },
  lenient: readonly string[],
): readonly Step[] {
  const load = callTool(SYSCTL, 'reload', sh`sysctl ${lenient} -p ${path}`);
  return reload ? [{ ...load, housekeeping: true }] : [];
}

function describeFailure(outcome: StepOutcome): string {
  return `${outcome.step.title} failed: ${saidBy(outcome)}`.replace(
    /^reload failed/,
    'Failed to reload sysctl',
  );
}

export default defineModule({
  name: 'sysctl',
  collection: 'ansible.posix',
  summary: 'Manages entries in sysctl.conf.',
  params: {
    properties: {
      name: { type: 'string', 'x-aliases': ['key'], description: 'The setting, with dots.' },
      value: { type: 'string', 'x-aliases': ['val'], description: 'The value it should have.' },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: 'Whether the entry should be in the file.',
      },
      sysctl_file: {
        type: 'string',
        'x-coerce': 'path',
        default: '/etc/sysctl.conf',
        description: 'The file.',
      },
      sysctl_set: {
        type: 'boolean',
        default: false,
        description: 'Compare the running value too, and set it with `sysctl -w`.',
      },
      reload: {
        type: 'boolean',
        default: true,
        description: 'Load the file with `sysctl -p` when something changed.',
      },
      ignoreerrors: {
        type: 'boolean',
        default: false,
        description: 'Pass over settings that the kernel does not know.',
      },
    },
    required: ['name'],
    rules: [requiredIf('state', 'present', ['value'])],
  },
  returns: {},
  examples: [
    '- sysctl:\n    name: net.ipv4.ip_forward\n    value: "1"\n    sysctl_set: true\n',
    '- sysctl:\n    name: vm.swappiness\n    state: absent\n    sysctl_file: /etc/sysctl.d/60-vm.conf\n',
  ],
  async inspect(params, host): Promise<SysctlState> {
    const name = params.name.trim();
    if (name === '') throw new TaskFailure('name cannot be blank');
    if (params.state === 'present' && params.value === '')
      throw new TaskFailure('value cannot be blank');
    const isAsked = params.sysctl_set && params.state === 'present';
    const [file, running] = await Promise.all([
      host.ask(configFile(params.sysctl_file)),
      isAsked
        ? host.ask(
            askTool([SYSCTL], 'sysctl-value', sh`sysctl -e -n ${name}`, ({ rc, stdout }) =>
              rc === 0 ? stdout.replace(/\n$/, '') : undefined,
            ),
          )
        : undefined,
    ]);
    return { file, running };
  },
  plan(params, { file, running }): Plan<Readonly<Record<string, never>>> {
    const name = params.name.trim();
    const value = params.state === 'present' ? toSetting(params.value) : undefined;
    const text = file.text ?? '';
    const isWritten = findSetting(text, name) !== value;
    const edited = isWritten ? editSettings(text, name, value) : text;
    const written = isWritten ? planConfig(file, edited) : { changes: [], steps: [] };
    const lenient = params.ignoreerrors ? ['-e'] : [];
    const kernel = params.sysctl_set ? planKernel({ name, value, running, lenient }) : undefined;
    const changes = [...(kernel?.changes ?? []), ...written.changes];
    return {
      changes,
      steps: [
        ...(kernel?.steps ?? []),
        ...written.steps,
        ...(changes.length > 0 ? planReload(params, lenient) : []),
      ],
      returns: {},
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
