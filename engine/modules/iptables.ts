/** iptables: rules of the running firewall. */
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { mutuallyExclusive, requiredTogether } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { iptablesParams } from './_shared/iptables-params.ts';
import { toRuleWords } from './_shared/iptables-rule.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Change, type Plan } from './contract.ts';
import type { Step } from '../host/index.ts';

interface FirewallState {
  readonly hasChain: boolean;
  readonly hasRule: boolean;
  readonly policy: string | undefined;
}

interface IptablesReturns {
  readonly [key: string]: string | boolean | null;
}

function toolFor(version: 'ipv4' | 'ipv6'): Tool {
  return { name: version === 'ipv6' ? 'ip6tables' : 'iptables', package: 'iptables' };
}

/** What is done: words for the tool, and the change it makes. */
interface Act {
  readonly words: readonly string[];
  readonly change: Change;
}

interface Wish {
  readonly chain: string | undefined;
  readonly rule: readonly string[];
  readonly isPresent: boolean;
  readonly flush: boolean;
  readonly policy: string | undefined;
  readonly chainManagement: boolean;
  readonly insertAt: readonly string[] | undefined;
}

function planChain({ isPresent }: Wish, chain: string): Act {
  const [before, after] = isPresent ? ['absent', 'present'] : ['present', 'absent'];
  return {
    words: [isPresent ? '-N' : '-X', chain],
    change: { what: `chain ${chain}`, before, after },
  };
}

function planOneRule({ isPresent, rule, insertAt }: Wish, chain: string): Act {
  const add = insertAt === undefined ? ['-A', chain] : ['-I', chain, ...insertAt];
  const [before, after] = isPresent ? ['', rule.join(' ')] : [rule.join(' '), ''];
  return {
    words: [...(isPresent ? add : ['-D', chain]), ...rule],
    change: { what: `rule of ${chain}`, before, after },
  };
}

function planRule(wish: Wish, chain: string, state: FirewallState): readonly Act[] {
  const { isPresent } = wish;
  const isChainDue = wish.chainManagement && state.hasChain !== isPresent;
  const ofChain = isChainDue ? [planChain(wish, chain)] : [];
  if (wish.rule.length === 0 && wish.chainManagement) return ofChain;
  if (state.hasRule === isPresent) return [];
  return [...(isPresent ? ofChain : []), planOneRule(wish, chain)];
}

function planActs(wish: Wish, state: FirewallState): readonly Act[] {
  const { chain, policy } = wish;
  if (wish.flush) {
    const what = chain === undefined ? 'rules of the table' : `rules of ${chain}`;
    const words = ['-F', ...(chain === undefined ? [] : [chain])];
    return [{ words, change: { what, before: 'there', after: 'flushed' } }];
  }
  if (chain === undefined) {
    throw new TaskFailure('Either chain or flush parameter must be specified.');
  }
  if (policy === undefined) return planRule(wish, chain, state);
  if (state.policy === policy) return [];
  if (state.policy === undefined) {
    throw new TaskFailure(`the chain ${chain} has no policy: only built-in chains have one`);
  }
  return [
    {
      words: ['-P', chain, policy],
      change: { what: `policy of ${chain}`, before: state.policy, after: policy },
    },
  ];
}

export default defineModule({
  name: 'iptables',
  collection: 'ansible.builtin',
  summary: 'Modifies the rules of iptables.',
  notes: ['Rules are gone after a restart unless something saves them.'],
  params: {
    properties: iptablesParams,
    rules: [
      mutuallyExclusive('set_dscp_mark', 'set_dscp_mark_class'),
      mutuallyExclusive('flush', 'policy'),
      requiredTogether('match_set', 'match_set_flags'),
    ],
  },
  returns: {
    chain: { type: 'string', description: 'The chain.' },
    table: { type: 'string', description: 'The table.' },
    rule: { type: 'string', description: 'The rule as words.' },
    state: { type: 'string', description: 'What was asked for.' },
    flush: { type: 'boolean', description: 'Whether it was flushed.' },
    ip_version: { type: 'string', description: 'The version.' },
    chain_management: { type: 'boolean', description: 'Whether the chain is managed.' },
  },
  examples: [
    '- iptables:\n    chain: INPUT\n    protocol: tcp\n    destination_port: "22"\n    ctstate: NEW\n    jump: ACCEPT\n',
    '- iptables:\n    chain: INPUT\n    policy: DROP\n',
  ],
  async inspect(params, host): Promise<FirewallState> {
    const { chain, table, jump, log_prefix: prefix, log_level: level } = params;
    if (jump !== undefined && jump !== 'LOG' && (prefix ?? level) !== undefined) {
      throw new TaskFailure('Logging options can only be used with the LOG jump target.');
    }
    if (chain === undefined) return { hasChain: false, hasRule: false, policy: undefined };
    const tool = toolFor(params.ip_version);
    const rule = toRuleWords(params);
    const script = sh`${tool.name} -t ${table} -C ${chain} ${rule} >/dev/null 2>&1 && echo rule
${tool.name} -t ${table} -L ${chain} -n 2>/dev/null | sed -n 1p`;
    return host.ask(
      askTool([tool], 'firewall', script, ({ stdout }) => ({
        hasRule: /^rule$/m.test(stdout),
        hasChain: /^Chain /m.test(stdout),
        policy: /\(policy (\w+)/.exec(stdout)?.[1],
      })),
    );
  },
  plan(params, state): Plan<IptablesReturns> {
    const { table, chain, action, rule_num: number } = params;
    const isRuleless = params.flush || params.policy !== undefined;
    const rule = isRuleless ? [] : toRuleWords(params);
    const tool = toolFor(params.ip_version);
    const wish: Wish = {
      chain,
      rule,
      isPresent: params.state === 'present',
      flush: params.flush,
      policy: params.policy,
      chainManagement: params.chain_management,
      insertAt: action === 'insert' ? (number === undefined ? [] : [number]) : undefined,
    };
    const acts = planActs(wish, state);
    return {
      changes: acts.map(({ change }) => change),
      steps: acts.map(({ words }): Step => {
        const title = `${tool.name} -t ${table} ${words.join(' ')}`;
        return callTool(tool, title, sh`${tool.name} -t ${table} ${words}`);
      }),
      returns: {
        chain: chain ?? null,
        table,
        rule: rule.join(' '),
        state: params.state,
        flush: params.flush,
        ip_version: params.ip_version,
        chain_management: params.chain_management,
      },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr, stdout }: StepOutcome) => (stderr || stdout).trim());
    return { returns: plan.returns };
  },
});
