/** What the mount module asks and does about the mount point itself; fstab is mount.ts's own. */
import { TaskFailure, type Probe, type Step } from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import type { ConfigFile } from './config-file.ts';
import { unescape } from './fstab.ts';
import { callTool, type Tool } from './tool.ts';

const MOUNT: Tool = { name: 'mount', package: 'mount' };
export const FSTAB = '/etc/fstab';

type MountWish =
  | 'absent'
  | 'absent_from_fstab'
  | 'mounted'
  | 'present'
  | 'unmounted'
  | 'remounted'
  | 'ephemeral';

/** The parameters as the module declares them. */
export interface MountParams {
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

/** What stands at the path, and in fstab. */
export interface MountState {
  readonly fstab: ConfigFile;
  readonly exists: boolean;
  /** What is mounted on the path: its source as mountinfo gives it. */
  readonly source: string | undefined;
}

/** Asks whether the path is there, and what is mounted on it. */
export function mountPoint(path: string): Probe<Pick<MountState, 'exists' | 'source'>> {
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
export function toOptions({ opts, boot }: MountParams): {
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

/** Changes with the steps that make them. */
export interface Work {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** Nothing is to be done. */
export const NOTHING: Work = { changes: [], steps: [] };

function say(before: string, after: string, steps: readonly Step[]): Work {
  return { changes: [{ what: 'state', before, after }], steps };
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

/**
 * What the mount point itself needs once fstab is right.
 * @param isTableNew fstab is written before
 * @throws TaskFailure for an ephemeral mount where something else is mounted
 */
export function planMountPoint(params: MountParams, state: MountState, isTableNew: boolean): Work {
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
