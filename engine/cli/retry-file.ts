/** `PLAYBOOK.retry`: the hosts that failed, for the next run's `--limit @FILE`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { RunSummary } from '../run/index.ts';
import type { Settings } from './settings/settings.ts';

/**
 * Writes the file where the settings ask for one (RETRY_FILES_ENABLED, RETRY_FILES_SAVE_PATH).
 * @returns what to tell the user, or undefined when no host failed
 */
export function writeRetryFile(
  playbook: string,
  summary: RunSummary,
  settings: Settings,
): string | undefined {
  if (!settings.flag('RETRY_FILES_ENABLED')) return undefined;
  const hosts = [...summary.hosts]
    .filter(([, { failed, unreachable }]) => failed + unreachable > 0)
    .map(([host]) => host);
  if (hosts.length === 0) return undefined;
  const folder = settings.text('RETRY_FILES_SAVE_PATH') ?? dirname(playbook);
  const path = join(folder, `${basename(playbook, extname(playbook))}.retry`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path,
      hosts
        .sort()
        .map((host) => `${host}\n`)
        .join(''),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `[WARNING]: Could not create retry file '${path}'. ${reason}\n`;
  }
  return `\tto retry, use: --limit @${path}\n`;
}
