/** apache2_module: modules of Apache, with Debian's a2enmod and a2dismod. */
import { TaskFailure, type Probe, type StepOutcome } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';

interface ApacheParams {
  readonly name: string;
  readonly identifier?: string;
  readonly force: boolean;
  readonly state: 'absent' | 'present';
  readonly ignore_configcheck: boolean;
  readonly warn_mpm_absent: boolean;
}

interface ApacheState {
  readonly isEnabled: boolean;
  /** What apache2ctl has to say against the configuration. */
  readonly complaint: string | undefined;
  readonly isThreaded: boolean;
  readonly hasTool: boolean;
}

interface ApacheReturns {
  readonly result: string;
}

/** Modules that `apache2ctl -M` calls in another way than after their name. */
function guessIdentifier(name: string): string {
  if (name.includes('shib')) return 'mod_shib';
  if (name.includes('evasive')) return 'evasive20_module';
  const php = /^(php\d)\./.exec(name)?.[1];
  return `${php ?? name}_module`;
}

function toolFor({ state }: ApacheParams): string {
  return state === 'present' ? 'a2enmod' : 'a2dismod';
}

/** How a script ends that has broken the configuration. */
const BROKEN_CONFIG = 101;

const FIND_CTL = sh`PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; export PATH
c=$(command -v apache2ctl || command -v apachectl) || exit 3`;

/** Lists the loaded modules, in front of them whether a2enmod is there and what -V says of threads. */
function apacheState(params: ApacheParams, identifier: string): Probe<ApacheState> {
  return {
    name: 'apache2-modules',
    script: sh`${FIND_CTL}
command -v ${toolFor(params)} >/dev/null && echo tool || echo none
if [ ${params.name} = cgi ] && "$c" -V | grep -q 'threaded: *yes'; then echo threaded; else echo no; fi
"$c" -M`,
    parse({ rc, stdout, stderr }) {
      if (rc === 3) {
        throw new TaskFailure(
          'Neither of apache2ctl nor apachctl found. At least one apache control binary is necessary.',
        );
      }
      const [tool, threads] = stdout.split('\n');
      return {
        isEnabled: rc === 0 && stdout.includes(` ${identifier}`),
        complaint: rc === 0 ? undefined : stderr,
        isThreaded: threads === 'threaded',
        hasTool: tool === 'tool',
      };
    },
  };
}

function identifierOf({ name, identifier = '' }: ApacheParams): string {
  return identifier === '' ? guessIdentifier(name) : identifier;
}

/** What is said of a configuration that is not in order. @throws TaskFailure unless it is to be ignored */
function warningsOf(params: ApacheParams, complaint: string | undefined): readonly string[] {
  if (complaint === undefined) return [];
  const message = `Error executing apache2ctl: ${complaint.trim()}`;
  if (!params.ignore_configcheck) throw new TaskFailure(message);
  if (!complaint.includes('AH00534') || !params.name.includes('mpm_')) return [message];
  if (!params.warn_mpm_absent) return [];
  return [
    'No MPM module loaded! apache2 reload AND other module actions will fail if no MPM module is loaded immediately.',
  ];
}

/** Runs the tool and looks whether it has done what it should. */
function script(params: ApacheParams, identifier: string): ReturnType<typeof sh> {
  const isWanted = params.state === 'present';
  const flags = !isWanted && params.force ? ['-f'] : [];
  const check = params.ignore_configcheck
    ? sh`:`
    : sh`[ $s -eq 0 ] || { printf '%s\n' "$m" >&2; exit ${String(BROKEN_CONFIG)}; }`;
  return sh`${FIND_CTL}
${toolFor(params)} ${flags} ${params.name}; r=$?
m=$("$c" -M 2>&1); s=$?
${check}
[ $s -eq 0 ] || m=
case $m in *${` ${identifier}`}*) found=yes ;; *) found=no ;; esac
[ "$found" = ${isWanted ? 'yes' : 'no'} ] || { [ $r -ne 0 ] && exit $r || exit 100; }`;
}

function describeFailed(params: ApacheParams, { rc, stdout, stderr }: StepOutcome): string {
  if (rc === BROKEN_CONFIG) return `Error executing apache2ctl: ${stderr.trim()}`;
  const word = params.state === 'present' ? 'enabled' : 'disabled';
  return `Failed to set module ${params.name} to ${word}:\n${stdout}\nMaybe the module identifier (${identifierOf(params)}) was guessed incorrectly.Consider setting the "identifier" option.`;
}

export default defineModule({
  name: 'apache2_module',
  collection: 'community.general',
  summary: 'Enables and disables modules of Apache.',
  params: {
    properties: {
      name: { type: 'string', description: 'The module, as a2enmod and a2dismod call it.' },
      identifier: {
        type: 'string',
        description: 'The module, as `apache2ctl -M` calls it; made of the name when not given.',
      },
      force: {
        type: 'boolean',
        default: false,
        description: "Disable also what Debian's tools warn of.",
      },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        default: 'present',
        description: 'Whether the module should be enabled.',
      },
      ignore_configcheck: {
        type: 'boolean',
        default: false,
        description: 'Go on where the configuration is not in order.',
      },
      warn_mpm_absent: {
        type: 'boolean',
        default: true,
        description: 'Warn when no module for processes is left.',
      },
    },
    required: ['name'],
  },
  returns: { result: { type: 'string', description: 'What the module is now.' } },
  examples: ['- apache2_module: name=rewrite\n', '- apache2_module: name=status state=absent\n'],
  inspect: (params, host): Promise<ApacheState> =>
    host.ask(apacheState(params, identifierOf(params))),
  plan(params, state): Plan<ApacheReturns> {
    if (state.isThreaded) {
      throw new TaskFailure(
        'Your MPM seems to be threaded. No automatic actions on module cgi possible.',
      );
    }
    const warnings = warningsOf(params, state.complaint);
    const [before, after] = state.isEnabled ? ['enabled', 'disabled'] : ['disabled', 'enabled'];
    const isWanted = params.state === 'present';
    const returns = { result: `Module ${params.name} ${isWanted ? 'enabled' : 'disabled'}` };
    if (state.isEnabled === isWanted) return { changes: [], steps: [], returns, warnings };
    const tool = toolFor(params);
    if (!state.hasTool) {
      throw new TaskFailure(
        `${tool} not found. Perhaps this system does not use ${tool} to manage apache`,
      );
    }
    return {
      changes: [{ what: `module ${params.name}`, before, after }],
      steps: [
        {
          do: 'run',
          title: `${tool} ${params.name}`,
          script: script(params, identifierOf(params)),
        },
      ],
      returns,
      warnings,
    };
  },
  settle(params, plan, outcomes) {
    failOnFailedStep(outcomes, (outcome) => describeFailed(params, outcome));
    return { returns: plan.returns };
  },
});
