/** The lab's own key: one for all labs, whoever asks first. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ensureLabKey } from '../../engine/lab/keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'kplay-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('ensureLabKey', () => {
  it('makes one pair, even when two labs ask at once', async () => {
    const places = { stateDir: folder, cacheDir: folder };
    const [first, second] = await Promise.all([ensureLabKey(places), ensureLabKey(places)]);
    expect(first).toMatch(/^ssh-ed25519 \S+$/);
    expect(second).toBe(first);
    expect(await ensureLabKey(places)).toBe(first);
  });
});
