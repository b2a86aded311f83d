/** Configurations of ssh on the controller: the user's own, or a file that `-F` names. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import {
  UnreachableError,
  listSshOptions,
  parseSshConfig,
  type SshConfig,
} from '../../connect/index.ts';
import type { RunSettings } from '../../run/index.ts';

/** A file that ssh was told to use; `none` is no file. @throws UnreachableError in ssh's words */
function readGivenConfig(path: string): SshConfig {
  if (path === 'none') return [];
  try {
    return parseSshConfig(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UnreachableError(
      `Failed to connect to the host via ssh: Can't open user config file ${path}`,
      { cause: error },
    );
  }
}

function readOwnConfig(): SshConfig {
  return [`${homedir()}/.ssh/config`, '/etc/ssh/ssh_config']
    .filter((path) => existsSync(path))
    .flatMap((path) => parseSshConfig(readFileSync(path, 'utf8')));
}

/**
 * Makes what a run asks for the options of a host: reads a file when it is first needed, once.
 * @returns takes a host and the path of a file, without one the user's and the machine's; gives
 *   arguments of ssh. It throws UnreachableError for a file that cannot be read
 */
export function sshConfigReader(): RunSettings['connection']['sshConfigFor'] {
  const configs = new Map<string | undefined, SshConfig>();
  return (host, file) => {
    const config =
      configs.get(file) ?? (file === undefined ? readOwnConfig() : readGivenConfig(file));
    configs.set(file, config);
    return listSshOptions(config, host);
  };
}
