/** Units of systemd as tasks want them: `systemd` itself, and `service` where systemd is. */
import type { Step, StepOutcome } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Plan } from '../contract.ts';
import { planUnit, systemctl, type Scope, type UnitState, type WantedState } from './systemd.ts';

/** What only systemd knows; `service` hands it on, as Ansible's action does. */
export const systemdParams = {
  force: { type: 'boolean', description: 'Override existing symbolic links.' },
  masked: { type: 'boolean', description: 'Whether it cannot be started at all.' },
  daemon_reload: {
    type: 'boolean',
    default: false,
    'x-aliases': ['daemon-reload'],
    description: 'Read unit files again before anything else.',
  },
  daemon_reexec: {
    type: 'boolean',
    default: false,
    'x-aliases': ['daemon-reexec'],
    description: 'Start the manager anew before anything else.',
  },
  scope: {
    type: 'string',
    enum: ['system', 'user', 'global'],
    default: 'system',
    description: 'Which manager.',
  },
  no_block: { type: 'boolean', default: false, description: 'Do not wait for the job.' },
} as const;

/** Parameters that decide about a unit. */
export interface SystemdParams {
  readonly name?: string;
  readonly state?: WantedState;
  readonly enabled?: boolean;
  readonly force?: boolean;
  readonly masked?: boolean;
  readonly daemon_reload: boolean;
  readonly daemon_reexec: boolean;
  readonly scope: Scope;
  readonly no_block: boolean;
}

export interface SystemdReturns {
  readonly [key: string]: string | boolean | Readonly<Record<string, string>> | null | undefined;
}

/** Reloading the manager is done every time it is asked for, and never counts as a change. */
function planManager(params: SystemdParams): readonly Step[] {
  const control = systemctl(params.scope);
  const call = (verb: string): Step => ({
    do: 'run',
    title: verb,
    script: sh`${control} ${verb}`,
    housekeeping: true,
  });
  return [
    ...(params.daemon_reload ? [call('daemon-reload')] : []),
    ...(params.daemon_reexec ? [call('daemon-reexec')] : []),
  ];
}

/** Says why systemctl failed, in the words of Ansible 2.14. */
export function describeSystemdFailure({ step, rc, stderr, stdout }: StepOutcome): string {
  if (step.housekeeping === true) return `failure ${rc} during ${step.title}: ${stderr}`;
  const isMaskOrEnable = /^(un)?mask |^(en|dis)able /.test(step.title);
  return `Unable to ${step.title}: ${isMaskOrEnable ? stdout + stderr : stderr || stdout}`;
}

const OFFLINE =
  'Target is a chroot or systemd is offline. This can lead to false positives or prevent the init ' +
  'system tools from working.';

const INIT_SCRIPT = 'is actually an init script but the system is managed by systemd';

function findWarnings(unit: string, state: UnitState): readonly string[] {
  const isScript = state.isInitScript && state.status['LoadState'] === 'not-found';
  return [
    ...(isScript ? [`The service (${unit}) ${INIT_SCRIPT}`] : []),
    ...(state.isOffline ? [OFFLINE] : []),
  ];
}

/** Decides what the manager and a unit need. @throws TaskFailure when there is no such unit */
export function planSystemd(
  params: SystemdParams,
  unit: UnitState | undefined,
): Plan<SystemdReturns> {
  const { name, scope, force, no_block: isDetached } = params;
  const manager = planManager(params);
  if (name === undefined || unit === undefined) {
    return { changes: [], steps: manager, returns: { name: null, status: {} } };
  }
  const flags = [...(isDetached ? ['--no-block'] : []), ...(force === true ? ['--force'] : [])];
  const { state, enabled, masked } = params;
  const plan = planUnit({ unit: name, scope, state, enabled, masked, flags }, unit);
  return {
    changes: plan.changes,
    steps: [...manager, ...plan.steps],
    returns: {
      name,
      status: unit.status,
      ...(enabled === undefined ? {} : { enabled }),
      ...(plan.state === undefined ? {} : { state: plan.state }),
    },
    warnings: findWarnings(name, unit),
  };
}
