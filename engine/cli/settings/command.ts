/** `kplay config`: the settings, their values, and where those come from. */
import { readFileSync } from 'node:fs';
import { Dict, type Value } from '../../base/index.ts';
import { renderPythonJson } from '../../report/index.ts';
import { dumpYaml, pyStr } from '../../template/index.ts';
import { EXIT } from '../exit-codes.ts';
import { UsageError } from '../options/normalize.ts';
import type { ParsedOptions } from '../options/read.ts';
import type { Environment } from './environment.ts';
import { renderFirstConfig } from './first-config.ts';
import { loadSettings, type FoundSetting, type Settings } from './settings.ts';
import { SETTINGS, type Setting } from './table.ts';

const ACTIONS = ['list', 'dump', 'view', 'init'] as const;

function toDocument(setting: Setting): Value {
  const places = setting.ini.map(({ section, key }) => Dict.of({ key, section }));
  return Dict.of({
    default: setting.fallback,
    description: setting.description,
    ...(setting.env.length > 0 ? { env: setting.env.map((name) => Dict.of({ name })) } : {}),
    ...(places.length > 0 ? { ini: places } : {}),
    ...(setting.choices.length > 0 ? { choices: setting.choices } : {}),
    has_effect: setting.isObeyed,
    type: setting.type,
  });
}

function renderAs(format: string, value: Value): string {
  if (format === 'json') return `${renderPythonJson(value, { indent: 4 })}\n`;
  return dumpYaml(value);
}

function listSettings(format: string): string {
  const documents = [...SETTINGS].map(([name, setting]) => [name, toDocument(setting)] as const);
  return renderAs(format, new Dict(documents));
}

/** Every setting with its value, and the file itself as Ansible lists it. */
function dumpSettings(settings: Settings, isShort: boolean, format: string): string {
  const found: readonly FoundSetting[] = [...SETTINGS.keys()]
    .map((name) => settings.find(name))
    .filter(({ origin }) => !isShort || origin !== 'default');
  const rows = [
    ...found.map(({ setting, value, origin }) => ({ name: setting.name, value, origin })),
    { name: 'CONFIG_FILE', value: settings.configFile ?? null, origin: '' },
  ].sort((one, other) => (one.name < other.name ? -1 : 1));
  if (format !== 'display') {
    return renderAs(
      format,
      rows.map((row) => Dict.of({ ...row, type: null })),
    );
  }
  return rows.map(({ name, value, origin }) => `${name}(${origin}) = ${pyStr(value)}\n`).join('');
}

function viewFile({ configFile }: Settings): string {
  // Ansible shows an empty pager when there is no file.
  return configFile === undefined ? '' : readFileSync(configFile, 'utf8');
}

function render(
  action: (typeof ACTIONS)[number],
  options: ParsedOptions,
  env: Environment,
): string {
  const format = options.text('format');
  if (action === 'list') return listSettings(format ?? 'yaml');
  if (action === 'init') return renderFirstConfig(format ?? 'ini', options.flag('disabled'));
  const settings = loadSettings(env, options.text('config'));
  if (action === 'view') return viewFile(settings);
  return dumpSettings(settings, options.flag('only-changed'), format ?? 'display');
}

/** Runs `kplay config ACTION`. @throws UsageError, ProblemError */
export function runConfigCommand(options: ParsedOptions, env: Environment): number {
  const action = ACTIONS.find((name) => name === options.words[0]);
  if (action === undefined) throw new UsageError(`name one of: ${ACTIONS.join(', ')}`);
  process.stdout.write(render(action, options, env));
  return EXIT.ok;
}
