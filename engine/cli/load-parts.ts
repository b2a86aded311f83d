/** Loads everything that a project is made of before a host is touched: parts of users, playbooks. */
import {
  ProblemError,
  describePlace,
  type Located,
  type LocatedMap,
  type Problem,
} from '../base/index.ts';
import type { PlaybookNode } from '../playbook/index.ts';
import { findUserModules, loadUserTemplateParts } from '../plugins/index.ts';
import type { RunEvent } from '../run/index.ts';
import type { VaultReader } from '../source/index.ts';
import { createTemplates, type Templates } from '../template/index.ts';
import { makeActions, type Actions } from './actions.ts';
import { parseExtraVars } from './extra-vars.ts';
import { findPartFolders } from './part-folders.ts';
import { wantsListing, type PlayArguments } from './play-options.ts';
import { printProblems } from './print-problems.ts';
import { loadProject, openProject, staticNames, type OpenProject } from './project.ts';
import { rolesPath } from './run-settings.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';
import { makeLateTemplates } from './late-templates.ts';
import { templateSettings } from './template-settings.ts';
import { describeWarning } from './warn.ts';

/** What says which project it is. */
export interface LoadRequest {
  readonly args: PlayArguments;
  readonly env: Environment;
  readonly settings: Settings;
  /** Playbooks that are on no disk, by their path. */
  readonly written?: ReadonlyMap<string, string>;
  emit(event: RunEvent): void;
}

/** A project that is loaded, and what it was loaded with. */
export interface Parts {
  readonly templates: Templates;
  readonly actions: Actions;
  readonly extraVars: LocatedMap;
  readonly opened: OpenProject;
  readonly playbooks: readonly PlaybookNode[];
}

function valuesByName(map: LocatedMap): ReadonlyMap<string, Located> {
  return new Map(
    map.entries.flatMap(({ key, value }) =>
      typeof key.value === 'string' ? [[key.value, value] as const] : [],
    ),
  );
}

/** Tells a warning about a file with its place. */
export function warnOf(command: LoadRequest): (warning: Problem) => void {
  const onDuplicate = command.settings.text('DUPLICATE_YAML_DICT_KEY');
  return (warning) => {
    const isDuplicate = warning.code === 'yaml-duplicate-key';
    if (isDuplicate && onDuplicate === 'ignore') return;
    if (isDuplicate && onDuplicate === 'error') throw new ProblemError(warning);
    if (command.args.syntaxCheck) {
      printProblems([{ ...warning, isWarning: true }], process.stderr, command.env);
    } else command.emit({ type: 'warning', message: describeWarning(warning) });
  };
}

/** What playbooks are loaded with. */
export type OpenParts = Omit<Parts, 'playbooks'>;

/**
 * Loads the parts of users beside playbooks, and nothing of the playbooks yet.
 * @param isForgiving a run follows: see `Project.isForgiving`
 * @throws ProblemError with everything that is wrong with them
 */
export async function openParts(
  command: LoadRequest,
  vault: VaultReader,
  isForgiving = false,
): Promise<OpenParts> {
  const { args, env, settings } = command;
  const roles = rolesPath(settings);
  const foldersOf = findPartFolders(args.playbook, roles);
  const parts = await loadUserTemplateParts({
    filters: [...foldersOf('filter_plugins'), ...settings.list('DEFAULT_FILTER_PLUGIN_PATH')],
    tests: [...foldersOf('test_plugins'), ...settings.list('DEFAULT_TEST_PLUGIN_PATH')],
    lookups: [...foldersOf('lookup_plugins'), ...settings.list('DEFAULT_LOOKUP_PLUGIN_PATH')],
  });
  const deprecate = ({ message, span }: Problem): void => {
    if (!settings.flag('DEPRECATION_WARNINGS')) return;
    const place = span === undefined ? '' : ` (${describePlace(span)})`;
    command.emit({ type: 'deprecation', message: `${message}${place}` });
  };
  const isListing = wantsListing(args) && !args.syntaxCheck;
  const makeTemplates = (): Templates =>
    createTemplates({ ...templateSettings(settings), own: parts, deprecate });
  const templates = isListing ? makeLateTemplates(makeTemplates) : makeTemplates();
  const own = findUserModules([
    ...foldersOf('library'),
    ...(args.modulePath.length > 0 ? args.modulePath : settings.list('DEFAULT_MODULE_PATH')),
  ]);
  if (own.problems.length > 0) throw new ProblemError(...own.problems);
  const actions = makeActions(own.modules);
  const extraVars = parseExtraVars(args.extraVars, vault);
  const opened = openProject({
    actions,
    templates,
    rolesPath: roles,
    collectionsPath: settings.list('COLLECTIONS_PATHS'),
    vault,
    written: command.written ?? new Map(),
    env,
    settings,
    names: staticNames(valuesByName(extraVars)),
    isForgiving,
    isListing,
    warn: warnOf(command),
    deprecate,
  });
  return { templates, actions, extraVars, opened };
}

/**
 * Loads playbooks and the parts of users beside them.
 * @throws ProblemError with everything that is wrong with them
 */
export async function loadParts(command: LoadRequest, vault: VaultReader): Promise<Parts> {
  const { playbook, syntaxCheck: hasValues } = command.args;
  const open = await openParts(command, vault, !hasValues);
  return { ...open, playbooks: await loadProject(playbook, open.opened, { ...open, hasValues }) };
}
