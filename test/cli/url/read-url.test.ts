/** The process that asks while a template waits. Needs `npm run build`. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readUrl } from '../../../engine/cli/url/read-url.ts';
import { plainRequest } from './plain-request.ts';

test('gives bytes, or what was wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-url-'));
  const bytes = Buffer.from([0, 200, 10, 13]);
  writeFileSync(join(folder, 'bytes'), bytes);
  const ask = (name: string) => readUrl({ ...plainRequest, url: `file://${folder}/${name}` }, {});
  expect(ask('bytes')).toEqual({ body: bytes });
  expect(ask('none')).toMatchObject({ kind: 'url' });
});
