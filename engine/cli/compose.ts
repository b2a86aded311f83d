/** The composition root: builds everything a run is handed. Decides nothing about the run itself. */
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemError } from '../base/index.ts';
import { containerTransports, makeLocalTransport, sshTransport } from '../connect/index.ts';
import { createHosts, type Hosts, type HostsOptions } from '../host/index.ts';
import {
  CustomStats,
  JobBook,
  Stepper,
  type HostSource,
  type RunInput,
  type RunSettings,
} from '../run/index.ts';
import { createParamsReader } from '../schema/index.ts';
import { loadFile, parseYaml, type VaultReader } from '../source/index.ts';
import { VarStore } from '../vars/index.ts';
import { makeController } from './controller.ts';
import { openFactCache } from './fact-cache.ts';
import type { Interrupt } from './interrupt.ts';
import { openInventory, type OpenInventory } from './inventory/live-inventory.ts';
import { makeLookupReader } from './lookup-reader.ts';
import type { Mask } from './mask.ts';
import { loadParts, warnOf, type LoadRequest, type Parts } from './load-parts.ts';
import { pauseRun } from './pause.ts';
import { limitMismatch } from './problems.ts';
import { makeRunFacts } from './run-facts.ts';
import { openVaults, readPasswords } from './passwords.ts';
import { inventorySources, makeRunSettings } from './run-settings.ts';
import { askLine, askUser } from './secrets-input.ts';
import { makeSessions } from './sessions.ts';

/** What the command line gives. */
export interface Command extends LoadRequest {
  readonly mask: Mask;
  readonly interrupt: Interrupt;
  /** Told before somebody is asked something on the terminal. */
  readonly beforeAsking?: () => void;
}

export interface Composition {
  readonly input: RunInput;
  readonly inventory: OpenInventory;
  close(): Promise<void>;
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
  const ofFile = (variable: string): string | undefined => command.settings.ofFile(variable);
  const readerSettings = { managed: managedText(command), ofFile };
  return new VarStore({
    templates: parts.templates,
    readerFor: (folders) => makeLookupReader(folders, env, vault, readerSettings),
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
  beforeAsking = () => undefined,
}: Command): Pick<RunInput, 'prompt' | 'converse' | 'stepper' | 'pause'> {
  const converse: typeof askLine = (question) => {
    beforeAsking();
    return askLine(question);
  };
  return {
    prompt: async (text, isSecret) => {
      beforeAsking();
      return process.stdin.isTTY ? askUser(text, isSecret) : undefined;
    },
    converse,
    stepper: args.step ? new Stepper(converse) : undefined,
    pause: (request, announce) => {
      beforeAsking();
      return pauseRun(request, { announce, interrupt });
    },
  };
}

/** @throws ProblemError `pattern-mismatch` for a limit that leaves nothing of an inventory with hosts */
function checkLimit(limit: string | undefined, { hosts }: OpenInventory): void {
  if (limit === undefined || hosts.isEmpty || hosts.match('all').length > 0) return;
  throw new ProblemError(limitMismatch(limit));
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
  checkLimit(args.limit, inventory);
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
  return { input, inventory, close: () => hosts.closeAll() };
}
