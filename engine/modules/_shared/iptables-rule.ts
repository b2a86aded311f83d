/** A rule of iptables: from parameters to words, in the order that Ansible's module gives them. Pure. */

/** The parameters that make the rule. */
export interface RuleParams {
  readonly wait?: string;
  readonly protocol?: string;
  readonly source?: string;
  readonly destination?: string;
  readonly match: readonly string[];
  readonly tcp_flags?: {
    readonly flags?: readonly string[];
    readonly flags_set?: readonly string[];
  };
  readonly jump?: string;
  readonly gateway?: string;
  readonly log_prefix?: string;
  readonly log_level?: string;
  readonly to_destination?: string;
  readonly destination_ports?: readonly string[];
  readonly to_source?: string;
  readonly goto?: string;
  readonly in_interface?: string;
  readonly out_interface?: string;
  readonly fragment?: string;
  readonly set_counters?: string;
  readonly source_port?: string;
  readonly destination_port?: string;
  readonly to_ports?: string;
  readonly set_dscp_mark?: string;
  readonly set_dscp_mark_class?: string;
  readonly syn: 'ignore' | 'match' | 'negate';
  readonly ctstate: readonly string[];
  readonly src_range?: string;
  readonly dst_range?: string;
  readonly match_set?: string;
  readonly match_set_flags?: string;
  readonly limit?: string;
  readonly limit_burst?: string;
  readonly uid_owner?: string;
  readonly gid_owner?: string;
  readonly reject_with?: string;
  readonly icmp_type?: string;
  readonly comment?: string;
  readonly ip_version: 'ipv4' | 'ipv6';
}

/** A flag with its value; a `!` before the value goes before the flag. */
function option(flag: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  return value.startsWith('!') ? ['!', flag, value.slice(1)] : [flag, value];
}

function plain(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [flag, value];
}

function listed(flag: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [] : [flag, values.join(',')];
}

/** `-m NAME` before what needs it, unless `match` names it already. */
function matching(params: RuleParams, name: string, words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  return params.match.includes(name) ? words : ['-m', name, ...words];
}

function connectionState(params: RuleParams): readonly string[] {
  if (params.match.includes('conntrack')) return listed('--ctstate', params.ctstate);
  if (params.match.includes('state')) return listed('--state', params.ctstate);
  return matching(params, 'conntrack', listed('--ctstate', params.ctstate));
}

function synFlag(syn: RuleParams['syn']): readonly string[] {
  if (syn === 'ignore') return [];
  return syn === 'match' ? ['--syn'] : ['!', '--syn'];
}

function targetWords(params: RuleParams): readonly string[] {
  const { tcp_flags: tcp } = params;
  const isTcp = tcp?.flags !== undefined && tcp.flags_set !== undefined;
  return [
    ...(isTcp ? ['--tcp-flags', (tcp.flags ?? []).join(','), (tcp.flags_set ?? []).join(',')] : []),
    ...option('-j', params.jump),
    ...(params.jump === 'TEE' ? plain('--gateway', params.gateway) : []),
    ...plain('--log-prefix', params.log_prefix),
    ...plain('--log-level', params.log_level),
    ...plain('--to-destination', params.to_destination),
    ...matching(params, 'multiport', listed('--dports', params.destination_ports)),
    ...plain('--to-source', params.to_source),
    ...option('-g', params.goto),
  ];
}

function packetWords(params: RuleParams): readonly string[] {
  return [
    ...option('-i', params.in_interface),
    ...option('-o', params.out_interface),
    ...option('-f', params.fragment),
    ...(params.set_counters === undefined ? [] : ['-c', ...params.set_counters.split(/\s+/)]),
    ...option('--source-port', params.source_port),
    ...option('--destination-port', params.destination_port),
    ...plain('--to-ports', params.to_ports),
    ...plain('--set-dscp', params.set_dscp_mark),
    ...plain('--set-dscp-class', params.set_dscp_mark_class),
    ...synFlag(params.syn),
  ];
}

function moduleWords(params: RuleParams): readonly string[] {
  const { match_set: set, match_set_flags: flags } = params;
  const ranges = [
    ...option('--src-range', params.src_range),
    ...option('--dst-range', params.dst_range),
  ];
  const inSet = set === undefined ? [] : [...option('--match-set', set), flags ?? ''];
  const limits = [...plain('--limit', params.limit), ...plain('--limit-burst', params.limit_burst)];
  return [
    ...connectionState(params),
    ...matching(params, 'iprange', ranges),
    ...matching(params, 'set', inSet),
    ...matching(params, 'limit', limits),
    ...matching(params, 'owner', option('--uid-owner', params.uid_owner)),
    ...matching(params, 'owner', option('--gid-owner', params.gid_owner)),
    ...plain('--reject-with', params.reject_with),
    ...option(params.ip_version === 'ipv6' ? '--icmpv6-type' : '--icmp-type', params.icmp_type),
    ...(params.comment === undefined ? [] : ['-m', 'comment', '--comment', params.comment]),
  ];
}

/** The words of the rule, without table and chain. */
export function toRuleWords(params: RuleParams): readonly string[] {
  return [
    ...plain('-w', params.wait),
    ...option('-p', params.protocol),
    ...option('-s', params.source),
    ...option('-d', params.destination),
    ...params.match.flatMap((name) => ['-m', name]),
    ...targetWords(params),
    ...packetWords(params),
    ...moduleWords(params),
  ];
}
