/**
 * The recorded answers of ansible-core 2.14 and Jinja2 3.1: types are compared strictly, and at
 * least 99.5 % must be right. A case that fails is named by its id.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as base from '../../engine/base/index.ts';
import * as template from '../../engine/template/index.ts';
import { makeAdapter } from '../compat/jinja/adapt.mjs';
import { answerCase, counts, isRight, type CorpusCase } from '../compat/jinja/answers.mjs';

interface Corpus {
  readonly meta: { readonly env: Readonly<Record<string, string>> };
  readonly cases: readonly CorpusCase[];
}

const LEAST = 0.995;
const folder = join(import.meta.dirname, '../compat/jinja');
const isCorpus = (data: unknown): data is Corpus =>
  typeof data === 'object' && data !== null && 'meta' in data && 'cases' in data;

function loadCorpus(): Corpus {
  const data: unknown = JSON.parse(readFileSync(join(folder, 'corpus.json'), 'utf8'));
  if (!isCorpus(data)) throw new Error('corpus.json holds no cases');
  return data;
}

it('answers the recorded corpus', { timeout: 120_000 }, () => {
  const { meta, cases } = loadCorpus();
  // Other files share this process: whose home it is must be what it was afterwards.
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  for (const [name, value] of Object.entries(meta.env)) vi.stubEnv(name, value);
  const adapter = makeAdapter({ base, template, env: meta.env });
  const counted = cases.filter(counts);
  const wrong = counted.filter(
    (one) => !isRight(one, answerCase(one, adapter, join(folder, 'fixtures'))),
  );
  const allowed = Math.floor(counted.length * (1 - LEAST));
  expect(counted.length).toBeGreaterThan(3000);
  expect(wrong.length, `wrong: ${wrong.map(({ id }) => id).join(' ')}`).toBeLessThanOrEqual(
    allowed,
  );
});
