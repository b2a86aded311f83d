/** ufw: Ubuntu's firewall; ufw itself says by a dry run what a rule would change. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Step, type StepOutcome } from '../host/index.ts';
import { mutuallyExclusive, requiredBy, requiredOneOf } from '../schema/index.ts';
import { quote, sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, saidBy, type Tool } from './_shared/tool.ts';
import { ufwParams } from './_shared/ufw-params.ts';
import {
  countRules,
  findLogLevel,
  findPolicy,
  isTupleOfV6,
  toInsertNumber,
  toRuleWords,
  type UfwParams,
} from './_shared/ufw-rule.ts';
import { defineModule, type Change, type Plan } from './contract.ts';

const UFW: Tool = { name: 'ufw', package: 'ufw' };

interface UfwState {
  /** `ufw status verbose` */
  readonly status: string;
  /** /etc/default/ufw and /etc/ufw/ufw.conf */
  readonly settings: string;
  /** `### tuple` lines of the rules there are. */
  readonly rules: readonly string[];
  /** What a dry run of the rule printed, and its exit code. */
  readonly dry: string | undefined;
  readonly words: readonly string[];
}

interface Act {
  readonly words: readonly string[];
  readonly change: Change | undefined;
}

function tuples(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.startsWith('### tuple'));
}

/** Rules of one version of IP. */
function ofVersion(lines: readonly string[], isV6: boolean): string {
  return lines.filter((line) => isTupleOfV6(line) === isV6).join('\n');
}

/**
 * Tells by the dry run whether the rule changes anything. It prints, for each version that it
 * would write, all rules as they would be; where it prints none, it skips a rule that is there.
 */
function isRuleDue({ dry = '', rules }: UfwState): boolean {
  const after = tuples(dry);
  return [false, true].some((isV6) => {
    const isWritten = isV6 ? /^Rules? .*\(v6\)$/m.test(dry) : /^Rules? (?!.*\(v6\)$).*$/m.test(dry);
    return isWritten && ofVersion(after, isV6) !== ofVersion(rules, isV6);
  });
}

function planState({ state }: UfwParams, { status }: UfwState): Act | undefined {
  if (state === undefined) return undefined;
  if (state === 'reloaded' || state === 'reset') {
    const verb = state === 'reset' ? 'reset' : 'reload';
    return { words: ['-f', verb], change: { what: 'state', before: null, after: state } };
  }
  const isActive = /^Status: active/m.test(status);
  const isWanted = state === 'enabled';
  const [before, after] = isWanted ? ['inactive', 'active'] : ['active', 'inactive'];
  return {
    words: ['-f', isWanted ? 'enable' : 'disable'],
    change: isActive === isWanted ? undefined : { what: 'state', before, after },
  };
}

function planLogging({ logging }: UfwParams, { settings }: UfwState): Act | undefined {
  if (logging === undefined) return undefined;
  const level = findLogLevel(settings);
  const isSame = logging === 'on' ? level !== 'off' : level === logging;
  return {
    words: ['logging', logging],
    change: isSame ? undefined : { what: 'logging', before: level, after: logging },
  };
}

function planPolicy(params: UfwParams, { settings }: UfwState): Act | undefined {
  const { default: policy, direction } = params;
  if (policy === undefined) return undefined;
  const before = findPolicy(settings, direction);
  const words = ['default', policy, ...(direction === undefined ? [] : [direction])];
  const change = {
    what: `default ${direction ?? 'incoming'}`,
    before: before ?? null,
    after: policy,
  };
  return { words, change: before === policy ? undefined : change };
}

function planRule(params: UfwParams, state: UfwState): Act | undefined {
  const { rule } = params;
  if (rule === undefined) return undefined;
  const { words } = state;
  const change = { what: 'rule', before: null, after: words.join(' ') };
  return { words, change: isRuleDue(state) ? change : undefined };
}

function describeFailure(outcome: StepOutcome): string {
  return saidBy(outcome);
}

