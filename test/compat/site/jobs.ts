/**
 * The jobs that real Ansible and kplay are compared in: what is played, what decides on it, and where on
 * the hosts one looks afterwards.
 */
import { join } from 'node:path';
import { siteFolderVariables } from '../../../engine/lab/index.ts';

/** A playbook that comes with kplay, and all that must come out of it alike. */
export interface RecordedJob {
  readonly name: string;
  /** File of this folder. */
  readonly recording: string;
  readonly playbook: string;
  /** Inventories behind that of the lab. */
  readonly inventories: readonly string[];
  /** Flags by round. */
  readonly rounds: Readonly<Record<string, readonly string[]>>;
  /** Files and folders whose text decides what it comes to. */
  readonly sources: readonly string[];
  /** Everything that it may touch. */
  readonly paths: readonly string[];
  /** Made anew each time, or by others: existence, mode and owner are compared. */
  readonly otherContent: RegExp;
  readonly units: readonly string[];
  /** A script whose answer is compared: what no file tells. */
  readonly question: string;
}

/** Gives the paths of roles. */
function rolePaths(...names: readonly string[]): readonly string[] {
  return names.map((name) => `roles/${name}`);
}

/** The nodes of Kubernetes. */
export const SITE: RecordedJob = {
  name: 'playbooks/site.yml',
  recording: 'recorded.json',
  playbook: 'playbooks/site.yml',
  inventories: [],
  // The second time one host shows what both would.
  rounds: { first: [], second: ['--limit', 'localhost,worker1'] },
  sources: [
    ...rolePaths('pki', 'swap', 'socat', 'cni', 'kubelet'),
    ...['playbooks/site.yml', 'inventory/lab.yml', 'engine/lab/mirror'],
  ],
  paths: [
    ...['/etc/kubernetes', '/etc/cni', '/opt/cni', '/var/lib/kubelet', '/var/lib/kubernetes'],
    ...['/usr/local/bin', '/etc/systemd/system', '/etc/fstab'],
  ],
  // Keys are made anew by each engine; the plug-ins are packed by Debian.
  otherContent: /\.(pem|crt|key)$|kubeconfig|^\/opt\/cni\/bin\//,
  units: ['kubelet.service', 'ssh.service'],
  question: '',
};

/** The servers of the sample roles. */
export const SERVER: RecordedJob = {
  name: 'playbooks/server.yml',
  recording: 'recorded-server.json',
  playbook: 'playbooks/server.yml',
  inventories: ['inventory/servers.yml'],
  rounds: { first: [], second: ['--limit', 'worker1'] },
  sources: [
    ...rolePaths('locale', 'users', 'cron', 'webserver', 'firewall', 'hardening'),
    ...['playbooks/server.yml', 'playbooks/group_vars', 'playbooks/files'],
    ...['inventory/lab.yml', 'inventory/servers.yml', 'engine/lab/mirror'],
  ],
  paths: [
    ...['/etc/localtime', '/etc/timezone', '/etc/locale.gen', '/etc/default/locale'],
    ...['/etc/sudoers.d', '/home/admin', '/home/deploy', '/etc/nftables.conf', '/srv/www'],
    ...['/etc/nginx/conf.d', '/etc/nginx/sites-available', '/etc/nginx/sites-enabled'],
    ...['/etc/ssh/sshd_config.d', '/etc/sysctl.d'],
  ],
  // The test's own key.
  otherContent: /authorized_keys$/,
  units: ['cron.service', 'nginx.service', 'nftables.service', 'ssh.service'],
  question: `crontab -l; crontab -l -u nobody; nft list table inet firewall; locale -a
getent passwd admin deploy; id admin; id deploy; sysctl net.ipv4.conf.all.send_redirects; curl -s http://127.0.0.1/health
`,
};

/** Words for one address in units and certificates, and for folders of the controller below `folder`. */
export function siteWords(folder: string): readonly string[] {
  const folders = siteFolderVariables.flatMap((name) => ['-e', `${name}=${join(folder, name)}`]);
  return ['-e', 'private_ipv4=10.77.250.1', ...folders];
}

/** Words for the key that may log in. */
export function serverWords(publicKey: string): readonly string[] {
  return ['-e', JSON.stringify({ server_admin_keys: [publicKey.trim()] })];
}
