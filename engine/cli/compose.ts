/** The composition root: builds everything a run is handed. Decides nothing about the run itself. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { containerTransports, makeLocalTransport, sshTransport } from '../connect/index.ts';
import { createHosts, type Hosts, type HostsOptions } from '../host/index.ts';
import type { PlaybookNode } from '../playbook/index.ts';
import {
  CustomStats,
  JobBook,
  Stepper,
  type HostSource,
  type RunEvent,
  type RunInput,
  type RunSettings,
} from '../run/index.ts';
import { createParamsReader } from '../schema/index.ts';
import { loadFile, parseYaml, type VaultReader } from '../source/index.ts';
import { createTemplates, type Templates } from '../template/index.ts';
import {
  ProblemError,
  describePlace,
  type Located,
  type LocatedMap,
  type Problem,
} from '../base/index.ts';
import { VarStore } from '../vars/index.ts';
import { findUserModules, loadUserTemplateParts } from '../plugins/index.ts';
import { makeActions, type Actions } from './actions.ts';
import { makeController } from './controller.ts';
import { parseExtraVars } from './extra-vars.ts';
import { openFactCache } from './fact-cache.ts';
import type { Interrupt } from './interrupt.ts';
import { openInventory, type OpenInventory } from './inventory/live-inventory.ts';
import { makeLookupReader } from './lookup-reader.ts';
import type { Mask } from './mask.ts';
import type { PlayArguments } from './play-options.ts';
import { loadProject, openProject, staticNames, type OpenProject } from './project.ts';
import { findPartFolders } from './part-folders.ts';
import { pauseRun } from './pause.ts';
import { printProblems } from './print-problems.ts';
import { makeRunFacts } from './run-facts.ts';
import { openVaults, readPasswords } from './passwords.ts';
import { inventorySources, makeRunSettings, rolesPath } from './run-settings.ts';
import { templateSettings } from './template-settings.ts';
import { askLine, askUser } from './secrets-input.ts';
import { makeSessions } from './sessions.ts';
import { describeWarning } from './warn.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';

/** What the command line gives. */
export interface Command {
  readonly args: PlayArguments;
  readonly env: Environment;
  readonly settings: Settings;
  /** Playbooks that are on no disk, by their path. */
  readonly written?: ReadonlyMap<string, string>;
  readonly mask: Mask;
  readonly interrupt: Interrupt;
  emit(event: RunEvent): void;
}

export interface Composition {
  readonly input: RunInput;
  close(): Promise<void>;
}

interface Parts {
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
function warnOf(command: Command): (warning: Problem) => void {
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

/** Says at -v what in ansible.cfg is read and means nothing. */
function tellSettings(command: Command): void {
  const { settings, args } = command;
  for (const message of settings.warnings) command.emit({ type: 'warning', message });
  if (args.verbose === 0 || settings.unknown.length === 0) return;
  const names = settings.unknown.join(', ');
  const message = `${settings.configFile ?? ''}: these settings mean nothing to kplay: ${names}`;
  command.emit({ type: 'warning', message });
}

/** At -vvv which connections are opened, at -vvvv what is started on them. */
function tellConnections(command: Command): HostsOptions['tell'] {
  if (command.args.verbose < 3) return undefined;
  return ({ host, what, text }) => {
    const [word, verbosity] = what === 'connected' ? ['CONNECTED', 3] : ['EXEC', 4];
    command.emit({ type: 'note', message: `<${host}> ${word} ${text}`, verbosity });
  };
}

/** @param folder where commands on this machine begin */
function openHosts(command: Command, folder: string): Hosts {
  return createHosts({
    transports: [sshTransport, makeLocalTransport(folder), ...containerTransports],
    signal: command.interrupt.signal,
    becomesSameUser: command.settings.flag('BECOME_ALLOW_SAME_USER'),
    tell: tellConnections(command),
  });
}

async function loadParts(command: Command, vault: VaultReader): Promise<Parts> {
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
  const templates = createTemplates({ ...templateSettings(settings), own: parts, deprecate });
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
    warn: warnOf(command),
    deprecate,
  });
  const playbooks = await loadProject(args.playbook, opened, {
    actions,
    templates,
    hasValues: args.syntaxCheck,
  });
  return { templates, actions, extraVars, opened, playbooks };
}

