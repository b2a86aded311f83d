/** Where ansible.cfg is looked for. Source: Ansible 2.14, «Ansible Configuration Settings». */
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expandHome } from '../expand-home.ts';
import type { Environment } from './environment.ts';

/** The file that counts, and what is to be said about another that does not. */
export interface ConfigChoice {
  readonly path: string | undefined;
  readonly warning: string | undefined;
}

const WORLD_WRITABLE = 0o002;

function isWorldWritable(folder: string): boolean {
  return (statSync(folder).mode & WORLD_WRITABLE) !== 0;
}

/** Where `ANSIBLE_CONFIG` points: a file, or a folder with an ansible.cfg in it. */
function fromEnvironment(env: Environment, folder: string): string | undefined {
  const named = env['ANSIBLE_CONFIG'];
  if (named === undefined || named === '') return undefined;
  const path = resolve(folder, expandHome(named));
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true ? join(path, 'ansible.cfg') : path;
}

/**
 * Finds the configuration: ANSIBLE_CONFIG, then ansible.cfg in the working folder unless everybody
 * may write there, then ~/.ansible.cfg, then /etc/ansible/ansible.cfg.
 */
export function findConfig(env: Environment, folder: string): ConfigChoice {
  const own = join(folder, 'ansible.cfg');
  const isUnsafe = existsSync(own) && isWorldWritable(folder);
  const places = [
    fromEnvironment(env, folder),
    isUnsafe ? undefined : own,
    join(homedir(), '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  const path = places.find((place) => place !== undefined && existsSync(place));
  const isNamed = (env['ANSIBLE_CONFIG'] ?? '') !== '';
  const warning =
    isUnsafe && !isNamed
      ? `Ansible is being run in a world writable directory (${folder}), ignoring it as an ansible.cfg source. For more information see https://docs.ansible.com/ansible/devel/reference_appendices/config.html#cfg-in-world-writable-dir`
      : undefined;
  return { path, warning };
}
