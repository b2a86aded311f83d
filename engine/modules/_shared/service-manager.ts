/** Services by init system: systemd's units, OpenRC's scripts and runlevels, plain init scripts. */
import { TaskFailure, type HostReader, type Probe, type Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change, Plan } from '../contract.ts';
import { splitWords } from './split-words.ts';
import { planSystemd, type SystemdParams, type SystemdReturns } from './systemd-plan.ts';
import { unitState, type UnitState } from './systemd.ts';

export interface ServiceParams extends SystemdParams {
  readonly sleep?: number;
  readonly pattern?: string;
  readonly runlevel: string;
  readonly arguments: string;
  readonly use: string;
}

/** Of a service that has a name. */
type Named = ServiceParams & { readonly name: string };

export type ServiceReturns = SystemdReturns;

/** What an init script's own world says. */
interface ScriptState {
  readonly isKnown: boolean;
  readonly isRunning: boolean;
  readonly isEnabled: boolean;
}

export type ServiceState =
  | { readonly manager: 'systemd'; readonly unit: UnitState | undefined }
  | {
      readonly manager: 'openrc' | 'sysvinit';
      readonly name: string;
      readonly script: ScriptState;
    };

function findManager(use: string): Probe<ServiceState['manager']> {
  return {
    name: 'service-manager',
    script: sh`if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then echo systemd
elif command -v rc-service >/dev/null 2>&1; then echo openrc
elif command -v systemctl >/dev/null 2>&1; then echo systemd
else echo sysvinit; fi`,
    parse({ stdout }) {
      const found = use === 'auto' ? stdout.trim() : use;
      if (found === 'systemd' || found === 'openrc' || found === 'sysvinit') return found;
      throw new TaskFailure(`\`use: ${use}\` is not supported; use systemd, openrc or sysvinit`);
    },
  };
}

function parseScript({ stdout }: { readonly stdout: string }): ScriptState {
  const marks = new Set(stdout.trim().split('\n'));
  return {
    isKnown: marks.has('known'),
    isRunning: marks.has('running'),
    isEnabled: marks.has('enabled'),
  };
}

function openrcState({ name, runlevel }: Named): Probe<ScriptState> {
  return {
    name: 'openrc-service',
    script: sh`[ -x ${`/etc/init.d/${name}`} ] || exit 0
echo known
rc-service ${name} status >/dev/null 2>&1 && echo running
rc-update show ${runlevel} 2>/dev/null | awk -v n=${name} '$1 == n { print "enabled" }'`,
    parse: parseScript,
  };
}

function scriptState({ name, pattern }: Named): Probe<ScriptState> {
  const isRunning =
    pattern === undefined
      ? sh`${`/etc/init.d/${name}`} status >/dev/null 2>&1`
      : sh`{ o=$(ps ax 2>/dev/null); case $o in *${pattern}*) : ;; *) false ;; esac; }`;
  return {
    name: 'init-script',
    script: sh`[ -x ${`/etc/init.d/${name}`} ] || exit 0
echo known
if ${isRunning}; then echo running; fi
for k in /etc/rc[2-5].d/S??${name} /etc/rc.d/rc[2-5].d/S??${name}; do
  if [ -e "$k" ]; then echo enabled; break; fi
done`,
    parse: parseScript,
  };
}

/** Only systemd has something to do for no service: to read its files again. */
function withoutName(manager: ServiceState['manager']): ServiceState {
  if (manager === 'systemd') return { manager, unit: undefined };
  throw new TaskFailure('missing required arguments: name');
}

/** Finds the init system and asks it about the service. */
export async function inspectService(
  params: ServiceParams,
  host: HostReader,
): Promise<ServiceState> {
  const { name, scope, use } = params;
  if (name === undefined) return withoutName(await host.ask(findManager(use)));
  // Nearly every host has systemd, so its answer is asked for in the same round trip.
  const isOther = use !== 'auto' && use !== 'systemd';
  const [manager, unit] = await Promise.all([
    host.ask(findManager(use)),
    isOther
      ? undefined
      : host.ask(unitState(name, scope)).catch((error: unknown) => {
          if (error instanceof TaskFailure) return undefined;
          throw error;
        }),
  ]);
  if (manager === 'systemd') {
    return { manager, unit: unit ?? (await host.ask(unitState(name, scope))) };
  }
  const named = { ...params, name };
  const probe = manager === 'openrc' ? openrcState(named) : scriptState(named);
  return { manager, name, script: await host.ask(probe) };
}

