import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findUserModules } from '../../engine/plugins/index.ts';
import { runSample } from '../support/run-sample.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-plugins-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("a user's own module in library/", () => {
  it('is named by playbooks, changes once, and then has nothing to do', async () => {
    const target = join(folder, 'marker');
    const options = { extraVars: [`target=${target}`] };
    const first = await runSample(join(fixtures, 'site.yml'), options);
    expect(first.text).toContain('changed: [localhost]');
    expect(await readFile(target, 'utf8')).toBe('marked\n');
    const second = await runSample(join(fixtures, 'site.yml'), options);
    expect(second.text).toContain('ok: [localhost]');
  });

  it('a program that talks on behind its answer is told of', async () => {
    const site = join(import.meta.dirname, '../samples/modules/chatty-program/site.yml');
    const { events } = await runSample(site, {});
    const results = events.flatMap((event) => ('result' in event ? [event.result] : []));
    const told = results.flatMap((result) => ('warnings' in result ? result.warnings : []));
    expect(told).toEqual(['Module invocation had junk after the JSON data: goodbye']);
  });

  it('is found by its file name, and a folder that is not there has none', () => {
    const { modules, problems } = findUserModules([
      join(fixtures, 'library'),
      join(fixtures, 'nowhere'),
    ]);
    expect(modules.map(({ name }) => name)).toEqual(['marker']);
    expect(problems).toEqual([]);
  });
});
