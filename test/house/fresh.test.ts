/** Every generated file is as its declarations say. `npm run gen` writes them anew. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { GENERATED_FOLDERS, renderGeneratedFiles } from './generate.ts';

const root = join(import.meta.dirname, '../..');
const files = await renderGeneratedFiles(root);

function listStale(): readonly string[] {
  const present = GENERATED_FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const all = present.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  return all.filter((path) => !files.has(path));
}

if (process.env['UPDATE'] === '1') {
  for (const path of listStale()) rmSync(join(root, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

test.each([...files])('%s is fresh (else: npm run gen)', (path, text) => {
  const present = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
  expect(present).toBe(text);
});

test('no generated file is left over', () => {
  expect(listStale()).toEqual([]);
});
