/** What `--version` says. */
import { readFileSync } from 'node:fs';
import type { Environment } from './settings/environment.ts';
import { findConfig } from './settings/find-config.ts';

/** Reads the version from package.json, two folders above the built file. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const found = /"version":\s*"([^"]+)"/.exec(text);
  return found?.[1] ?? 'unknown';
}

/** One line: name, version, Node. */
export function describeVersion(): string {
  return `kplay ${readVersion()} (node ${process.versions.node})\n`;
}

/** Below which version of Ansible our behavior was measured; scripts compare it. */
const ANSIBLE_VERSION = '2.14.18';

/**
 * What `--version` says for a command: kplay's own line, or under the name of a program of Ansible
 * the lines that scripts look for.
 */
export function describeProgram(program: string, env: Environment): string {
  if (!program.startsWith('ansible')) return describeVersion();
  const { path } = findConfig(env, process.cwd());
  return [
    `${program} [core ${ANSIBLE_VERSION}]`,
    `  config file = ${path ?? 'None'}`,
    `  executable location = ${process.argv[1] ?? program}`,
    `  by ${describeVersion()}`,
  ].join('\n');
}
