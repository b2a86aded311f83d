/** What README.md shows is true: its module works, its commands and its links exist. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import timezone from './readme-module.ts';

const root = join(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the module of the README is the one that is checked here', () => {
  const shown = /```ts\n(.*?)```/s.exec(readme)?.[1];
  const code = readFileSync(join(import.meta.dirname, 'readme-module.ts'), 'utf8');
  const real = code
    .replace(/^\/\*\*.*\n/, '')
    .replace('../../engine/shell/index.ts', '../shell/index.ts')
    .replace('../../engine/modules/index.ts', './contract.ts');
  expect(shown).toBe(real);
});

test('the module of the README plans a change once', () => {
  const plan = timezone.plan({ name: 'Europe/Berlin' }, 'Etc/UTC');
  expect(plan.changes).toEqual([{ what: 'time zone', before: 'Etc/UTC', after: 'Europe/Berlin' }]);
  expect(timezone.plan({ name: 'Europe/Berlin' }, 'Europe/Berlin').steps).toEqual([]);
});

test('every npm script that the README names exists', () => {
  const named = [...readme.matchAll(/npm (?:run )?(?!ci\b|run\b)(\w+)/g)].map(
    (match) => match[1] ?? '',
  );
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(new Set(named).size).toBeGreaterThan(3);
  for (const name of named) expect(manifest).toHaveProperty(['scripts', name]);
});

describe('links between pages', () => {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  test.each(['README.md', ...pages])('%s leads somewhere', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((match) => match[1] ?? '');
    const missing = targets.filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });
});