function checkParams(params: UfwParams): void {
  const { direction, default: policy, rule, interface_in: input, interface_out: output } = params;
  const isFull = ['incoming', 'outgoing', 'routed'].includes(direction ?? '');
  if (policy !== undefined && direction !== undefined && !isFull) {
    throw new TaskFailure(
      'For default, direction must be one of "outgoing", "incoming" and "routed", or direction must not be specified.',
    );
  }
  if (rule !== undefined && direction !== undefined && !['in', 'out'].includes(direction)) {
    throw new TaskFailure(
      'For rules, direction must be one of "in" and "out", or direction must not be specified.',
    );
  }
  if (rule !== undefined && !params.route && input !== undefined && output !== undefined)
    throw new TaskFailure('Only route rules can combine interface_in and interface_out');
}

export default defineModule({
  name: 'ufw',
  collection: 'community.general',
  summary: 'Manages the firewall UFW.',
  params: {
    properties: ufwParams,
    rules: [
      requiredOneOf('state', 'default', 'rule', 'logging'),
      mutuallyExclusive('direction', 'interface_in'),
      mutuallyExclusive('direction', 'interface_out'),
      mutuallyExclusive('interface', 'interface_in'),
      mutuallyExclusive('interface', 'interface_out'),
      mutuallyExclusive('name', 'proto', 'logging'),
      requiredBy('interface', ['direction']),
    ],
  },
  returns: {
    msg: { type: 'string', description: 'What `ufw status verbose` says after the task.' },
    commands: { type: 'array', description: 'The calls of ufw.' },
  },
  examples: [
    '- ufw:\n    rule: allow\n    port: ssh\n    proto: tcp\n',
    '- ufw:\n    state: enabled\n    default: deny\n    direction: incoming\n',
  ],
  async inspect(params, host): Promise<UfwState> {
    checkParams(params);
    const isCounted = params.insert !== undefined && params.insert_relative_to !== 'zero';
    const ask = askTool(
      [UFW],
      'ufw-state',
      sh`ufw status verbose || exit
echo ---
${isCounted ? sh`ufw status numbered` : sh`:`}
echo ---
cat /etc/default/ufw /etc/ufw/ufw.conf 2>/dev/null
echo ---
grep -h '^### tuple' /lib/ufw/user.rules /lib/ufw/user6.rules /etc/ufw/user.rules /etc/ufw/user6.rules /var/lib/ufw/user.rules /var/lib/ufw/user6.rules 2>/dev/null; true`,
      ({ rc, stdout, stderr }) => {
        if (rc !== 0) throw new TaskFailure((stderr || stdout).trim());
        const [status = '', numbered = '', settings = '', rules = ''] = stdout.split(/^---\n/m);
        return { status, numbered, settings, rules: tuples(rules) };
      },
    );
    const { numbered, ...found } = await host.ask(ask);
    const number = toInsertNumber(params, countRules(numbered));
    const words = params.rule === undefined ? [] : toRuleWords(params, number);
    if (params.rule === undefined) return { ...found, dry: undefined, words };
    const dry = await host.ask(
      askTool([UFW], 'ufw-dry-run', sh`ufw --dry-run ${words}`, (reply) => {
        if (reply.rc !== 0) throw new TaskFailure(reply.stderr || reply.stdout);
        return reply.stdout;
      }),
    );
    return { ...found, dry, words };
  },
  plan(params, state): Plan<Readonly<Record<string, Plain>>> {
    const acts = [planState, planPolicy, planRule, planLogging].flatMap((planOne) => {
      const act = planOne(params, state);
      return act === undefined ? [] : [act];
    });
    const due = acts.flatMap(({ words, change }) =>
      change === undefined ? [] : [{ words, change }],
    );
    const steps = due.map(({ words }): Step =>
      callTool(UFW, `ufw ${words.join(' ')}`, sh`ufw ${words}`),
    );
    const look = callTool(UFW, 'ufw status verbose', sh`ufw status verbose`);
    return {
      changes: due.map(({ change }) => change),
      steps: steps.length === 0 ? [] : [...steps, { ...look, housekeeping: true }],
      returns: {
        msg: state.status.trimEnd(),
        commands: acts.map(
          ({ words }) => `/usr/sbin/ufw ${words.map((word) => quote(word)).join(' ')}`,
        ),
      },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure, { commands: plan.returns['commands'] });
    const last = outcomes.at(-1);
    return last === undefined
      ? { returns: plan.returns }
      : { returns: { ...plan.returns, msg: last.stdout.trimEnd() } };
  },
});
