/**
 * Renders the inventory of a lab, in YAML that kplay and real Ansible read alike. The standard
 * lab's is committed as `inventory/lab.yml`, below a line for editors; a test keeps both equal.
 */
import { mirrorPort, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { keyFile, knownHostsFile } from './keys.ts';
import { bridgeAddress } from './network.ts';
import type { Relay } from './relay.ts';

/** How hosts are reached when not straight. */
export interface InventoryDetour {
  readonly relays: readonly Relay[];
  /** The known_hosts file that has the relays' keys. */
  readonly knownHosts: string;
}

function renderHost(host: LabHost, relay: Relay | undefined): readonly string[] {
  return [
    `        ${host.name}:`,
    `          ansible_host: ${relay?.address ?? host.address}`,
    ...(relay === undefined ? [] : [`          ansible_port: ${relay.port}`]),
    `          private_ipv4: ${host.address}`,
  ];
}

/** The mirror stands for the download hosts; what it serves has other checksums than theirs. */
function mirrorVariables(subnet: number): readonly string[] {
  return [
    `    lab_mirror_url: http://${bridgeAddress(subnet)}:${mirrorPort}`,
    '    cni_base_url: "{{ lab_mirror_url }}/containernetworking/plugins/releases/download"',
    '    cni_checksum: "sha256:{{ cni_url }}.sha256"',
    '    kubelet_release_base_url: "{{ lab_mirror_url }}/release"',
    '    kubelet_checksum: "sha256:{{ kubelet_url }}.sha256"',
  ];
}

/** Renders the inventory of a lab. */
export function renderInventory(places: LabPlaces, lab: Lab, detour?: InventoryDetour): string {
  const groups = [...new Set(lab.hosts.map((host) => host.group))];
  const relayOf = (host: LabHost): Relay | undefined =>
    detour?.relays.find((relay) => relay.host.name === host.name);
  return [
    `# The hosts of the lab \`${lab.name}\`: npm run lab -- up`,
    'all:',
    '  vars:',
    '    ansible_user: vagrant',
    `    ansible_ssh_private_key_file: ${keyFile(places)}`,
    '    ansible_ssh_common_args: >-',
    `      -o UserKnownHostsFile=${detour?.knownHosts ?? knownHostsFile(places)}`,
    '      -o GlobalKnownHostsFile=/dev/null -o IdentitiesOnly=yes',
    ...(lab.withPython ? ['    ansible_python_interpreter: /usr/bin/python3'] : []),
    ...mirrorVariables(lab.subnet),
    '  children:',
    ...groups.flatMap((name) => [
      `    ${name}:`,
      '      hosts:',
      ...lab.hosts
        .filter((host) => host.group === name)
        .flatMap((host) => renderHost(host, relayOf(host))),
    ]),
    '    nodes:',
    '      children:',
    ...groups.map((name) => `        ${name}:`),
    '',
  ].join('\n');
}
