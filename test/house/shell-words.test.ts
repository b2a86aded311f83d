/** What holds of every template of a script, and of texts that are taken as they are written. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const engine = join(import.meta.dirname, '../../engine');
const files = readdirSync(engine, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

function findAll(pattern: RegExp): readonly string[] {
  return files.flatMap((name) =>
    [...readFileSync(join(engine, name), 'utf8').matchAll(pattern)].map(
      ([text]) => `${name}: ${text}`,
    ),
  );
}

test('variables of scripts end before words that are put in: `$t${suffix}` reads `$tbuild`', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(findAll(/(?<!\\)\$[A-Za-z_]\w*\$\{/g)).toEqual([]);
});

test('texts that are taken as they are written have plain letters', () => {
  // The build writes other letters as escapes, which such a text would show.
  const raw = findAll(/\b(?:sh|raw)`(?:[^`\\]|\\.)*`/gs);
  expect(raw.length).toBeGreaterThan(100);
  expect(raw.filter((text) => /[^\0-\x7f]/.test(text))).toEqual([]);
});
