#!/usr/bin/env node
/**
 * Compares an engine with recorded answers and prints the share of right ones by group.
 *
 *     node run.mjs [--module ADAPTER] [--corpus FILE] [--group g,g2] [--id part] [--show 20]
 *
 * The adapter exports `render(template, vars, {mode, dir, opts, id})`, `types` and `encode`.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { answerCase, counts, isRight } from './answers.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    module: { type: 'string', default: join(here, 'adapter.mjs') },
    corpus: { type: 'string', default: join(here, 'corpus.json') },
    group: { type: 'string' },
    id: { type: 'string', default: '' },
    show: { type: 'string', default: '20' },
  },
});

const corpus = JSON.parse(readFileSync(options.corpus, 'utf8'));
Object.assign(process.env, corpus.meta.env);
const adapter = await import(pathToFileURL(resolve(options.module)).href);
const fixtures = join(here, 'fixtures');
const groups = options.group?.split(',');
const cases = corpus.cases.filter(
  (one) => counts(one) && one.id.includes(options.id) && (groups?.includes(one.group) ?? true),
);

const tally = new Map();
const wrong = [];
for (const one of cases) {
  const answer = answerCase(one, adapter, fixtures);
  const right = isRight(one, answer);
  const row = tally.get(one.group) ?? { right: 0, all: 0 };
  tally.set(one.group, { right: row.right + (right ? 1 : 0), all: row.all + 1 });
  if (!right) wrong.push({ ...one, answer });
}

const percent = (part, all) => `${((100 * part) / Math.max(1, all)).toFixed(1)} %`;
for (const [group, { right, all }] of tally) {
  console.log(`${group.padEnd(16)} ${right}/${all}  ${percent(right, all)}`);
}
for (const one of wrong.slice(0, Number(options.show))) console.log(JSON.stringify(one));
const right = cases.length - wrong.length;
console.log(`${right} of ${cases.length} are right, ${percent(right, cases.length)}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
