/** timezone: the time zone of a host, and whether its hardware clock keeps UTC. */
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../host/index.ts';
import { requiredOneOf } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { saidBy } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

interface ClockState {
  /** timedatectl answers; without it files are written. */
  readonly hasTimedated: boolean;
  readonly zone: string | undefined;
  readonly hwclock: 'UTC' | 'local' | undefined;
  readonly isKnown: boolean;
  readonly hasZoneFile: boolean;
}

const ZONES = '/usr/share/zoneinfo/';

function parseClock(stdout: string): ClockState {
  const at = (name: string): string | undefined =>
    new RegExp(`^${name} (.*)$`, 'm').exec(stdout)?.[1];
  const rtc = /RTC in local TZ: (yes|no)/.exec(stdout)?.[1];
  const adjtime = at('adjtime');
  const told = rtc === undefined ? adjtime : rtc === 'yes' ? 'LOCAL' : 'UTC';
  const link = at('localtime')?.split('/zoneinfo/')[1];
  const hasTimedated = /Time ?zone: /.test(stdout);
  return {
    hasTimedated,
    zone: /Time ?zone: (\S+)/.exec(stdout)?.[1] ?? link ?? at('timezone'),
    hwclock: told === 'LOCAL' ? 'local' : told === 'UTC' ? 'UTC' : undefined,
    isKnown: at('zone') === 'known',
    hasZoneFile: at('timezone') !== undefined,
  };
}

/** Asks timedatectl; what it does not answer is read from the files it would read. */
function clockState(name: string | undefined): Probe<ClockState> {
  const isKnown = name === undefined ? sh`:` : sh`[ ! -f ${ZONES + name} ] || echo 'zone known'`;
  return {
    name: 'clock',
    script: sh`LC_ALL=C timedatectl status 2>/dev/null
if [ -L /etc/localtime ]; then echo "localtime $(readlink -f /etc/localtime)"; fi
if [ -f /etc/timezone ]; then echo "timezone $(cat /etc/timezone)"; fi
if [ -f /etc/adjtime ]; then echo "adjtime $(sed -n 3p /etc/adjtime)"; fi
${isKnown}; true`,
    parse: ({ stdout }) => parseClock(stdout),
  };
}

function planZone(name: string, state: ClockState): readonly Step[] {
  if (state.hasTimedated) {
    const title = `/usr/bin/timedatectl set-timezone ${name}`;
    return [{ do: 'run', title, script: sh`timedatectl set-timezone ${name}` }];
  }
  const link: Step = {
    do: 'link',
    title: `link /etc/localtime to ${name}`,
    path: '/etc/localtime',
    target: ZONES + name,
    kind: 'symbolic',
    force: true,
  };
  // A plain copy of a zone is no link, so it has to go first.
  const clear: Step = {
    do: 'run',
    title: 'remove a copied zone',
    script: sh`[ -L /etc/localtime ] || rm -f /etc/localtime`,
  };
  const write: Step = {
    do: 'write',
    title: 'write /etc/timezone',
    path: '/etc/timezone',
    content: { from: 'text', text: `${name}\n` },
    attributes: {},
  };
  return [clear, link, ...(state.hasZoneFile ? [write] : [])];
}

function planClock(hwclock: 'UTC' | 'local', state: ClockState): readonly Step[] {
  if (state.hasTimedated) {
    const word = hwclock === 'local' ? 'yes' : 'no';
    const title = `/usr/bin/timedatectl set-local-rtc ${word}`;
    return [{ do: 'run', title, script: sh`timedatectl set-local-rtc ${word}` }];
  }
  const word = hwclock === 'local' ? '--localtime' : '--utc';
  return [{ do: 'run', title: `hwclock --systohc ${word}`, script: sh`hwclock --systohc ${word}` }];
}

function describeFailure(outcome: StepOutcome): string {
  return outcome.message ?? saidBy(outcome).trim();
}

export default defineModule({
  name: 'timezone',
  collection: 'community.general',
  summary: 'Configures the time zone.',
  notes: ['Zones come with the package `tzdata`.'],
  params: {
    properties: {
      name: { type: 'string', description: 'The zone: `Asia/Tokyo`.' },
      hwclock: {
        type: 'string',
        enum: ['local', 'UTC'],
        'x-aliases': ['rtc'],
        description: 'What the hardware clock keeps.',
      },
    },
    rules: [requiredOneOf('hwclock', 'name')],
  },
  returns: {
    diff: { type: 'object', description: 'What changes: `before` and `after`.' },
    msg: { type: 'string', description: 'What was executed.' },
  },
  examples: ['- timezone:\n    name: Asia/Tokyo\n'],
  alwaysReturnsDiff: true,
  inspect: ({ name }, host) => host.ask(clockState(name)),
  plan({ name, hwclock }, state): Plan<{ readonly msg?: string }> {
    const changes: Change[] = [];
    const steps: Step[] = [];
    if (name !== undefined && !state.isKnown) {
      throw new TaskFailure(`Error message:\ngiven timezone "${name}" is not available`);
    }
    if (hwclock !== undefined && hwclock !== state.hwclock) {
      changes.push({ what: 'hwclock', before: state.hwclock ?? null, after: hwclock });
      steps.push(...planClock(hwclock, state));
    }
    if (name !== undefined && name !== state.zone) {
      changes.push({ what: 'name', before: state.zone ?? null, after: name });
      steps.push(...planZone(name, state));
    }
    const commands = steps.flatMap((step) => (step.do === 'run' ? [step.title] : []));
    const said = commands.map((command) => `executed \`${command}\``);
    const msg = said.length === 0 ? {} : { msg: said.join('\n') };
    return { changes, steps, returns: msg };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure);
    return { returns: plan.returns };
  },
});
