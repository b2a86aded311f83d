/**
 * A case of a module: what stands in a folder, the parameters, and what must come of it. It runs on
 * a real shell as a run does: parameters, inspect, plan, steps, settle, and a second plan.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { toValue, type Plain } from '../../engine/base/index.ts';
import { TaskFailure, type HostSession, type StepOutcome } from '../../engine/host/index.ts';
import type {
  AnyModule,
  Change,
  ControllerEntry,
  ControllerFile,
  ControllerReader,
  Plan,
  Settled,
} from '../../engine/modules/index.ts';
import { createParamsReader } from '../../engine/schema/index.ts';
import { toText } from '../../engine/template/index.ts';

/** A file of a case: text, a directory, or a link. */
export interface CaseFile {
  readonly content?: string;
  readonly mode?: string;
  readonly link?: string;
  readonly directory?: boolean;
  readonly absent?: boolean;
}

export interface ModuleCase {
  readonly about: string;
  readonly before?: Readonly<Record<string, CaseFile>>;
  /** Files of the controller, below its own folder. */
  readonly controller?: Readonly<Record<string, CaseFile>>;
  /** Stand-in programs by name, as scripts of sh; they keep their state in `{dir}`. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Folders of the machine that the case's own folder stands in for: `/etc` for `{dir}/etc`. */
  readonly mounts?: readonly string[];
  readonly params: Readonly<Record<string, Plain>>;
  readonly check?: boolean;
  /** What changes, by `what`; not given for modules whose changes only running tells. */
  readonly changes?: readonly string[];
  readonly changed?: boolean;
  readonly skipped?: string;
  readonly returns?: Readonly<Record<string, Plain>>;
  readonly fails?: string;
  readonly warnings?: readonly string[];
  readonly after?: Readonly<Record<string, CaseFile>>;
  /** False where running again changes something again (touch, restarted). */
  readonly settles?: boolean;
  /** False where the tools of busybox cannot do it. */
  readonly busybox?: boolean;
  /** True where programs take long and the shell makes no difference: on dash alone then. */
  readonly slow?: boolean;
}

/** Lays out files. */
export function layOut(folder: string, files: Readonly<Record<string, CaseFile>>): void {
  for (const [name, file] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (file.directory === true) mkdirSync(path, { recursive: true });
    else if (file.link !== undefined) symlinkSync(file.link, path);
    else writeFileSync(path, file.content ?? '');
    if (file.mode !== undefined) chmodSync(path, Number.parseInt(file.mode, 8));
  }
}

/** Reads back what a case says of files, in the same form. */
export function readBack(
  folder: string,
  files: Readonly<Record<string, CaseFile>>,
): Record<string, CaseFile> {
  const found: Record<string, CaseFile> = {};
  for (const [name, wanted] of Object.entries(files)) {
    const path = join(folder, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) found[name] = { absent: true };
    else if (stats.isSymbolicLink()) found[name] = { link: readlinkSync(path) };
    else {
      const mode = `0${(stats.mode & 0o7777).toString(8)}`;
      const own = stats.isDirectory()
        ? { directory: true }
        : wanted.content === undefined
          ? {}
          : { content: readFileSync(path, 'utf8') };
      found[name] = { ...own, ...(wanted.mode === undefined ? {} : { mode }) };
    }
  }
  return found;
}

function describeFile(path: string): ControllerFile {
  const stats = statSync(path);
  const mode = `0${(stats.mode & 0o7777).toString(8)}`;
  return { path, size: stats.size, mode, isDirectory: stats.isDirectory() };
}

function listBelow(folder: string, relative = ''): readonly ControllerEntry[] {
  return readdirSync(join(folder, relative))
    .sort()
    .flatMap((name) => {
      const path = relative === '' ? name : `${relative}/${name}`;
      const file = describeFile(join(folder, path));
      return [{ ...file, relative: path }, ...(file.isDirectory ? listBelow(folder, path) : [])];
    });
}

