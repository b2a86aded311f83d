/** mount: file systems, mounted now and by fstab. */
import type { Step, StepOutcome } from '../host/index.ts';
import { requiredIf } from '../schema/index.ts';
import { configFile, planConfig } from './_shared/config-file.ts';
import { removeEntry, setEntry } from './_shared/fstab.ts';
import {
  FSTAB,
  NOTHING,
  mountPoint,
  planMountPoint,
  toOptions,
  type MountParams,
  type MountState,
  type Work,
} from './_shared/mount-point.ts';
import { findBackup, failOnFailedStep } from './_shared/outcome.ts';
import { saidBy } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

interface MountReturns {
  readonly [key: string]: string | undefined;
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
