/** mount: file systems, mounted now and by fstab. */
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import { requiredIf } from '../schema/index.ts';
import { sh, type Sh } from '../shell/index.ts';
import { configFile, planConfig, type ConfigFile } from './_shared/config-file.ts';
import { removeEntry, setEntry, unescape } from './_shared/fstab.ts';
import { findBackup, failOnFailedStep } from './_shared/outcome.ts';
import { callTool, saidBy, type Tool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const MOUNT: Tool = { name: 'mount', package: 'mount' };
const FSTAB = '/etc/fstab';

type MountWish =
  | 'absent'
  | 'absent_from_fstab'
  | 'mounted'
  | 'present'
  | 'unmounted'
  | 'remounted'
  | 'ephemeral';

interface MountParams {
  readonly path: string;
  readonly src?: string;
  readonly fstype?: string;
  readonly opts?: string;
  readonly dump?: string;
  readonly passno?: string;
  readonly state: MountWish;
  readonly fstab?: string;
  readonly boot: boolean;
  readonly backup: boolean;
}

interface MountState {
  readonly fstab: ConfigFile;
  readonly exists: boolean;
  /** What is mounted on the path: its source as mountinfo gives it. */
  readonly source: string | undefined;
}

interface MountReturns {
  readonly [key: string]: string | undefined;
}

/** Asks whether the path is there, and what is mounted on it. */
function mountPoint(path: string): Probe<Pick<MountState, 'exists' | 'source'>> {
  return {
    name: 'mount-point',
    script: sh`p=${path}
[ ! -e "$p" ] || echo exists
printf '%s\n' "$(readlink -f -- "$p" || printf '%s' "$p")"
cat /proc/self/mountinfo`,
    parse({ stdout }) {
      const lines = stdout.split('\n');
      const exists = lines[0] === 'exists';
      const [real = '', ...table] = exists ? lines.slice(1) : lines;
      const rows = table.map((line) => line.split(' '));
      const row = rows.findLast((fields) => unescape(fields[4] ?? '') === real);
      const source = row?.[row.indexOf('-') + 2];
      return { exists, source: source === undefined ? undefined : unescape(source) };
    },
  };
}

/** `boot: false` becomes `noauto`, unless the options say something of it themselves. */
function toOptions({ opts, boot }: MountParams): {
  readonly opts: string;
  readonly warning?: string;
} {
  const own = opts ?? 'defaults';
  const words = own.split(',');
  const ignored = ['noauto', 'defaults'].find((word) => words.includes(word));
  if (boot) return { opts: own };
  return ignored === undefined
    ? { opts: `${own},noauto` }
    : { opts: own, warning: `Ignore the 'boot' due to 'opts' contains '${ignored}'.` };
}

function run(title: string, script: Sh): Step {
  return callTool(MOUNT, title, script);
}

function tableOf({ fstab }: MountParams): readonly string[] {
  return fstab === undefined || fstab === FSTAB ? [] : ['-T', fstab];
}

function callUnmount({ path }: MountParams): Step {
  return run(`unmounting ${path}`, sh`umount ${path}`);
}

/** Where remounting is refused, the file system is unmounted and mounted again. */
function callRemount(params: MountParams): Step {
  const { path, opts } = params;
  const words = opts === undefined || opts === 'defaults' ? 'remount' : `remount,${opts}`;
  const again =
    params.state === 'ephemeral' ? callNew(params) : sh`mount ${tableOf(params)} ${path}`;
  return run(
    `remounting ${path}`,
    sh`mount -o ${words} ${path} 2>/dev/null || { umount ${path} && ${again}; }`,
  );
}

function callNew({ path, src = '', fstype, opts }: MountParams): Sh {
  const type = fstype === undefined ? [] : ['-t', fstype];
  return sh`mount ${type} ${opts === undefined ? [] : ['-o', opts]} ${src} ${path}`;
}

const ELSEWHERE =
  'Ephemeral mount point is already mounted with a different source than the specified one. ' +
  'Failing in order to prevent an unwanted unmount or override operation. Try replacing this ' +
  'command with a "state: unmounted" followed by a "state: ephemeral", or use a different ' +
  'destination path.';

interface Work {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

const NOTHING: Work = { changes: [], steps: [] };

function say(before: string, after: string, steps: readonly Step[]): Work {
  return { changes: [{ what: 'state', before, after }], steps };
}

/** What fstab needs. */
function planTable(params: MountParams, { fstab }: MountState): Work {
  const { path: name, src = '', fstype = '', dump = '0', passno = '0' } = params;
  const text = fstab.text ?? '';
  if (params.state === 'present' || params.state === 'mounted') {
    const entry = { src, name, fstype, opts: toOptions(params).opts, dump, passno };
    const folder = fstab.path.slice(0, fstab.path.lastIndexOf('/'));
    const parent: Step = { do: 'mkdir', title: `make ${folder}`, path: folder, attributes: {} };
    const wanted = setEntry(text, entry);
    const { changes, steps } = planConfig(fstab, wanted, { backup: params.backup });
    return { changes, steps: fstab.text === undefined ? [parent, ...steps] : steps };
  }
  if (params.state !== 'absent' && params.state !== 'absent_from_fstab') return NOTHING;
  return planConfig(fstab, removeEntry(text, name, params.src), { backup: params.backup });
}

/**
 * Mounts with everything on the command line, before fstab is written: a mount that fails leaves
 * fstab and the mount point as they were.
 */
function callMount(params: MountParams, state: MountState): Step {
  const { path } = params;
  const make = state.exists ? sh`` : sh`mkdir -p -- ${path} || exit`;
  const clear = state.exists ? sh`` : sh`[ $r -eq 0 ] || rmdir -- ${path}`;
  return run(
    `mounting ${path}`,
    sh`${make}
${callNew({ ...params, opts: toOptions(params).opts })}; r=$?
${clear}
exit $r`,
  );
}

/** What the mount point itself needs once fstab is right. */
function planMountPoint(params: MountParams, state: MountState, isTableNew: boolean): Work {
  const isMounted = state.source !== undefined;
  switch (params.state) {
    case 'present':
    case 'absent_from_fstab':
      return NOTHING;
    case 'mounted':
      if (!isMounted) return say('unmounted', 'mounted', [callMount(params, state)]);
      return isTableNew ? { changes: [], steps: [callRemount(params)] } : NOTHING;
    case 'unmounted':
      return isMounted ? say('mounted', 'unmounted', [callUnmount(params)]) : NOTHING;
    case 'remounted':
      return say('mounted', 'remounted', [callRemount(params)]);
    case 'absent': {
      if (!isTableNew) return NOTHING;
      const clear = run(
        `rmdir ${params.path}`,
        sh`[ ! -e ${params.path} ] || rmdir -- ${params.path}`,
      );
      return { changes: [], steps: [...(isMounted ? [callUnmount(params)] : []), clear] };
    }
    case 'ephemeral':
      return planEphemeral(params, state);
  }
}

function planEphemeral(params: MountParams, state: MountState): Work {
  if (state.source === undefined) {
    const make = sh`mkdir -p -- ${params.path} || exit`;
    const mount = run(
      `mounting ${params.path}`,
      sh`${make}
${callNew(params)}`,
    );
    return say('unmounted', 'mounted', [mount]);
  }
  if (state.source !== params.src) throw new TaskFailure(ELSEWHERE);
  return say('mounted', 'remounted', [callRemount(params)]);
}

function toReturns(params: MountParams, opts: string): MountReturns {
  const { path, src, fstype, dump, passno, fstab = FSTAB, boot } = params;
  return {
    name: path,
    opts,
    dump: dump ?? '0',
    passno: passno ?? '0',
    fstab,
    boot: boot ? 'yes' : 'no',
    backup_file: '',
    ...(src === undefined ? {} : { src }),
    ...(fstype === undefined ? {} : { fstype }),
  };
}

function describeFailure(outcome: StepOutcome): string {
  const said = outcome.message ?? saidBy(outcome);
  const isRmdir = outcome.step.title.startsWith('rmdir ');
  return outcome.step.do === 'run'
    ? `Error ${outcome.step.title}: ${isRmdir ? said.trim() : said}`
    : said;
}

export default defineModule({
  name: 'mount',
  collection: 'ansible.posix',
  summary: 'Manages mount points, now and in fstab.',
  params: {
    properties: {
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['name'],
        description: 'The mount point; `none` for swap.',
      },
      src: { type: 'string', 'x-coerce': 'path', description: 'The device or the source.' },
      fstype: { type: 'string', description: 'Type of the file system.' },
      opts: { type: 'string', description: 'Mount options; `defaults` when not given.' },
      dump: { type: 'string', default: '0', description: 'Fifth field of fstab.' },
      passno: { type: 'string', default: '0', description: 'Sixth field of fstab.' },
      state: {
        type: 'string',
        enum: [
          'absent',
          'absent_from_fstab',
          'mounted',
          'present',
          'unmounted',
          'remounted',
          'ephemeral',
        ],
        description: '`present` only writes fstab; `ephemeral` only mounts.',
      },
      fstab: { type: 'string', description: 'Another file than /etc/fstab.' },
      boot: {
        type: 'boolean',
        default: true,
        description: 'False adds `noauto`; not when `opts` has `defaults` or `noauto`.',
      },
      backup: {
        type: 'boolean',
        default: false,
        description: 'Keep the old fstab beside the new one, with the time in its name.',
      },
    },
    required: ['path', 'state'],
    rules: [
      requiredIf('state', 'mounted', ['src', 'fstype']),
      requiredIf('state', 'present', ['src', 'fstype']),
      requiredIf('state', 'ephemeral', ['src', 'fstype']),
    ],
  },
  returns: {
    name: { type: 'string', description: 'The mount point.' },
    src: { type: 'string', description: 'The source.' },
    fstype: { type: 'string', description: 'Type of the file system.' },
    opts: { type: 'string', description: 'The options.' },
    dump: { type: 'string', description: 'Fifth field.' },
    passno: { type: 'string', description: 'Sixth field.' },
    fstab: { type: 'string', description: 'The file.' },
    boot: { type: 'string', description: 'yes or no.' },
    backup_file: { type: 'string', description: 'Where the old fstab was kept.' },
  },
  examples: [
    '- mount:\n    path: /srv\n    src: LABEL=srv\n    fstype: ext4\n    opts: noatime\n    state: mounted\n',
    '- mount:\n    path: none\n    src: /swapfile\n    fstype: swap\n    state: absent\n',
  ],
  async inspect(params, host): Promise<MountState> {
    const [fstab, point] = await Promise.all([
      host.ask(configFile(params.fstab ?? FSTAB)),
      host.ask(mountPoint(params.path)),
    ]);
    return { fstab, ...point };
  },
  plan(params, state): Plan<MountReturns> {
    const { opts, warning } = toOptions(params);
    const table = planTable(params, state);
    const point = planMountPoint(params, state, table.changes.length > 0);
    const isFirst = params.state === 'mounted' && state.source === undefined;
    return {
      changes: [...table.changes, ...point.changes],
      steps: isFirst ? [...point.steps, ...table.steps] : [...table.steps, ...point.steps],
      returns: toReturns(params, opts),
      ...(warning === undefined ? {} : { warnings: [warning] }),
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    const backup = findBackup(outcomes);
    return {
      returns: { ...plan.returns, ...(backup === undefined ? {} : { backup_file: backup }) },
    };
  },
});
