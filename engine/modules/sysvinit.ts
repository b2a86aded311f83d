/** sysvinit: services by their init scripts, and the links that start them with the system. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { requiredOneOf, type ParamsOf } from '../schema/index.ts';
import { joinSh, sh, type Sh } from '../shell/index.ts';
import { toExpandingWord } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { splitWords } from './_shared/split-words.ts';
import { inspectScript, toLevels, toScriptPath, type ScriptState } from './_shared/sysvinit.ts';
import { describeMissing, withTools } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const params = {
  properties: {
    name: {
      type: 'string',
      'x-aliases': ['service'],
      description: 'Name of the service, or the path of its script.',
    },
    state: {
      type: 'string',
      enum: ['started', 'stopped', 'restarted', 'reloaded'],
      description: '`restarted` (a stop and a start) and `reloaded` always act.',
    },
    enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
    sleep: {
      type: 'integer',
      default: 1,
      description: 'Seconds to wait behind the stop and behind the start of `restarted`.',
    },
    pattern: {
      type: 'string',
      description: 'Text in the output of `ps` that tells that it runs, instead of its `status`.',
    },
    runlevels: {
      type: 'array',
      items: { type: 'string', description: 'A runlevel.' },
      description: "Runlevels that `enabled` is about, instead of the script's own.",
    },
    arguments: {
      type: 'string',
      'x-aliases': ['args'],
      description: 'Further words for the script.',
    },
    daemonize: {
      type: 'boolean',
      default: false,
      description: 'Call the script in a session of its own, for one that stays at the terminal.',
    },
  },
  required: ['name'],
  rules: [requiredOneOf('state', 'enabled')],
} as const;

type ScriptParams = ParamsOf<typeof params>;

/** What one part of the task came to; nothing where nothing was called. */
interface Part {
  readonly [key: string]: Plain;
  readonly changed: boolean;
  readonly rc: number | null;
  readonly stdout: string | null;
  readonly stderr: string | null;
}

interface ScriptReturns {
  readonly [key: string]: Plain;
  readonly name: string;
  readonly status: Readonly<Record<string, Part>>;
}

const LINKS = 'change the links of';
/** Exit code for a runlevel that there is not: the only one of these tools that ends the task. */
const ILLEGAL = 97;
const ANY_OTHER = Array.from({ length: 256 }, (_, rc) => rc).filter((rc) => rc !== ILLEGAL);

/** `update-rc.d … defaults` leaves links as they are once there are any, so of a service that was
 * disabled it would change none. */
function callDefaults(name: string): Sh {
  return sh`update-rc.d ${name} defaults
rc=$?
for k in /etc/rc[2-5S].d/K??${name}; do
  if [ $rc = 0 ] && [ -L "$k" ]; then
    update-rc.d ${name} enable
    rc=$?
    break
  fi
done
(exit $rc)`;
}

function callLinkTool(given: ScriptParams, tool: NonNullable<ScriptState['linkTool']>): Sh {
  const { name, runlevels = [], enabled } = given;
  if (tool === 'chkconfig') {
    const levels = runlevels.length === 0 ? [] : ['--level', runlevels.join('')];
    return sh`chkconfig ${levels} ${name} ${enabled === true ? 'on' : 'off'}`;
  }
  if (enabled === true && runlevels.length === 0) return callDefaults(name);
  return sh`update-rc.d ${name} ${enabled === true ? 'enable' : 'disable'} ${runlevels}`;
}

function planLinks(given: ScriptParams, state: ScriptState): Step {
  if (state.linkTool === undefined) {
    const brings = 'init-system-helpers (or chkconfig, which has a program of that name)';
    throw new TaskFailure(describeMissing({ name: 'update-rc.d', package: brings }));
  }
  const call = callLinkTool(given, state.linkTool);
  return {
    do: 'run',
    title: `${LINKS} ${given.name}`,
    script: withTools(
      [],
      sh`{ e=$( { ${call}
} 2>&1 >&3 ); rc=$?; } 3>&1
[ -z "$e" ] || printf '%s\n' "$e" >&2
case $e in *'illegal runlevel specified'*) exit ${ILLEGAL} ;; esac
exit "$rc"`,
    ),
    accepts: ANY_OTHER,
  };
}

/** The outputs go by files, so that what the service prints later disturbs nothing. */
function inOwnSession(call: Sh): Sh {
  return sh`t=$(mktemp -d) || exit
trap 'rm -rf "$t"' EXIT
s=$(command -v setsid)
( cd / && exec $s ${call} ) </dev/null >"$t/out" 2>"$t/err"
rc=$?
cat "$t/out"; cat "$t/err" >&2
exit "$rc"`;
}