function toVerbs(params: Named, isRunning: boolean): readonly string[] {
  const { state } = params;
  if (state === undefined) return [];
  switch (state) {
    case 'started':
      return isRunning ? [] : ['start'];
    case 'stopped':
      return isRunning ? ['stop'] : [];
    case 'reloaded':
      return [isRunning ? 'reload' : 'start'];
    case 'restarted':
      if (!isRunning) return ['start'];
      return params.sleep === undefined ? ['restart'] : ['stop', 'start'];
  }
}

function callScript(params: Named, verb: string, isSleeping: boolean): Step {
  const path = `/etc/init.d/${params.name}`;
  const pause = isSleeping ? sh`sleep ${String(params.sleep ?? 0)}; ` : sh``;
  return {
    do: 'run',
    title: `${verb} service ${params.name}`,
    script: sh`${pause}${path} ${verb} ${splitWords(params.arguments)}`,
  };
}

function callEnable(params: Named, manager: 'openrc' | 'sysvinit'): Step {
  const { name, runlevel, enabled } = params;
  const verb = enabled === true ? 'enable' : 'disable';
  const script =
    manager === 'openrc'
      ? sh`rc-update ${enabled === true ? 'add' : 'delete'} ${name} ${runlevel}`
      : sh`if command -v update-rc.d >/dev/null 2>&1; then
  ${enabled === true ? sh`update-rc.d ${name} defaults && ` : sh``}update-rc.d ${name} ${verb}
else
  chkconfig ${name} ${enabled === true ? 'on' : 'off'}
fi`;
  return { do: 'run', title: `${verb} service ${name}`, script };
}

function planScript(
  params: Named,
  manager: 'openrc' | 'sysvinit',
  script: ScriptState,
): Plan<ServiceReturns> {
  const { name, state, enabled } = params;
  if (!script.isKnown) {
    throw new TaskFailure(`Could not find the requested service ${name}: host`);
  }
  const changes: Change[] = [];
  const steps: Step[] = [];
  if (enabled !== undefined && enabled !== script.isEnabled) {
    changes.push({ what: 'enabled', before: script.isEnabled, after: enabled });
    steps.push(callEnable(params, manager));
  }
  const verbs = toVerbs(params, script.isRunning);
  if (verbs.length > 0) {
    const before = script.isRunning ? 'started' : 'stopped';
    changes.push({ what: 'state', before, after: state });
    steps.push(...verbs.map((verb, index) => callScript(params, verb, index > 0)));
  }
  const after = state === undefined || state === 'stopped' ? state : 'started';
  return { changes, steps, returns: toReturns(params, after) };
}

function toReturns({ name, enabled }: ServiceParams, state: string | undefined): ServiceReturns {
  return {
    name,
    ...(state === undefined ? {} : { state }),
    ...(enabled === undefined ? {} : { enabled }),
  };
}

/** @throws TaskFailure for what only systemd knows, on a host without it */
function refuseSystemdParams(params: ServiceParams, manager: string): void {
  const { force, masked, daemon_reload, daemon_reexec, no_block, scope } = params;
  const asked = { force, masked, daemon_reload, daemon_reexec, no_block, scope };
  const name = Object.entries(asked).find(
    ([, value]) => ![undefined, false, 'system'].includes(value),
  )?.[0];
  if (name === undefined) return;
  throw new TaskFailure(`\`${name}\` is for systemd, and this host has ${manager}`);
}

/** Decides what the service needs. @throws TaskFailure when there is no such service */
export function planService(params: ServiceParams, state: ServiceState): Plan<ServiceReturns> {
  if (state.manager === 'systemd') return planSystemd(params, state.unit);
  refuseSystemdParams(params, state.manager);
  return planScript({ ...params, name: state.name }, state.manager, state.script);
}
