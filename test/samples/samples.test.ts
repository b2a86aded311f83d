/**
 * Whole runs on this machine, compared with the text that ansible-playbook 2.14.18 printed for the
 * same files (`record.sh`). A folder is a case; its name says the behavior.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runSample } from '../support/run-sample.ts';

const here = import.meta.dirname;

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

describe('a run prints what ansible-playbook prints', () => {
  it.each(findCases(here).map((folder) => relative(here, folder)))('%s', async (name) => {
    const folder = join(here, name);
    const places = ['hosts.ini', 'inventory/hosts.ini'].map((path) => join(folder, path));
    const inventory = places.filter((path) => existsSync(path));
    const given = join(folder, 'extra-vars.txt');
    const password = join(folder, 'vault-password');
    const run = await runSample(join(folder, 'site.yml'), {
      inventory,
      extraVars: existsSync(given) ? [readFileSync(given, 'utf8').trim()] : [],
      forks: 1,
      vaultPasswordFiles: existsSync(password) ? [password] : [],
    });
    const recorded = readFileSync(join(folder, 'expected.txt'), 'utf8');
    expect(`${normalize(run.text, folder)}\nexit code ${run.code}\n`).toBe(recorded);
  });
});
