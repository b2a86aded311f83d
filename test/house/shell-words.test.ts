/** No name of a shell variable runs into a word that is put behind it: `$t${suffix}` reads `$tbuild`. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('variables of scripts end before words that are put in', () => {
  const engine = join(import.meta.dirname, '../../engine');
  const files = readdirSync(engine, { recursive: true, encoding: 'utf8' });
  const scripts = files.filter((name) => name.endsWith('.ts'));
  expect(scripts.length).toBeGreaterThan(100);
  const found = scripts.flatMap((name) =>
    [...readFileSync(join(engine, name), 'utf8').matchAll(/(?<!\\)\$[A-Za-z_]\w*\$\{/g)].map(
      ([text]) => `${name}: ${text}`,
    ),
  );
  expect(found).toEqual([]);
});
