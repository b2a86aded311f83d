/**
 * The files that make a host of a shared root: its name, address, identity, keys and package
 * source. Pure: gives the files, `host.ts` writes them into the host's own layer.
 */
import { mirrorPort, type LabHost } from './contract.ts';
import { bridgeAddress } from './network.ts';

/** One file of a host's own layer. */
export interface HostFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
  /** User and group number. */
  readonly owner: number;
}

/** What the files are made from besides the host. */
export interface HostFileInput {
  readonly host: LabHost;
  readonly subnet: number;
  readonly allHosts: readonly LabHost[];
  /** The lab's public key, a line of authorized_keys. */
  readonly authorizedKey: string;
  /** The host's private key in OpenSSH's format. */
  readonly hostPrivateKey: string;
  /** 32 hexadecimal digits. */
  readonly machineId: string;
}

function renderHosts(input: HostFileInput): string {
  const lines = ['127.0.0.1 localhost'];
  // Without its own name here, every sudo would wait for a name server that does not exist.
  for (const host of input.allHosts) lines.push(`${host.address} ${host.name}`);
  return `${lines.join('\n')}\n`;
}

function renderNetwork(input: HostFileInput): string {
  return [
    '[Match]',
    'Name=host0',
    '',
    '[Network]',
    `Address=${input.host.address}/24`,
    `Gateway=${bridgeAddress(input.subnet)}`,
    'LinkLocalAddressing=no',
    'IPv6AcceptRA=no',
    '',
  ].join('\n');
}

function toRootFile(path: string, text: string, mode = 0o644): HostFile {
  return { path, text, mode, owner: 0 };
}

/** Gives every file that a host has of its own before its first boot. */
export function toHostFiles(input: HostFileInput): readonly HostFile[] {
  const { host } = input;
  const keys = `${input.authorizedKey.trim()}\n`;
  const mirror = `http://${bridgeAddress(input.subnet)}:${mirrorPort}`;
  return [
    toRootFile('/etc/hostname', `${host.name}\n`),
    toRootFile('/etc/hosts', renderHosts(input)),
    toRootFile('/etc/machine-id', `${input.machineId}\n`, 0o444),
    toRootFile('/etc/resolv.conf', ''),
    toRootFile('/etc/systemd/network/10-host0.network', renderNetwork(input)),
    toRootFile('/etc/apt/sources.list', `deb [trusted=yes] ${mirror}/apt ./\n`),
    toRootFile('/etc/ssh/ssh_host_ed25519_key', input.hostPrivateKey, 0o600),
    toRootFile('/etc/ssh/ssh_host_ed25519_key.pub', `${host.hostKey}\n`),
    { path: '/home/vagrant/.ssh/authorized_keys', text: keys, mode: 0o600, owner: 1000 },
    { path: '/home/operator/.ssh/authorized_keys', text: keys, mode: 0o600, owner: 1001 },
  ];
}
