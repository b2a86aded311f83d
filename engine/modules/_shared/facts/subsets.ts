/**
 * The words of `gather_subset`: collectors, and the facts that each may be called by. The table and
 * the order in which words count are those of ansible-core 2.14.
 */
import { TaskFailure } from '../../../host/index.ts';

interface Collector {
  /** Facts by which it is named, too. */
  readonly ids?: readonly string[];
  /** Collectors whose facts it needs; theirs are told as well. */
  readonly needs?: readonly string[];
  /** `min` has it. */
  readonly isMinimal?: boolean;
}

const COLLECTORS: Readonly<Record<string, Collector>> = {
  platform: {
    ids: [
      ...['architecture', 'kernel', 'kernel_version', 'machine', 'machine_id', 'python_version'],
      'system',
    ],
    isMinimal: true,
  },
  user: {
    ids: [
      ...['effective_group_ids', 'effective_user_id', 'real_user_id', 'user_dir', 'user_gecos'],
      ...['user_gid', 'user_id', 'user_shell', 'user_uid'],
    ],
    isMinimal: true,
  },
  date_time: { isMinimal: true },
  python: { isMinimal: true },
  env: { isMinimal: true },
  cmdline: { isMinimal: true },
  dns: { isMinimal: true },
  lsb: { isMinimal: true },
  ssh_pub_keys: {
    ids: [
      ...['ssh_host_key_dsa_public', 'ssh_host_key_ecdsa_public', 'ssh_host_key_ed25519_public'],
      ...['ssh_host_key_rsa_public', 'ssh_host_pub_keys'],
    ],
    isMinimal: true,
  },
  selinux: { isMinimal: true },
  apparmor: { isMinimal: true },
  fips: { isMinimal: true },
  caps: { ids: ['system_capabilities', 'system_capabilities_enforced'], isMinimal: true },
  distribution: {
    ids: [
      'distribution_major_version',
      'distribution_release',
      'distribution_version',
      'os_family',
    ],
    isMinimal: true,
  },
  pkg_mgr: { needs: ['distribution'], isMinimal: true },
  service_mgr: { needs: ['platform', 'distribution'], isMinimal: true },
  local: { isMinimal: true },
  chroot: { ids: ['is_chroot'] },
  loadavg: {},
  hardware: {
    ids: ['devices', 'mounts', 'processor', 'processor_cores', 'processor_count'],
    needs: ['platform'],
  },
  network: {
    ids: [
      ...['all_ipv4_addresses', 'all_ipv6_addresses', 'default_ipv4', 'default_ipv6'],
      'interfaces',
    ],
    needs: ['platform', 'distribution'],
  },
  fibre_channel_wwn: {},
  iscsi: {},
  nvme: {},
  virtual: {
    ids: [
      ...['virtualization_role', 'virtualization_tech_guest', 'virtualization_tech_host'],
      'virtualization_type',
    ],
  },
  // Their tools tell facts; what is not there tells none.
  facter: {},
  ohai: {},
};

const idsOf = (name: string): readonly string[] => COLLECTORS[name]?.ids ?? [];
const all = Object.keys(COLLECTORS).flatMap((name) => [name, ...idsOf(name)]);
const minimal = Object.keys(COLLECTORS).filter((name) => COLLECTORS[name]?.isMinimal === true);

/** What a word stands for when it is refused: `!hardware` refuses `devices` with it. */
function refusedBy(word: string): readonly string[] {
  if (word === 'min') return minimal;
  if (word === 'all') return all.filter((name) => !minimal.includes(name));
  return [word, ...idsOf(word)];
}

function wantedBy(word: string): readonly string[] {
  if (word === 'min') return minimal;
  if (word === 'all') return all;
  if (all.includes(word)) return [word];
  throw new TaskFailure(
    `Bad subset '${word}' given to Ansible. gather_subset options allowed: all, ${[...all].sort().join(', ')}`,
  );
}

/**
 * Gives the names of the collectors that are asked for: `min` always, unless `!min` refuses it;
 * what is named wins over what is refused; refusals alone leave no more than `min`.
 * @throws TaskFailure for a word that is none of them
 */
export function chooseCollectors(subsets: readonly string[]): ReadonlySet<string> {
  const words = subsets.length === 0 ? ['all'] : subsets;
  const named = words.filter((word) => !word.startsWith('!'));
  const refused = new Set(
    words.filter((word) => word.startsWith('!')).flatMap((word) => refusedBy(word.slice(1))),
  );
  const wanted = new Set(['min', ...named].flatMap(wantedBy));
  const isLeft = (name: string): boolean =>
    wanted.has(name) && (!refused.has(name) || named.includes(name));
  const chosen = Object.keys(COLLECTORS).filter((name) => [name, ...idsOf(name)].some(isLeft));
  return new Set(chosen.flatMap((name) => [name, ...(COLLECTORS[name]?.needs ?? [])]));
}
