/** systemd: units started, stopped, enabled, masked; the manager reloaded. */
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { requiredBy } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { planUnit, systemctl, unitState, type Scope, type UnitState } from './_shared/systemd.ts';
import { defineModule, type Plan } from './contract.ts';

interface SystemdReturns {
  readonly [key: string]: string | boolean | Readonly<Record<string, string>> | null | undefined;
}

interface ManagerParams {
  readonly daemon_reload: boolean;
  readonly daemon_reexec: boolean;
  readonly scope: Scope;
}

/** Reloading the manager is done every time it is asked for, and never counts as a change. */
function planManager(params: ManagerParams): readonly Step[] {
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

function describeFailure({ step, rc, stderr, stdout }: StepOutcome): string {
  if (step.housekeeping === true) return `failure ${rc} during ${step.title}: ${stderr}`;
  const isMaskOrEnable = /^(un)?mask |^(en|dis)able /.test(step.title);
  return `Unable to ${step.title}: ${isMaskOrEnable ? stdout + stderr : stderr}`;
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

export default defineModule({
  name: 'systemd',
  collection: 'ansible.builtin',
  summary: 'Manages systemd units.',
  notes: ['`systemd_service` is another name of this module.'],
  params: {
    properties: {
      name: {
        type: 'string',
        'x-aliases': ['service', 'unit'],
        description: 'The unit, with or without `.service`.',
      },
      state: {
        type: 'string',
        enum: ['reloaded', 'restarted', 'started', 'stopped'],
        description: '`restarted` and `reloaded` always act; a stopped unit is started by them.',
      },
      enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
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
    },
    rules: [
      requiredBy('state', ['name']),
      requiredBy('enabled', ['name']),
      requiredBy('masked', ['name']),
    ],
  },
  returns: {
    name: { type: 'string', description: 'The unit.' },
    state: { type: 'string', description: 'Running state after the task.' },
    enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
    status: { type: 'object', description: 'What `systemctl show` said before the task.' },
  },
  examples: [
    '- systemd:\n    name: kubelet\n    state: started\n    enabled: true\n    daemon_reload: true\n',
    '- systemd:\n    name: dev-sda2.swap\n    masked: true\n',
  ],
  async inspect(params, host) {
    const { name, scope } = params;
    if (name === undefined) return undefined;
    const glob = ['*', '?', '['].find((sign) => name.includes(sign));
    if (glob !== undefined) {
      throw new TaskFailure(
        `This module does not currently support using glob patterns, found '${glob}' in service name: ${name}`,
      );
    }
    return host.ask(unitState(name, scope));
  },
  plan(params, unit): Plan<SystemdReturns> {
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
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
