/**
 * Every case of every module on one shell: see run-case.ts for what a case says. Each shell has a
 * test file of its own, so that they run beside each other.
 */
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TaskFailure, type HostSession } from '../../engine/host/index.ts';
import { builtinModules, type AnyModule } from '../../engine/modules/index.ts';
import { bash, dash, makeFolder, openTestSession, type ShellKind } from '../host/shells.ts';
import {
  layOut,
  makeController,
  planModule,
  readBack,
  readParams,
  runModule,
  type ModuleCase,
  type Ran,
} from './run-case.ts';

const here = import.meta.dirname;

async function loadModule(name: string): Promise<AnyModule> {
  const part = builtinModules.find((candidate) => candidate.name === name);
  if (part === undefined) throw new Error(`there is no module ${name}`);
  return (await part.load()).default;
}

/** Cases stand in folders named as their module; `{dir}` is the folder of the host's files. */
function loadCase(path: string, folder: string): ModuleCase {
  const text = readFileSync(path, 'utf8').replaceAll('{dir}', folder);
  return parse(text) as ModuleCase; // oxlint-disable-line typescript/consistent-type-assertions -- cases are ours
}

const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && builtinModules.some(({ name }) => name === entry.name))
  .map(({ name }) => name);

/** What one case is run with. */
interface Stage {
  readonly module: AnyModule;
  readonly shell: ShellKind;
  /** The session that all cases share which need nothing of their own. */
  readonly session: HostSession;
  readonly path: string;
}

/** A session for a case that has programs or folders of its own, else the common one. */
function chooseSession({ shell, session }: Stage, wanted: ModuleCase, root: string): HostSession {
  const { tools, mounts } = wanted;
  if (tools === undefined && mounts === undefined) return session;
  const folder = join(makeFolder(), 'tools');
  mkdirSync(folder);
  for (const [name, script] of Object.entries(tools ?? {})) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}`);
    chmodSync(join(folder, name), 0o755);
  }
  return openTestSession(shell, {}, { tools: folder, root, mounts });
}

async function expectFailure(running: Promise<Ran>, message: string): Promise<void> {
  const error: unknown = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TaskFailure);
  expect(String(error)).toContain(message);
}

function expectResult(ran: Ran, wanted: ModuleCase, module: AnyModule): void {
  const whats = ran.changes.map(({ what }) => what);
  expect(whats).toEqual(wanted.changes ?? whats);
  expect(ran.changed).toBe(wanted.changed ?? ran.changed);
  expect(ran.plan.skipReason ?? ran.plan.skips).toBe(wanted.skipped);
  expect(ran.returns).toMatchObject(wanted.returns ?? {});
  if (wanted.warnings !== undefined) expect(ran.plan.warnings).toEqual(wanted.warnings);
  const undeclared = Object.keys(ran.returns).filter((key) => !(key in module.returns));
  expect(undeclared).toEqual([]);
}

async function runCase(stage: Stage): Promise<void> {
  const { module, path } = stage;
  const [folder, controllerFolder] = [makeFolder(), makeFolder()];
  const wanted = loadCase(path, folder);
  layOut(folder, wanted.before ?? {});
  const session = chooseSession(stage, wanted, folder);
  layOut(controllerFolder, wanted.controller ?? {});
  const params = readParams(module, wanted.params);
  const controller = makeController(controllerFolder, wanted.check === true);
  const running = runModule(module, params, session, controller);
  if (wanted.fails !== undefined) await expectFailure(running, wanted.fails);
  else {
    const ran = await running;
    expectResult(ran, wanted, module);
    const isSettling = wanted.check !== true && wanted.settles !== false;
    if (isSettling && ran.plan.certainty !== 'unknown') {
      const { first, second } = await planModule(module, params, session, controller);
      expect(first.changes, 'changes of a second run').toEqual([]);
      expect(second, 'a plan made twice').toEqual(first);
    }
  }
  expect(readBack(folder, wanted.after ?? {})).toEqual(wanted.after ?? {});
}

/** Whether a case, as text, is for a shell. */
function isFor(shell: ShellKind, text: string): boolean {
  if (shell.isBusybox && text.includes('\nbusybox: false')) return false;
  return shell === dash || !text.includes('\nslow: true');
}

/**
 * The cases that a shell does: dash all of them, and of every two busybox one and bash the other. So
 * each is done on two shells, and each module on all.
 */
function chooseFiles(name: string, shell: ShellKind): readonly string[] {
  const files = readdirSync(join(here, name)).filter((file) => file.endsWith('.yml'));
  if (shell === dash || files.length === 1) return files;
  return files.filter((_, index) => (index % 2 === 0) === (shell === bash));
}

/** One session serves all cases of a module, as one serves all tasks of a play. */
async function runCasesOf(name: string, shell: ShellKind, files: readonly string[]): Promise<void> {
  const module = await loadModule(name);
  const session = openTestSession(shell);
  for (const file of files) {
    const path = join(here, name, file);
    if (!isFor(shell, readFileSync(path, 'utf8'))) continue;
    try {
      await runCase({ module, shell, session, path });
    } catch (error) {
      throw new Error(`${name}/${file}`, { cause: error });
    }
  }
}

/** Declares a test for each module that has a folder of cases. */
export function describeModuleCases(shell: ShellKind): void {
  describe(`on ${shell.name}`, () => {
    test.each(folders)('%s does its cases', async (name) => {
      const files = chooseFiles(name, shell);
      expect(files).not.toEqual([]);
      await runCasesOf(name, shell, files);
    });
  });
}
