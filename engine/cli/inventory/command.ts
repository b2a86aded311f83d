/** `kplay inventory`: an inventory as data, as a tree, or one host of it. */
import { Dict, ProblemError, type Value } from '../../base/index.ts';
import {
  LOCAL_NAMES,
  loadVarsFolder,
  resolvePattern,
  type Inventory,
} from '../../inventory/index.ts';
import { renderPythonJson } from '../../report/index.ts';
import { EXIT } from '../exit-codes.ts';
import type { ParsedOptions } from '../options/read.ts';
import { inventoryRefused } from '../problems.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings, type Settings } from '../settings/settings.ts';
import { replaceFile } from '../vault/files.ts';
import { toScriptForm, toYamlForm } from './forms.ts';
import { warn, warnOf } from '../warn.ts';
import { viewInventory, type InventoryView } from './view.ts';
import { openOnly } from './open-only.ts';

type Action = 'list' | 'graph' | 'host';

function refuse(message: string): never {
  throw new ProblemError(inventoryRefused(message));
}

function chooseAction(options: ParsedOptions): Action {
  const actions: readonly Action[] = ['list', 'graph', 'host'];
  const chosen = actions.filter((name) =>
    name === 'host' ? options.text('host') !== undefined : options.flag(name),
  );
  const [action, more] = chosen;
  if (action === undefined) {
    refuse('No action selected, at least one of --host, --graph or --list needs to be specified.');
  }
  if (more === undefined) return action;
  return refuse(
    'Conflicting options used, only one of --host, --graph or --list can be used at the same time.',
  );
}

async function openView(
  options: ParsedOptions,
  { settings, env }: { readonly settings: Settings; readonly env: Environment },
  isExport: boolean,
): Promise<InventoryView> {
  const { inventory, extraVars, vault } = await openOnly(options, { settings, env });
  const folder = options.text('playbook-dir') ?? settings.text('PLAYBOOK_DIR') ?? '.';
  const beside = [loadVarsFolder(folder, { onWarning: warnOf, vault })];
  return viewInventory(inventory, { beside, isExport, extraVars });
}

function findHostName(inventory: Inventory, pattern: string): string | undefined {
  const { hosts, warnings } = resolvePattern(inventory, pattern);
  for (const message of warnings) warn(message);
  return hosts.length === 1 ? hosts[0] : undefined;
}

/** The variables of the one host. @throws ProblemError when the pattern is not one host */
function showHost(view: InventoryView, pattern: string): Value {
  const host = findHostName(view.inventory, pattern);
  if (host === undefined) refuse('You must pass a single valid host to --host parameter');
  const vars = view.hostVars(host);
  const isImplicit = LOCAL_NAMES.has(host) && !view.inventory.hosts.has(host);
  return isImplicit ? new Dict([['ansible_connection', 'local'], ...vars]) : vars;
}

/** The forms that need the room of templates load it; a list, which has to be quick, does not. */
async function render(
  view: InventoryView,
  action: Action,
  options: ParsedOptions,
): Promise<string> {
  const isExport = options.flag('export');
  const isYaml = options.flag('yaml');
  if (action === 'graph') {
    const root = options.words[0] ?? 'all';
    if (!view.inventory.groups.has(root)) {
      refuse('Pattern must be valid group name when using --graph');
    }
    const { drawGraph } = await import('./graph.ts');
    return drawGraph(view, root, options.flag('vars'));
  }
  if (action === 'host') {
    const vars = showHost(view, options.text('host') ?? '');
    return isYaml ? await toYaml(vars) : `${renderPythonJson(vars, { indent: 4 })}\n`;
  }
  if (isYaml) return toYaml(toYamlForm(view, isExport));
  return `${renderPythonJson(toScriptForm(view, isExport), { indent: 4 })}\n`;
}

async function toYaml(value: Value): Promise<string> {
  const { toYamlText } = await import('./yaml-text.ts');
  return toYamlText(value);
}

/** Runs `kplay inventory`. @throws ProblemError */
export async function runInventoryCommand(
  options: ParsedOptions,
  env: Environment,
): Promise<number> {
  const action = chooseAction(options);
  if (options.flag('toml')) refuse('kplay writes no TOML: use --yaml, or leave it out for JSON');
  const settings = loadSettings(env);
  const isExport = options.flag('export') || settings.flag('INVENTORY_EXPORT');
  const view = await openView(options, { settings, env }, isExport);
  const text = await render(view, action, options);
  const file = options.text('output');
  if (file === undefined) process.stdout.write(text);
  else replaceFile(file, Buffer.from(text));
  return EXIT.ok;
}
