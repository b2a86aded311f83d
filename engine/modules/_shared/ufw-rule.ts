/** ufw's rules: from parameters to the words of a call, and where a rule is inserted. Pure. */

/** The parameters of ufw. */
export interface UfwParams {
  readonly state?: 'disabled' | 'enabled' | 'reloaded' | 'reset';
  readonly default?: string;
  readonly logging?: string;
  readonly direction?: string;
  readonly delete: boolean;
  readonly route: boolean;
  readonly insert?: number;
  readonly insert_relative_to: string;
  readonly rule?: string;
  readonly interface?: string;
  readonly interface_in?: string;
  readonly interface_out?: string;
  readonly log: boolean;
  readonly from_ip: string;
  readonly from_port?: string;
  readonly to_ip: string;
  readonly to_port?: string;
  readonly proto?: string;
  readonly name?: string;
  readonly comment?: string;
}

/** How many rules there are of each version; those of IPv4 come first. */
export interface RuleCounts {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** Says whether a line `### tuple` has an address of version 6; ranges of ports have a colon, too. */
export function isTupleOfV6(line: string): boolean {
  const [, , , , , , to = '', , from = ''] = line.split(' ');
  return to.includes(':') || from.includes(':');
}

/** A word that is an address of version 6, and no range of ports. */
const ADDRESS_V6 = /(?:^|\s)[\da-f]*:[\da-f]*:[\da-f:.]*(?:\/\d+)?(?=\s|$)/;

/** Counts the lines of `ufw status numbered`. */
export function countRules(numbered: string): RuleCounts {
  const rules = numbered.split('\n').filter((line) => /^\[ *\d+\]/.test(line));
  const ipv6 = rules.filter((line) => line.includes('(v6)') || ADDRESS_V6.test(line)).length;
  return { ipv4: rules.length - ipv6, ipv6 };
}

/**
 * The number for `insert`; undefined where the rule is appended. ufw refuses numbers beyond its
 * last rule, so those are appended too.
 */
export function toInsertNumber(params: UfwParams, counts: RuleCounts): number | undefined {
  const { insert, insert_relative_to: relative } = params;
  if (insert === undefined || params.delete) return undefined;
  if (relative === 'zero') return insert;
  const { ipv4, ipv6 } = counts;
  const all = ipv4 + ipv6;
  const places: Readonly<Record<string, number>> = {
    'first-ipv4': 1,
    'last-ipv4': Math.max(ipv4, 1),
    'first-ipv6': ipv4 + 1,
    'last-ipv6': ipv6 === 0 ? ipv4 + 1 : all,
  };
  const number = insert + (places[relative] ?? 0);
  return number > all ? undefined : number;
}

function named(word: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [word, value];
}

/** The words of a rule, with `insert` or `delete` before it. */
export function toRuleWords(params: UfwParams, number: number | undefined): readonly string[] {
  const { direction, interface: both, interface_in: input, interface_out: output } = params;
  const where = direction === undefined ? [] : [direction];
  return [
    ...(params.route ? ['route'] : []),
    ...(params.delete ? ['delete'] : []),
    ...(number === undefined ? [] : ['insert', String(number)]),
    ...(params.rule === undefined ? [] : [params.rule]),
    ...where,
    ...named('on', both),
    ...(input === undefined ? [] : ['in', 'on', input]),
    ...(output === undefined ? [] : ['out', 'on', output]),
    ...(params.log ? ['log'] : []),
    ...['from', params.from_ip],
    ...named('port', params.from_port),
    ...['to', params.to_ip],
    ...named('port', params.to_port),
    ...named('proto', params.proto),
    ...named('app', params.name),
    ...named('comment', params.comment),
  ];
}

const POLICY_NAMES: Readonly<Record<string, string>> = {
  incoming: 'DEFAULT_INPUT_POLICY',
  outgoing: 'DEFAULT_OUTPUT_POLICY',
  routed: 'DEFAULT_FORWARD_POLICY',
};

const POLICIES: Readonly<Record<string, string>> = {
  ACCEPT: 'allow',
  DROP: 'deny',
  REJECT: 'reject',
};

/** The policy that /etc/default/ufw keeps for a direction: `status` says it only while ufw is on. */
export function findPolicy(settings: string, direction: string | undefined): string | undefined {
  const name = POLICY_NAMES[direction ?? 'incoming'] ?? '';
  const kept = new RegExp(`^${name}="?(\\w+)`, 'm').exec(settings)?.[1];
  return kept === undefined ? undefined : POLICIES[kept];
}

/** The level that /etc/ufw/ufw.conf keeps. */
export function findLogLevel(settings: string): string {
  return /^LOGLEVEL="?(\w+)/m.exec(settings)?.[1] ?? 'off';
}