interface StoreInput {
  readonly vault: VaultReader;
  readonly settings: RunSettings;
  readonly sources: readonly string[];
  readonly inventory: OpenInventory;
}

/** What `ansible_managed` says in templates. */
function managedText({ settings }: Command): string {
  return settings.text('DEFAULT_MANAGED_STR') ?? 'Ansible managed';
}

function makeStore(command: Command, parts: Parts, input: StoreInput): VarStore {
  const { args, env } = command;
  const { vault, settings, sources, inventory } = input;
  return new VarStore({
    templates: parts.templates,
    readerFor: (folders) => makeLookupReader(folders, env, vault, managedText(command)),
    directory: inventory.directory,
    extraVars: parts.extraVars,
    isMerging: settings.hashBehavior === 'merge',
    injectsFacts: command.settings.flag('INJECT_FACTS_AS_VARS'),
    factCache: openFactCache(command.settings, args.flushCache),
    run: makeRunFacts(settings, {
      playbooks: parts.playbooks,
      sources,
      limit: args.limit,
      configFile: command.settings.configFile,
      env,
    }),
  });
}

/** How a run asks the user, and waits for them. */
function askingParts({
  args,
  interrupt,
}: Command): Pick<RunInput, 'prompt' | 'converse' | 'stepper' | 'pause'> {
  return {
    prompt: async (text, isSecret) => (process.stdin.isTTY ? askUser(text, isSecret) : undefined),
    converse: askLine,
    stepper: args.step ? new Stepper(askLine) : undefined,
    pause: (request, announce) => pauseRun(request, { announce, interrupt }),
  };
}

/**
 * Loads the project and builds the run.
 * @throws ProblemError with everything that is wrong before any host is touched
 */
export async function composeRun(command: Command): Promise<Composition> {
  const { args, env, mask, interrupt } = command;
  tellSettings(command);
  const passwords = await readPasswords(args, command.settings, mask);
  const vault = await openVaults(args, command.settings, mask);
  const parts = await loadParts(command, vault);
  const settings = makeRunSettings(args, command.settings, { env, passwords });
  const sources = inventorySources(args.inventory, command.settings, existsSync);
  const inventory = await openInventory({
    sources,
    limit: args.limit,
    playbookFolders: [...new Set(parts.playbooks.map((playbook) => playbook.folder))],
    vault,
    settings: command.settings,
    env,
    extraVars: parts.extraVars,
    warnOf: warnOf(command),
    warn: (message) => {
      command.emit({ type: 'warning', message });
    },
  });
  const store = makeStore(command, parts, { vault, settings, sources, inventory });
  const folder = resolve(parts.playbooks[0]?.folder ?? '.');
  const hosts = openHosts(command, folder);
  const { templates } = parts;
  const input: RunInput = {
    playbooks: parts.playbooks,
    project: parts.opened.project,
    store,
    hosts: inventory.hosts satisfies HostSource,
    actions: parts.actions,
    sessions: makeSessions(hosts, interrupt.signal),
    params: await createParamsReader((value) => templates.toText(value)),
    controllerFor: (request) =>
      makeController(request, templates, {
        vault,
        managed: managedText(command),
      }),
    loadVars: (path) => parseYaml(loadFile(path, vault), { vault }),
    ...askingParts(command),
    emit: (event) => {
      command.emit(event);
    },
    settings,
    signal: interrupt.signal,
    hide: (secret) => {
      mask.hide(secret);
    },
    jobs: new JobBook(),
    customStats: new CustomStats(),
    newJobId: () => `j${String(randomInt(10 ** 12))}.${String(process.pid)}`,
    now: () => Date.now(),
    sleep: (seconds) => interrupt.sleep(seconds),
  };
  return { input, close: () => hosts.closeAll() };
}
