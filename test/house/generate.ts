/** Collects the declarations of the project and renders every generated file. Writes nothing. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toRawValue } from '../../engine/base/index.ts';
import { KEYWORD_WORDS, KEYWORDS } from '../../engine/playbook/index.ts';
import {
  renderArgumentSpecsSchema,
  renderInventorySchema,
  renderKeywordsPage,
  renderModuleList,
  renderModulePage,
  renderPlaybookSchema,
  renderProblemsPage,
  renderRolePage,
  renderSettingsPage,
  renderTasksSchema,
  type KeywordDoc,
  type SettingDoc,
} from '../../engine/report/index.ts';
import { SETTINGS, type Setting } from '../../engine/cli/settings/table.ts';
import { ARGUMENT_TYPES } from '../../engine/schema/index.ts';
import { loadFile, parseYaml } from '../../engine/source/index.ts';
import { renderCompatibility } from './compatibility.ts';
import { findDeclaredProblems } from './declared-problems.ts';
import { loadActions, renderRegistry } from './registry.ts';

/** Folders that hold nothing but generated files. */
export const GENERATED_FOLDERS = ['docs/modules', 'docs/roles', 'docs/schema'] as const;

function renderRoles(root: string): readonly (readonly [string, string])[] {
  const roles = existsSync(join(root, 'roles')) ? readdirSync(join(root, 'roles')).toSorted() : [];
  return roles.flatMap((role) => {
    const path = join(root, 'roles', role, 'meta/argument_specs.yml');
    if (!existsSync(path)) return [];
    const specs = toRawValue(parseYaml(loadFile(path)));
    return [[`docs/roles/${role}.md`, renderRolePage(role, specs)] as const];
  });
}

function renderSettings(): string {
  const toDoc = (setting: Setting): SettingDoc => ({
    ...setting,
    ini: setting.ini.map(({ section, key }) => `${section}.${key}`),
    fallback: JSON.stringify(setting.fallback),
  });
  const settings = [...SETTINGS.values()];
  return renderSettingsPage(
    settings.filter(({ isObeyed }) => isObeyed).map(toDoc),
    settings.filter(({ isObeyed }) => !isObeyed).map(toDoc),
  );
}

/** @throws Error when a keyword has no words, or words have no keyword */
function listKeywords(): readonly KeywordDoc[] {
  const unknown = Object.keys(KEYWORD_WORDS).filter((name) => !KEYWORDS.has(name));
  if (unknown.length > 0) throw new Error(`no keywords: ${unknown.join(', ')}`);
  return [...KEYWORDS].map(([name, def]) => {
    const description = KEYWORD_WORDS[name];
    if (description === undefined) throw new Error(`say in keyword-words.ts what ${name} means`);
    return { name, ...def, description };
  });
}

/**
 * Renders all generated files.
 * @param root the project's folder
 * @returns text by path below the root
 */
export async function renderGeneratedFiles(root: string): Promise<ReadonlyMap<string, string>> {
  const registry = 'engine/modules/index.ts';
  const actions = await loadActions(join(root, 'engine/modules'));
  const docs = actions.map(({ doc }) => doc);
  const keywords = listKeywords();
  return new Map([
    [registry, renderRegistry(actions)],
    ...docs.map((doc) => [`docs/modules/${doc.name}.md`, renderModulePage(doc)] as const),
    ['docs/modules/README.md', renderModuleList(docs)],
    [
      'docs/compatibility.md',
      renderCompatibility(
        root,
        docs.map(({ name }) => name),
      ),
    ],
    ['docs/keywords.md', renderKeywordsPage(keywords)],
    ['docs/schema/argument_specs.schema.json', renderArgumentSpecsSchema(ARGUMENT_TYPES)],
    ['docs/schema/inventory.schema.json', renderInventorySchema()],
    ['docs/schema/playbook.schema.json', renderPlaybookSchema(docs, keywords)],
    ['docs/schema/tasks.schema.json', renderTasksSchema(docs, keywords)],
    ['docs/problems.md', renderProblemsPage(findDeclaredProblems(join(root, 'engine')))],
    ['docs/settings.md', renderSettings()],
    ...renderRoles(root),
  ]);
}
