/** The lines by which `--list-hosts` names the hosts that a pattern found. */

/**
 * Gives them, the count first.
 * @param indent blanks before the count; a host stands two further in
 */
export function describeHosts(hosts: readonly string[], indent = '  '): readonly string[] {
  return [
    `${indent}hosts (${String(hosts.length)}):`,
    ...hosts.map((host) => `${indent}  ${host}`),
  ];
}
