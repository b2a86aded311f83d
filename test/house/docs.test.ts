/**
 * What must stand in no file of the project: the machine it was written on, registries, how the
 * work is organized. And what must stand in every source file: what it is.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { listSources } from './engine-imports.ts';

const root = join(import.meta.dirname, '../..');

const SKIPPED: ReadonlySet<string> = new Set(['.cache', '.git', 'dist', 'node_modules']);

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(path);
      return entry.isFile() ? [path] : [];
    });
}

const texts = listFiles('').flatMap((path) => {
  const text = readFileSync(join(root, path), 'utf8');
  // What is no text (keys, archives) has nothing to read in it.
  return text.includes('\0') ? [] : [{ path, text }];
});

/** A mistake that people make, which kplay tells them of. */
const CONFLICT = 'test/broken/cases/merge-conflict-that-was-left.yml';

/** Written in pieces, so that this file may stand among the others. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a folder of the machine it was written on', new RegExp(['(?<![\\w.])/wo', 'rk/'].join(''))],
  ['a folder of a developer', new RegExp(['(?<!C:)/Use', 'rs/|\\.py', 'env\\b'].join(''))],
  ['a package registry', new RegExp(['"resol', 'ved": |\\bregis', 'try\\.npm'].join(''))],
  ['a number of an issue', new RegExp(['\\b[Is]ss', 'ue #?\\d'].join(''))],
  [
    'who or what wrote it',
    new RegExp(
      ['\\b(?:A', 'I|LL', 'M|cl', 'aude|anthr', 'opic|open', 'ai|chat', 'gpt)\\b'].join(''),
    ),
  ],
  ['a conflict that was not resolved', new RegExp(['^<{3}', '<{4} |^>{3}', '>{4} '].join(''), 'm')],
];

test('there is something to read', () => {
  expect(texts.length).toBeGreaterThan(300);
});

test.each(FORBIDDEN)('no file names %s', (_what, pattern) => {
  const found = texts
    .filter(({ path }) => path !== CONFLICT)
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => {
        return pattern.test(line) ? [`${path}:${String(index + 1)}: ${line.trim()}`] : [];
      }),
    );
  expect(found).toEqual([]);
});

const sources = listSources(join(root, 'engine'));

test('no file or folder of the engine has a name that says nothing', () => {
  const vague = /^(?:utils?|helpers?|common|core|misc|manager|lib)$/;
  const found = sources.filter((path) =>
    path.split('/').some((part) => vague.test(basename(part, '.ts'))),
  );
  expect(found).toEqual([]);
});

test('file names are kebab-case; only modules are named as in playbooks', () => {
  const found = sources.filter((path) => {
    const isModule = /^modules\/[^/]+\.ts$/.test(path);
    return !isModule && !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(basename(path));
  });
  expect(found).toEqual([]);
});

test('every file of the engine opens by saying what it is', () => {
  const silent = sources.filter((path) => {
    const text = readFileSync(join(root, 'engine', path), 'utf8');
    return !/^(?:#!.*\n)?(?:\/\/ Generated.*\n)?\/\*\*/.test(text);
  });
  expect(silent).toEqual([]);
});
