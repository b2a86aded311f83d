/** The composition root: builds everything a run is handed. Decides nothing about the run itself. */
import { localTransport, sshTransport } from '../connect/index.ts';
import { createHosts } from '../host/index.ts';
import type { PlaybookNode } from '../playbook/index.ts';
import type { HostSource, RunEvent, RunInput } from '../run/index.ts';
import { createParamsReader } from '../schema/index.ts';
import { loadFile, parseYaml } from '../source/index.ts';
import { createTemplates, type Templates } from '../template/index.ts';
import {
  ProblemError,
  describePlace,
  toRawValue,
  type LocatedMap,
  type Problem,
  type Value,
} from '../base/index.ts';
import { VarStore } from '../vars/index.ts';
import { findUserModules, loadUserTemplateParts } from '../plugins/index.ts';
import { makeActions, type Actions } from './actions.ts';
import { makeController } from './controller.ts';
import { parseExtraVars } from './extra-vars.ts';
import type { Interrupt } from './interrupt.ts';
import { openInventory } from './inventory.ts';
import { makeLookupReader } from './lookup-reader.ts';
import type { Mask } from './mask.ts';
import type { PlayArguments } from './play-options.ts';
import { loadProject, openProject, staticNames, type OpenProject } from './project.ts';
import { findPartFolders } from './part-folders.ts';
import { makeRunFacts } from './run-facts.ts';
import { askUser, readPasswordFile } from './secrets-input.ts';
import { makeSessions } from './sessions.ts';
import {
  inventorySources,
  makeSettings,
  rolesPath,
  templateSettings,
  type Environment,
  type Passwords,
} from './settings.ts';

/** What the command line gives. */
export interface Command {
  readonly args: PlayArguments;
  readonly env: Environment;
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

async function readPasswords(args: PlayArguments, mask: Mask): Promise<Passwords> {
  const { connectionPasswordFile: loginFile, becomePasswordFile: becomeFile } = args;
  const login = loginFile === undefined ? undefined : readPasswordFile(loginFile);
  const become = becomeFile === undefined ? undefined : readPasswordFile(becomeFile);
  const passwords: Passwords = {
    login: args.askPass ? await askUser('SSH password', true) : login,
    become: args.askBecomePass ? await askUser('BECOME password', true) : become,
  };
  for (const secret of [passwords.login, passwords.become]) {
    if (secret !== undefined) mask.hide(secret);
  }
  return passwords;
}

function plainValues(map: LocatedMap): ReadonlyMap<string, Value> {
  return new Map(
    map.entries.flatMap(({ key, value }) =>
      typeof key.value === 'string' ? [[key.value, toRawValue(value)] as const] : [],
    ),
  );
}

/** Tells a warning about a file with its place. */
function warnOf(command: Command): (warning: Problem) => void {
  return ({ message, span }) => {
    const place = span === undefined ? '' : `${describePlace(span)}: `;
    command.emit({ type: 'warning', message: `${place}${message}` });
  };
}

async function loadParts(command: Command): Promise<Parts> {
  const { args, env } = command;
  const foldersOf = findPartFolders(args.playbook, rolesPath(env));
  const parts = await loadUserTemplateParts({
    filters: foldersOf('filter_plugins'),
    tests: foldersOf('test_plugins'),
    lookups: foldersOf('lookup_plugins'),
  });
  const templates = createTemplates({ ...templateSettings(env), own: parts });
  const own = findUserModules(foldersOf('library'));
  if (own.problems.length > 0) throw new ProblemError(...own.problems);
  const actions = makeActions(own.modules);
  const extraVars = parseExtraVars(args.extraVars);
  const opened = openProject({
    actions,
    templates,
    rolesPath: rolesPath(env),
    env,
    names: staticNames(plainValues(extraVars)),
    warn: warnOf(command),
  });
  const playbooks = await loadProject(args.playbook, opened, actions);
  return { templates, actions, extraVars, opened, playbooks };
}

/**
 * Loads the project and builds the run.
 * @throws ProblemError with everything that is wrong before any host is touched
 */
export async function composeRun(command: Command): Promise<Composition> {
  const { args, env, mask, interrupt } = command;
  const parts = await loadParts(command);
  const settings = makeSettings(args, env, await readPasswords(args, mask));
  const sources = inventorySources(args, env);
  const inventory = await openInventory({
    sources,
    limit: args.limit,
    playbookFolders: [...new Set(parts.playbooks.map((playbook) => playbook.folder))],
    vagrantDataFolder: env['VAGRANT_DOTFILE_PATH'],
    warnOf: warnOf(command),
    warn: (message) => {
      command.emit({ type: 'warning', message });
    },
  });
  const store = new VarStore({
    templates: parts.templates,
    readerFor: (folders) => makeLookupReader(folders, env),
    directory: inventory.directory,
    extraVars: parts.extraVars,
    run: makeRunFacts(settings, parts.playbooks, sources, args.limit),
  });
  const hosts = createHosts({
    transports: [sshTransport, localTransport],
    signal: interrupt.signal,
  });
  const { templates } = parts;
  const input: RunInput = {
    playbooks: parts.playbooks,
    project: parts.opened.project,
    store,
    hosts: inventory.hosts satisfies HostSource,
    actions: parts.actions,
    sessions: makeSessions(hosts, interrupt.signal),
    params: await createParamsReader((value) => templates.toText(value)),
    controllerFor: (request) => makeController(request, request.folders, templates),
    loadVars: (path) => parseYaml(loadFile(path)),
    prompt: askUser,
    emit: (event) => {
      command.emit(event);
    },
    settings,
    signal: interrupt.signal,
    hide: (secret) => {
      mask.hide(secret);
    },
    sleep: (seconds) => interrupt.sleep(seconds),
  };
  return { input, close: () => hosts.closeAll() };
}
