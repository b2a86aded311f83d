/** `kplay -i INVENTORY --list-hosts` without a playbook: the hosts of an inventory, in order. */
import { loadLimit, resolvePattern } from '../../inventory/index.ts';
import { EXIT } from '../exit-codes.ts';
import { describeHosts } from '../hosts-text.ts';
import type { ParsedOptions } from '../options/read.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { openOnly } from './open-only.ts';
import { warn } from '../warn.ts';

/** Prints all hosts, or those of `--limit`, as `ansible --list-hosts` does. @throws ProblemError */
export async function runListHosts(options: ParsedOptions, env: Environment): Promise<number> {
  const settings = loadSettings(env);
  const { inventory } = await openOnly(options, { settings, env });
  const text = options.text('limit');
  const limit = text === undefined ? undefined : loadLimit(text);
  const { hosts, warnings } = resolvePattern(inventory, 'all', limit);
  for (const message of warnings) warn(message);
  process.stdout.write(`${describeHosts(hosts).join('\n')}\n`);
  return EXIT.ok;
}
