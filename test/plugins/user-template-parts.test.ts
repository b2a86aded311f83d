import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { loadUserTemplateParts } from '../../engine/plugins/index.ts';
import { runSample } from '../support/run-sample.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

describe("a user's own filters, tests and lookups", () => {
  it('are named by templates, of the playbook and of a role, and fail in their own words', async () => {
    const { text } = await runSample(join(fixtures, 'templates.yml'), {});
    expect(text).toContain('"msg": "NODE!"');
    expect(text).toContain('"zone=eu,tier=web,rack=4"');
    expect(text).toContain('"zone=eu;tier=web"');
    expect(text).toMatch(/1\.5,\s+2\n/u);
    expect(text).toContain('"True False"');
    expect(text).toMatch(/"z-a@nowhere",\s+"z-b@nowhere"/u);
    expect(text).toContain('(item=c@nowhere)');
    expect(text).toContain('shout failed: only text can be shouted');
    expect(text).toContain("to_labels() got an unexpected keyword argument 'size'");
    expect(text).toContain("labelled() missing 1 required positional argument: 'key'");
  });

  it('are all checked before anything runs: names, functions, files that do not load', async () => {
    const broken = ['a', 'b'].map((folder) => join(fixtures, 'broken', folder));
    const failed = await loadUserTemplateParts({ filters: broken, tests: [], lookups: [] }).catch(
      (error: unknown) => error,
    );
    if (!(failed instanceof ProblemError)) throw new Error('nothing was wrong');
    const told = failed.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
    expect(told.replaceAll(fixtures, '')).toBe(
      [
        'plugin-invalid: `/broken/a/nameless.mjs` is no filter: a definition has a `name`, and `params` with `properties`',
        'plugin-invalid: `/broken/b/idle.mjs` is no filter: `idle` has no function `apply`',
        'plugin-invalid: `/broken/b/syntax.mjs` is no filter: it cannot be loaded: no such service',
        'plugin-clash: there are two filters named `twice`: `/broken/a/twice.mjs` and `/broken/b/twice.mjs`',
      ].join('\n'),
    );
  });
});
