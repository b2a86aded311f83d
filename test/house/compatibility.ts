/** Collects what is compared with Ansible, and how much of it there is, for docs/compatibility.md. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KEYWORDS } from '../../engine/playbook/index.ts';
import { renderCompatibilityPage, type CompatibilityDoc } from '../../engine/report/index.ts';
import { makeActions } from '../../engine/cli/actions.ts';
import { SETTINGS } from '../../engine/cli/settings/table.ts';
import { readData } from '../roles/trusted.ts';

interface Targets {
  readonly targets: readonly { readonly name: string; readonly category: string }[];
}

interface Flags {
  readonly flags: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly cases: readonly { readonly calls: readonly unknown[] }[];
}

/** Statements of playbooks, which are no actions; and what a play does by itself. */
const ALIASES: ReadonlySet<string> = new Set(['import_playbook', 'gather_facts']);

/** How many there are of each word, the most frequent first. */
function tally(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** The folders of one level, or of two. */
function countFolders(folder: string, levels: number): number {
  const names = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  if (levels === 1) return names.length;
  return names.reduce((sum, { name }) => sum + countFolders(join(folder, name), levels - 1), 0);
}

/** Situations of modules that were recorded with Ansible. */
function countSituations(folder: string): number {
  return readdirSync(folder)
    .map((name) => readData<{ readonly answers: object }>(join(folder, name)))
    .reduce((sum, { answers }) => sum + Object.keys(answers).length, 0);
}

function coreTargets(compat: string): readonly string[] {
  const lines = readFileSync(join(compat, 'ansible/core.txt'), 'utf8').trim().split('\n');
  const core = lines.map((line) => line.trim().split(/\s+/)[1]);
  const { targets } = readData<Targets>(join(compat, 'ansible/targets.json'));
  return targets.filter(({ name }) => core.includes(name)).map(({ category }) => category);
}

/**
 * Renders the page.
 * @param root the project's folder
 * @param ours names of the modules there are
 */
export function renderCompatibility(root: string, ours: readonly string[]): string {
  const test = join(root, 'test');
  const compat = join(test, 'compat');
  const { modules } = readData<{ readonly modules: readonly string[] }>(
    join(compat, 'builtin-modules.json'),
  );
  const jinja = readData<{ readonly cases: readonly unknown[] }>(join(compat, 'jinja/corpus.json'));
  const flags = readData<Flags>(join(test, 'cli/flags/recorded.json'));
  const actions = makeActions();
  const doc: CompatibilityDoc = {
    builtin: modules.length,
    missing: modules.filter((name) => actions.resolve(name) === undefined && !ALIASES.has(name)),
    more: ours.filter((name) => !modules.includes(name)),
    keywords: KEYWORDS.size,
    settings: [...SETTINGS.values()].filter(({ isObeyed }) => isObeyed).length,
    settingsWithoutEffect: [...SETTINGS.values()].filter(({ isObeyed }) => !isObeyed).length,
    flags: Object.entries(flags.flags).map(([name, words]) => [name, Object.keys(words).length]),
    flagCalls: flags.cases.reduce((sum, { calls }) => sum + calls.length, 0),
    samples: countFolders(join(test, 'samples'), 2),
    situations: countSituations(join(compat, 'modules/recorded')),
    templates: jinja.cases.length,
    targets: tally(coreTargets(compat)),
  };
  return renderCompatibilityPage(doc);
}
