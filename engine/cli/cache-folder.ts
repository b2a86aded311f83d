/** Where kplay keeps what it may lose: names for completion, compiled code. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The folder of the caches. Source: XDG Base Directory Specification, «XDG_CACHE_HOME». */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CACHE_HOME'] ?? '';
  return join(base.startsWith('/') ? base : join(env['HOME'] ?? homedir(), '.cache'), 'kplay');
}

/**
 * Makes a folder of a cache for this user alone.
 * @returns false below another user's folder (`sudo` that kept HOME): what root makes there that user
 *   could not write any more
 * @throws what the file system says: no room, no right
 */
export function makeCacheFolder(folder: string): boolean {
  let above = folder;
  while (!existsSync(above)) above = dirname(above);
  if (statSync(above).uid !== process.getuid?.()) return false;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return true;
}
