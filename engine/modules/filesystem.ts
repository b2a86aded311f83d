/** filesystem: makes, grows and wipes file systems. */
import { TaskFailure, type Step } from '../host/index.ts';
import { requiredIf } from '../schema/index.ts';
import { joinSh, sh } from '../shell/index.ts';
import { KIND_NAMES, KINDS, type Growth, type Kind, type KindName } from './_shared/filesystems.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

interface FilesystemParams {
  readonly dev: string;
  readonly fstype?: KindName;
  readonly state: 'absent' | 'present';
  readonly force: boolean;
  readonly resizefs: boolean;
  readonly opts?: string;
}

interface DeviceState {
  readonly isThere: boolean;
  /** What blkid finds on it; empty when nothing. */
  readonly label: string;
  readonly mountpoint: string;
  /** Bytes; undefined for what is no device and no file. */
  readonly size: number | undefined;
  /** What was printed of the file system's size, where it may be grown. */
  readonly measured: string;
}

interface FilesystemReturns {
  readonly msg?: string;
}

const BLKID: Tool = { name: 'blkid', package: 'util-linux' };
const WIPEFS: Tool = { name: 'wipefs', package: 'util-linux' };

function kindOf({ fstype, state }: FilesystemParams): Kind | undefined {
  return state === 'absent' || fstype === undefined ? undefined : KINDS[fstype];
}

function nameOf({ fstype }: FilesystemParams): string {
  return fstype ?? '';
}

/** What grows it, where that is asked for. */
function growthOf(params: FilesystemParams): Growth | undefined {
  const kind = kindOf(params);
  return params.resizefs ? kind?.growth : undefined;
}

function look(params: FilesystemParams): ReturnType<typeof askTool<DeviceState>> {
  const measure = growthOf(params)?.measure ?? sh`:`;
  const script = joinSh([
    sh`d=${params.dev}
[ -e "$d" ] || exit 3
blkid -c /dev/null -o value -s TYPE "$d" | head -n 1
m=$(findmnt --mtab --noheadings --output TARGET --source "$d" 2>/dev/null | head -n 1)
echo "--- $m"
if [ -b "$d" ]; then blockdev --getsize64 "$d"; elif [ -f "$d" ]; then stat -c %s "$d"; else echo other; fi`,
    sh`{ ${measure}
} 2>/dev/null
exit 0`,
  ]);
  return askTool([BLKID], 'file-system', script, ({ rc, stdout }) => {
    if (rc === 3)
      return { isThere: false, label: '', mountpoint: '', size: undefined, measured: '' };
    const [, label = '', mountpoint = '', size = '', measured = ''] =
      /^(.*?)\n?--- (.*)\n(.*)\n([^]*)$/.exec(stdout) ?? [];
    const isSized = /^\d+$/.test(size);
    return { isThere: true, label, mountpoint, size: isSized ? Number(size) : undefined, measured };
  });
}

const NOTHING = { changes: [], steps: [], returns: {} };

function change(before: string, after: string): readonly Change[] {
  return [{ what: 'file system', before: before === '' ? 'nothing' : before, after }];
}

function planWipe({ dev }: FilesystemParams, { label }: DeviceState): Plan<FilesystemReturns> {
  if (label === '') return NOTHING;
  const wipe = callTool(WIPEFS, `wipe ${dev}`, sh`wipefs --all ${dev}`);
  return { changes: change(label, ''), steps: [wipe], returns: {} };
}

function planMake(params: FilesystemParams, kind: Kind, label: string): Plan<FilesystemReturns> {
  const { dev, opts = '' } = params;
  const fstype = nameOf(params);
  const words = [...kind.flags, ...opts.split(/\s+/).filter((word) => word !== ''), dev];
  const script = sh`${kind.tool.name} ${words} </dev/null`;
  const make = callTool(kind.tool, `make ${fstype} on ${dev}`, script);
  return { changes: change(label, fstype), steps: [make], returns: {} };
}