/** A controller whose files stand in `folder`; templates are rendered by replacing `{{ name }}`. */
export function makeController(folder: string, isCheckMode: boolean): ControllerReader {
  const hash = (content: string | Uint8Array, algorithm: string): string =>
    createHash(algorithm).update(content).digest('hex');
  return {
    find(_kind, name) {
      const path = join(folder, name);
      if (existsSync(path)) return describeFile(path);
      throw new TaskFailure(`Could not find or access '${name}'`);
    },
    lookAt: (path) => (existsSync(path) ? describeFile(path) : undefined),
    toPath: (name) => (name.startsWith('/') ? name : join(folder, name)),
    hostName: 'node1',
    readText: (path) => readFileSync(path, 'utf8'),
    readBytes: (path) => readFileSync(path),
    decrypt: () => undefined,
    openSource: ({ path }) =>
      Promise.resolve({ opened: undefined, sha1: hash(readFileSync(path), 'sha1') }),
    checksum: (path, algorithm) => Promise.resolve(hash(readFileSync(path), algorithm)),
    list: (directory) => listBelow(directory),
    digest: hash,
    render: (path) => readFileSync(path, 'utf8').replaceAll('{{ name }}', 'kubelet'),
    now: () => Date.UTC(2026, 10, 24, 10),
    isCheckMode,
    isDiffMode: true,
    delegation: 'none',
    environment: {},
  };
}

const reader = await createParamsReader(toText);

/** Reads parameters as a run does. @throws ProblemError */
export function readParams(
  module: { readonly name: string; readonly params: AnyModule['params'] },
  params: Readonly<Record<string, Plain>>,
): unknown {
  const args = Object.entries(params).map(
    ([name, value]) =>
      [name, { value: toValue(value), span: undefined, keySpan: undefined }] as const,
  );
  return reader.read(module, new Map(args), undefined);
}

export interface Ran {
  readonly changes: readonly Change[];
  readonly changed: boolean;
  readonly plan: Plan<Readonly<Record<string, Plain>>>;
  readonly returns: Readonly<Record<string, Plain>>;
}

type Erased = Plan<Readonly<Record<string, Plain>>>;

/** Inspects and plans; the plan is made twice and must be the same. */
export async function planModule(
  module: AnyModule,
  params: unknown,
  session: HostSession,
  controller: ControllerReader,
): Promise<{ readonly first: Erased; readonly second: Erased }> {
  const host = { ask: session.ask.bind(session), knownFacts: {} };
  /* oxlint-disable typescript/consistent-type-assertions -- modules come with their types erased */
  const state = (await module.inspect(params as never, host, controller)) as never;
  const plan = (): Erased => module.plan(params as never, state) as Erased;
  /* oxlint-enable typescript/consistent-type-assertions */
  return { first: plan(), second: plan() };
}

function settle(
  module: AnyModule,
  params: unknown,
  plan: Erased,
  outcomes: readonly StepOutcome[],
): Settled<Readonly<Record<string, Plain>>> {
  /* oxlint-disable typescript/consistent-type-assertions -- modules come with their types erased */
  const settled = module.settle?.(params as never, plan as Plan<never>, outcomes) as
    | Settled<Readonly<Record<string, Plain>>>
    | undefined;
  /* oxlint-enable typescript/consistent-type-assertions */
  if (settled !== undefined) return settled;
  const failed = outcomes.find(({ status }) => status === 'failed');
  if (failed !== undefined) throw new TaskFailure(failed.message ?? failed.stderr);
  return { returns: plan.returns };
}

/** Runs a module to its end. */
export async function runModule(
  module: AnyModule,
  params: unknown,
  session: HostSession,
  controller: ControllerReader,
): Promise<Ran> {
  const { first: plan } = await planModule(module, params, session, controller);
  const { changes } = plan;
  const isChanged = changes.length > 0;
  if (controller.isCheckMode) return { changes, changed: isChanged, plan, returns: plan.returns };
  const outcomes = plan.steps.length === 0 ? [] : await session.run(plan.steps);
  const settled = settle(module, params, plan, outcomes);
  const isUnknown = plan.certainty === 'unknown' && plan.steps.length > 0;
  const changed = settled.isChanged ?? (isUnknown || isChanged);
  return { changes, changed, plan, returns: settled.returns };
}
