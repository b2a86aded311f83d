/** Keeps names for completion after a run or a listing has read them anyway. */
import { existsSync } from 'node:fs';
import { namesFolder } from './cache.ts';
import type { ReadNames, Reading } from './remember.ts';

/** Does nothing where nobody uses completion: the cache is made by the first completion. */
export async function keepNames(read: ReadNames, reading: Reading): Promise<void> {
  if (!existsSync(namesFolder(reading.env))) return;
  const { rememberNames } = await import('./remember.ts');
  rememberNames(read, reading);
}
