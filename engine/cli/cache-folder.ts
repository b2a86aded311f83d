/** Where kplay keeps what it may lose: names for completion, compiled code. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of the caches. Source: XDG Base Directory Specification, «XDG_CACHE_HOME». */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CACHE_HOME'] ?? '';
  return join(base.startsWith('/') ? base : join(env['HOME'] ?? homedir(), '.cache'), 'kplay');
}