function callScript({ name, arguments: words = '', daemonize }: ScriptParams, verb: string): Step {
  const more = splitWords(words).map(toExpandingWord);
  const call = joinSh([sh`${toScriptPath(name)} ${verb}`, ...more], ' ');
  return {
    do: 'run',
    title: `${verb} service ${name}`,
    script: daemonize ? inOwnSession(call) : call,
  };
}

function wait({ sleep }: ScriptParams): readonly Step[] {
  if (sleep <= 0) return [];
  const script = sh`sleep ${sleep}`;
  return [{ do: 'run', title: `wait ${String(sleep)} seconds`, script, housekeeping: true }];
}

/** `stopped` is `stop`. */
function toVerb(state: string): string {
  return state.replace(/p?ed$/, '');
}

function planState(given: ScriptParams, isStarted: boolean): readonly Step[] {
  const { state } = given;
  if (state === undefined) return [];
  switch (state) {
    case 'restarted':
      return ['stop', 'start'].flatMap((verb) => [callScript(given, verb), ...wait(given)]);
    case 'reloaded':
      return [callScript(given, 'reload')];
    case 'started':
    case 'stopped':
      return isStarted === (state === 'started') ? [] : [callScript(given, toVerb(state))];
  }
}

function toPart(changed: boolean, outcome?: StepOutcome): Part {
  if (outcome === undefined) return { changed, rc: null, stdout: null, stderr: null };
  const { rc, stdout, stderr } = outcome;
  return { changed, rc, stdout, stderr };
}

/** Says what became of links and state. */
function describeStatus(
  { state, runlevels = [] }: ScriptParams,
  [links, act]: readonly [Part, Part],
): ScriptReturns['status'] {
  const levels = runlevels.length === 0 ? {} : { runlevels };
  return { enabled: { ...links, ...levels }, ...(state === undefined ? {} : { [state]: act }) };
}

function planScript(given: ScriptParams, script: ScriptState): Plan<ScriptReturns> {
  const { name, enabled, state } = given;
  const levels = toLevels(given).filter((level) => script.isEnabled.get(level) !== enabled);
  const isLinked = enabled !== undefined && levels.length > 0;
  const acts = planState(given, script.isStarted);
  const changes: Change[] = [];
  if (isLinked) changes.push({ what: 'enabled', before: !enabled, after: enabled });
  if (acts.length > 0) {
    const before = script.isStarted ? 'started' : 'stopped';
    changes.push({ what: 'state', before, after: state });
  }
  return {
    changes,
    steps: [...(isLinked ? [planLinks(given, script)] : []), ...acts],
    returns: {
      name,
      status: describeStatus(given, [toPart(isLinked), toPart(acts.length > 0)]),
    },
    warnings: script.warnings,
  };
}

export default defineModule({
  name: 'sysvinit',
  collection: 'ansible.builtin',
  summary: 'Manages services by their init scripts.',
  notes: [
    'Links are kept by `update-rc.d` or `chkconfig`, whichever the host has.',
    'Without `enabled` the links stay as they are, also when `runlevels` are named.',
  ],
  params,
  returns: {
    name: { type: 'string', description: 'The service.' },
    status: {
      type: 'object',
      description:
        'Of `enabled`, and of the state that was asked for: `changed`, and `rc`, `stdout`, `stderr` of what was called.',
    },
  },
  examples: [
    '- sysvinit:\n    name: apache2\n    state: started\n    enabled: true\n    runlevels: [3, 5]\n',
    '- sysvinit: name=cron state=restarted sleep=3\n',
  ],
  inspect: (given, host) => inspectScript(given, host),
  plan: planScript,
  settle(given, plan, outcomes) {
    const { name, state = '' } = given;
    const verbs = outcomes.filter(({ step }) => step.title.endsWith(` service ${name}`));
    const links = outcomes.find(({ step }) => step.title.startsWith(LINKS));
    const status = describeStatus(given, [
      toPart(links !== undefined, links),
      toPart(verbs.length > 0, verbs.at(-1)),
    ]);
    const isIllegal = links?.status === 'failed';
    failOnFailedStep(
      outcomes,
      () =>
        isIllegal
          ? `Illegal runlevel specified for enable operation on service ${name}`
          : `Failed to ${toVerb(state)} service: ${name}`,
      isIllegal ? { name, changed: true, status } : {},
    );
    return { returns: { ...plan.returns, status } };
  },
});
