/** The composition root: builds everything a run is handed. Decides nothing about the run itself. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { containerTransports, makeLocalTransport, sshTransport } from '../connect/index.ts';
import { createHosts, type Hosts, type HostsOptions } from '../host/index.ts';
import { CustomStats, JobBook, Stepper, type HostSource, type RunInput } from '../run/index.ts';
import { createParamsReader } from '../schema/index.ts';
import { loadFile, parseYaml } from '../source/index.ts';
import { composeProject, managedText, type Command } from './compose-project.ts';
import { makeController } from './controller.ts';
import type { OpenInventory } from './inventory/live-inventory.ts';
import { pauseRun } from './pause.ts';
import { askLine, askUser } from './secrets-input.ts';
import { makeSessions } from './sessions.ts';

export type { Command };

export interface Composition {
  readonly input: RunInput;
  readonly inventory: OpenInventory;
  close(): Promise<void>;
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

/**
 * Loads the project and builds the run.
 * @throws ProblemError with everything that is wrong before any host is touched
 */
export async function composeRun(command: Command): Promise<Composition> {
  const { mask, interrupt } = command;
  const { parts, vault, settings, inventory, store } = await composeProject(command);
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