function planGrow(
  params: FilesystemParams,
  growth: Growth & Pick<Kind, 'title'>,
  { size, measured, mountpoint }: DeviceState,
): Plan<FilesystemReturns> {
  const { dev } = params;
  if (size === undefined) throw new TaskFailure(`Target device not supported: ${dev}`);
  if (growth.needsMount && mountpoint === '') {
    throw new TaskFailure(`${dev} needs to be mounted for ${growth.title} operations`);
  }
  const own = growth.parseSize(measured);
  if (own === undefined) {
    const [tool = ''] = growth.measure.sh.split(' ');
    throw new TaskFailure(`unable to process ${tool} output for ${dev}`);
  }
  if (own >= size) {
    const msg = `${growth.title} filesystem is using the whole device ${dev}`;
    return { ...NOTHING, returns: { msg } };
  }
  const script = joinSh([sh`d=${dev} m=${mountpoint}`, growth.grow]);
  const grow: Step = callTool(growth.tool, `grow ${dev}`, script);
  return {
    changes: [{ what: 'size', before: own, after: size }],
    steps: [grow],
    returns: { msg: `resizing filesystem ${growth.title} on device ${dev}` },
  };
}

function planPresent(
  params: FilesystemParams,
  kind: Kind,
  state: DeviceState,
): Plan<FilesystemReturns> {
  const { dev, force, resizefs } = params;
  const isSame = kind.labels.includes(state.label);
  if (isSame && resizefs) {
    if (kind.growth !== undefined)
      return planGrow(params, { ...kind.growth, title: kind.title }, state);
    throw new TaskFailure(`module does not support resizing ${nameOf(params)} filesystem yet.`);
  }
  if (isSame && !force) return NOTHING;
  if (!isSame && state.label !== '' && !force) {
    throw new TaskFailure(
      `'${dev}' is already used as ${state.label}, use force=true to overwrite`,
      { rc: 0 },
    );
  }
  return planMake(params, kind, state.label);
}

function plan(params: FilesystemParams, state: DeviceState): Plan<FilesystemReturns> {
  const kind = kindOf(params);
  if (state.isThere) {
    return kind === undefined ? planWipe(params, state) : planPresent(params, kind, state);
  }
  const msg = `Device ${params.dev} not found.`;
  if (kind === undefined) return { ...NOTHING, returns: { msg } };
  throw new TaskFailure(msg);
}

export default defineModule({
  name: 'filesystem',
  collection: 'community.general',
  summary: 'Makes file systems.',
  notes: ['`ufs` is of FreeBSD, which kplay does not know.'],
  params: {
    properties: {
      dev: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['device'],
        description: 'The device, or a file that holds an image.',
      },
      fstype: {
        type: 'string',
        enum: KIND_NAMES,
        'x-aliases': ['type'],
        description: 'The kind; needed unless the state is `absent`.',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        default: 'present',
        description: '`absent` wipes the signatures of whatever there is.',
      },
      force: {
        type: 'boolean',
        default: false,
        description: 'Make it anew also where there is one: all that is in it is lost.',
      },
      resizefs: {
        type: 'boolean',
        default: false,
        description: 'Grow one that is there to the size of its device.',
      },
      opts: { type: 'string', description: 'Options for the program that makes it.' },
    },
    required: ['dev'],
    rules: [requiredIf('state', 'present', ['fstype'])],
  },
  returns: { msg: { type: 'string', description: 'What was done, for `resizefs`.' } },
  examples: [
    '- filesystem:\n    fstype: ext4\n    dev: /dev/vdb1\n    opts: -L data\n',
    '- filesystem:\n    fstype: swap\n    dev: /swapfile\n',
  ],
  inspect: (params, host): Promise<DeviceState> => host.ask(look(params)),
  plan,
  settle(params, { returns }, outcomes) {
    failOnFailedStep(outcomes);
    const [first] = outcomes;
    if (!params.resizefs || first === undefined || returns.msg === undefined) return { returns };
    return { returns: { msg: first.stdout } };
  },
});
