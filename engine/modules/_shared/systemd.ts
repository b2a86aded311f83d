/** What systemd says of a unit, and the calls of systemctl that bring it to where it should be. */
import { TaskFailure, type Probe, type Step } from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';

export type Scope = 'system' | 'user' | 'global';

export interface UnitState {
  /** The properties of `systemctl show`. */
  readonly status: Readonly<Record<string, string>>;
  readonly isKnown: boolean;
  readonly isInitScript: boolean;
  readonly isEnabled: boolean;
  /** It has no install section: enabling and disabling do nothing. */
  readonly isStatic?: boolean;
  readonly isMasked: boolean;
  /** systemd does not run: a chroot or a container without it. */
  readonly isOffline: boolean;
}

/** Reads `systemctl show`: values of Exec… may go over several lines inside braces. */
export function parseProperties(text: string): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  let open: string | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined) {
      properties[open] = `${properties[open] ?? ''}\n${line}`;
      if (line.trimEnd().endsWith('}')) open = undefined;
      continue;
    }
    const at = line.indexOf('=');
    if (at === -1) continue;
    const name = line.slice(0, at);
    const value = line.slice(at + 1).trim();
    properties[name] = value;
    const isOpen = name.startsWith('Exec') && value.startsWith('{') && !value.endsWith('}');
    if (isOpen) open = name;
  }
  return properties;
}

/** The command for a scope; a user's systemd needs to know its run-time folder. */
export function systemctl(scope: Scope): Sh {
  if (scope === 'system') return sh`systemctl`;
  if (scope === 'global') return sh`systemctl --global`;
  return sh`XDG_RUNTIME_DIR=${{ sh: '"${XDG_RUNTIME_DIR:-/run/user/$(id -u)}"' }} systemctl --user`;
}

/** Asks for a unit's state. */
export function unitState(unit: string, scope: Scope): Probe<UnitState> {
  const control = systemctl(scope);
  const needsBus =
    scope === 'system'
      ? sh`:`
      : sh`e=$(${control} show -- ${unit} 2>&1 >/dev/null) || case $e in *'connect to bus'*) printf '%s\n' "$e" >&2; exit 4 ;; esac`;
  return {
    name: 'unit-state',
    script: sh`command -v systemctl >/dev/null 2>&1 || exit 3
${needsBus}
${control} show -- ${unit} 2>/dev/null; echo "show $?"
echo ---
${control} is-enabled -l -- ${unit} 2>/dev/null; echo "enabled $?"
[ ! -x ${`/etc/init.d/${unit.replace(/\.service$/, '')}`} ] || echo initscript
[ -d /run/systemd/system ] || echo offline`,
    parse({ rc, stdout, stderr }) {
      if (rc === 4 && scope !== 'system') {
        const said = stderr.trim();
        throw new TaskFailure(said, { rc: 1, stdout: '', stderr: `${said}\n` });
      }
      if (rc === 3) {
        throw new TaskFailure(
          'systemctl is not on the host; use `service` with `use`, or a command of its init system',
        );
      }
      const [shown = '', rest = ''] = stdout.split('\n---\n');
      const [words = '', after = ''] = rest.split(/^enabled /m);
      const status = parseProperties(shown.replace(/show \d+$/, ''));
      const isInitScript = /^initscript$/m.test(after);
      const said = words.trim();
      const [kind] = said.split('\n');
      const isFound = ![undefined, '', 'not-found'].includes(status['LoadState']);
      return {
        status,
        isKnown: isFound || isInitScript,
        isInitScript,
        // A linked or indirect unit answers 0 and is not enabled all the same, unless there is more to
        // say of it: `-l` lists the links of an alias below. As ansible-core 2.14's `systemd` reads it.
        isEnabled: after.startsWith('0') && !['indirect', 'alias'].includes(said),
        isStatic: kind === 'static',
        isMasked:
          kind === 'masked' || kind === 'masked-runtime' || status['LoadState'] === 'masked',
        isOffline: /^offline$/m.test(after),
      };
    },
  };
}

export type WantedState = 'started' | 'stopped' | 'restarted' | 'reloaded';

export interface UnitWish {
  readonly unit: string;
  readonly scope: Scope;
  readonly state?: WantedState | undefined;
  readonly enabled?: boolean | undefined;
  readonly masked?: boolean | undefined;
  readonly flags: readonly string[];
}

export interface UnitPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** The `state` of the result. */
  readonly state: WantedState | undefined;
}

/** A call of systemctl on a unit. */
function call(wish: UnitWish, verb: string): Step {
  return {
    do: 'run',
    title: `${verb} service ${wish.unit}`,
    script: sh`${systemctl(wish.scope)} ${verb} ${wish.flags} -- ${wish.unit}`,
  };
}

/** The verb that is needed for a running state, if any. */
function findVerb(state: WantedState, active: string): string | undefined {
  const isRunning = active === 'active' || active === 'activating';
  switch (state) {
    case 'started':
      return isRunning ? undefined : 'start';
    case 'stopped':
      return isRunning || active === 'deactivating' ? 'stop' : undefined;
    case 'restarted':
      return isRunning ? 'restart' : 'start';
    case 'reloaded':
      return isRunning ? 'reload' : 'start';
  }
}

/** @throws TaskFailure when the unit is not there, or its file has an error */
function checkUnit(wish: UnitWish, state: UnitState): void {
  const error = state.status['LoadError'];
  const isLoaded = !['masked', 'not-found'].includes(state.status['LoadState'] ?? '');
  if (error !== undefined && isLoaded) {
    throw new TaskFailure(`Error loading unit file '${wish.unit}': ${error}`);
  }
  const isAsked = wish.state !== undefined || wish.enabled !== undefined;
  if (isAsked && !state.isKnown) {
    throw new TaskFailure(`Could not find the requested service ${wish.unit}: host`);
  }
}

/** A static unit has no install section, so that neither call would do anything. */
function isEnableDue({ enabled }: UnitWish, unit: UnitState): boolean {
  return enabled !== undefined && enabled !== unit.isEnabled && unit.isStatic !== true;
}

/** Decides what a unit needs. @throws TaskFailure as `checkUnit` */
export function planUnit(wish: UnitWish, unit: UnitState): UnitPlan {
  checkUnit(wish, unit);
  const changes: Change[] = [];
  const steps: Step[] = [];
  if (wish.masked !== undefined && wish.masked !== unit.isMasked) {
    changes.push({ what: 'masked', before: unit.isMasked, after: wish.masked });
    steps.push(call(wish, wish.masked ? 'mask' : 'unmask'));
  }
  if (isEnableDue(wish, unit)) {
    changes.push({ what: 'enabled', before: unit.isEnabled, after: wish.enabled });
    steps.push(call(wish, wish.enabled === true ? 'enable' : 'disable'));
  }
  if (wish.state === undefined || unit.isOffline) return { changes, steps, state: wish.state };
  const active = unit.status['ActiveState'] ?? 'unknown';
  const verb = findVerb(wish.state, active);
  if (verb !== undefined) {
    changes.push({ what: 'state', before: active, after: wish.state });
    steps.push(call(wish, verb));
  }
  return { changes, steps, state: wish.state === 'stopped' ? 'stopped' : 'started' };
}
