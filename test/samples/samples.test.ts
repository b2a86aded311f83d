/**
 * Whole runs on this machine, compared with the text that ansible-playbook 2.14.18 printed for the
 * same files (`record.sh`). A folder is a case; its name says the behavior.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { exitCodeOf } from '../../engine/cli/exit-codes.ts';
import type { PlayArguments } from '../../engine/cli/play-options.ts';
import { readSampleWords, runSample } from '../support/run-sample.ts';

const here = import.meta.dirname;
const INVENTORIES = ['hosts.ini', 'hosts.yml', 'inventory/hosts.ini'];

function findCases(folder: string): readonly string[] {
  if (existsSync(join(folder, 'site.yml'))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => findCases(join(folder, entry.name)));
}

/** Times, folders, names of jobs, the wording around undefined variables and blank lines are not compared. */
function normalize(text: string, folder: string): string {
  return text
    .replaceAll(folder, '.')
    .replace(/"(delta|start|end)": "[^"]*"/g, '"$1": "…"')
    .replace(/(The error was: '[^']*' is undefined)[^"]*"/g, '$1"')
    .replace(/\bj\d+\.\d+/g, 'jN')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** The flags of a case: those for its files, and the words of `arguments.txt`. */
async function readFlags(folder: string): Promise<PlayArguments> {
  const given = (name: string): readonly string[] => {
    const path = join(folder, name);
    return existsSync(path) ? [path] : [];
  };
  const read = (path: string): string => readFileSync(path, 'utf8').trim();
  return readSampleWords([
    ...['-f', '1'],
    ...INVENTORIES.flatMap(given).flatMap((path) => ['-i', path]),
    ...given('extra-vars.txt').flatMap((path) => ['-e', read(path)]),
    ...given('vault-password').flatMap((path) => ['--vault-password-file', path]),
    ...given('arguments.txt').flatMap((path) => read(path).split(/\s+/)),
  ]);
}

async function runCase(folder: string): Promise<string> {
  const config = join(folder, 'ansible.cfg');
  const before = process.cwd();
  process.chdir(folder);
  try {
    const flags = await readFlags(folder);
    const isSet = existsSync(config);
    const run = await runSample(join(folder, 'site.yml'), flags, isSet ? config : undefined);
    return `${normalize(run.text, folder)}\nexit code ${String(run.code)}\n`;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return `\nexit code ${String(exitCodeOf(error.problems))}\n`;
  } finally {
    process.chdir(before);
  }
}

describe('a run prints what ansible-playbook prints', () => {
  it.each(findCases(here).map((folder) => relative(here, folder)))('%s', async (name) => {
    const folder = join(here, name);
    expect(await runCase(folder)).toBe(readFileSync(join(folder, 'expected.txt'), 'utf8'));
  });
});
