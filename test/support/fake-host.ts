/**
 * A host in memory: a tree of files that answers the structured probes of engine/host and does
 * steps to itself, recording them. It runs no sh: a question or a script that it does not know and
 * that nobody has scripted an answer for is an error, never a guess.
 */
import { createHash } from 'node:crypto';
import type { Plain } from '../../engine/base/index.ts';
import {
  TaskFailure,
  type FileAttributes,
  type FileType,
  type HostReader,
  type Probe,
  type Reply,
  type Step,
  type StepOutcome,
} from '../../engine/host/index.ts';

/** A file of the fake; text is content, or the target of a link. */
export interface FakeFile {
  readonly type: FileType;
  readonly text: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

/** What a case gives: paths with content, and answers to what cannot be known. */
export interface FakeHostSetup {
  readonly files?: Readonly<Record<string, Partial<FakeFile>>>;
  /** Replies to probes, by name. */
  readonly probes?: Readonly<Record<string, Reply>>;
  /** Replies to `run` steps, by script. */
  readonly scripts?: Readonly<Record<string, Reply>>;
  readonly facts?: Readonly<Record<string, Plain>>;
}

/** A HostReader that can also be changed. */
export interface FakeHost extends HostReader {
  run(steps: readonly Step[]): Promise<readonly StepOutcome[]>;
  /** Every step that was begun. */
  readonly steps: readonly Step[];
  /** Names of all probes that were asked. */
  readonly asked: readonly string[];
  readonly files: ReadonlyMap<string, FakeFile>;
}

const NOTHING: Reply = { rc: 0, stdout: '', stderr: '' };
const ABSENT: Reply = { rc: 1, stdout: '', stderr: 'No such file or directory' };
const TYPE_BITS: Readonly<Partial<Record<FileType, number>>> = {
  file: 0o100000,
  directory: 0o040000,
  link: 0o120000,
};

function complete(file: Partial<FakeFile>): FakeFile {
  const type = file.type ?? 'file';
  const mode = type === 'directory' ? '0755' : '0644';
  return { type, text: '', mode, owner: 'root', group: 'root', ...file };
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}

function seed(files: FakeHostSetup['files'] = {}): Map<string, FakeFile> {
  const tree = new Map([['/', complete({ type: 'directory' })]]);
  for (const [path, file] of Object.entries(files)) {
    for (let up = parentOf(path); !tree.has(up); up = parentOf(up))
      tree.set(up, complete({ type: 'directory' }));
    tree.set(path, complete(file));
  }
  return tree;
}

/** Finds what a path means, through a link when asked. */
function look(
  tree: ReadonlyMap<string, FakeFile>,
  path: string,
  follow: boolean,
): FakeFile | undefined {
  const file = tree.get(path);
  if (!follow || file?.type !== 'link') return file;
  const target = file.text.startsWith('/') ? file.text : `${parentOf(path)}/${file.text}`;
  return look(tree, target, true);
}

/** Writes what `stat -c` prints for engine/host's probes. */
function describeStat(file: FakeFile): string {
  const bits = (TYPE_BITS[file.type] ?? 0) | Number.parseInt(file.mode, 8);
  const id = (name: string): number => (name === 'root' ? 0 : 1000);
  const numbers = [id(file.owner), id(file.group), Buffer.byteLength(file.text)];
  return `${bits.toString(16)} ${numbers.join(' ')} 0 0 0 1 1 1 8 4096 0 0\n${file.owner}\n${file.group}\n`;
}

function pathOf(probe: Probe<unknown>): string {
  const path = probe.params?.['path'];
  if (typeof path !== 'string') throw new Error(`FakeHost: ${probe.name} without a path`);
  return path;
}

function answerState(tree: ReadonlyMap<string, FakeFile>, probe: Probe<unknown>): Reply {
  const path = pathOf(probe);
  const checksum = probe.params?.['checksum'];
  const file = look(tree, path, probe.params?.['follow'] === true);
  if (file === undefined) return ABSENT;
  const head = `${describeStat(file)}rwx\n`;
  if (file.type === 'link') return { ...NOTHING, stdout: `${head}${file.text}\nx\x1e\nx` };
  const isSummed = typeof checksum === 'string' && file.type === 'file';
  const sum = isSummed ? `${createHash(checksum).update(file.text).digest('hex')}  -\n` : '';
  return { ...NOTHING, stdout: head + sum };
}

function answerContent(tree: ReadonlyMap<string, FakeFile>, probe: Probe<unknown>): Reply {
  const file = look(tree, pathOf(probe), true);
  if (file === undefined) return ABSENT;
  if (file.type !== 'file') return { ...ABSENT, stderr: 'Is a directory' };
  return { ...NOTHING, stdout: file.text };
}

function answerListing(tree: ReadonlyMap<string, FakeFile>, probe: Probe<unknown>): Reply {
  const path = pathOf(probe);
  if (look(tree, path, true)?.type !== 'directory') return { ...ABSENT, rc: 20 };
  const entries = [...tree]
    .filter(([name]) => name.startsWith(`${path}/`))
    .map(([name, file]) => [name.slice(path.length + 1), file] as const)
    .filter(([name]) => probe.params?.['recurse'] === true || !name.includes('/'))
    .map(([name, file]) => `\x1e${describeStat(file)}./${name}\n`);
  return { ...NOTHING, stdout: entries.join('') };
}

function answer(tree: ReadonlyMap<string, FakeFile>, probe: Probe<unknown>): Reply {
  switch (probe.name) {
    case 'file-state':
      return answerState(tree, probe);
    case 'read-file':
      return answerContent(tree, probe);
    case 'list-directory':
      return answerListing(tree, probe);
    default:
      throw new Error(`FakeHost: no answer for the probe ${probe.name}:\n${probe.script.sh}`);
  }
}

function withAttributes(file: FakeFile, attributes: FileAttributes): FakeFile {
  const { mode = file.mode, owner = file.owner, group = file.group } = attributes;
  if (!/^[0-7]+$/.test(mode)) throw new Error(`FakeHost: only octal modes, not ${mode}`);
  return { ...file, mode: mode.padStart(4, '0'), owner, group };
}

function readContent(
  tree: ReadonlyMap<string, FakeFile>,
  step: Extract<Step, { do: 'write' }>,
): string {
  const { content } = step;
  switch (content.from) {
    case 'text':
      return content.text;
    case 'bytes':
      return Buffer.from(content.bytes).toString('utf8');
    case 'host':
      return look(tree, content.path, true)?.text ?? '';
    case 'file':
      throw new Error(`FakeHost: ${content.path} would have to be read from the controller`);
  }
}

function makeDirectories(tree: Map<string, FakeFile>, path: string, own: FileAttributes): void {
  if (tree.has(path)) return;
  makeDirectories(tree, parentOf(path), own);
  tree.set(path, withAttributes(complete({ type: 'directory' }), own));
}

function removeTree(tree: Map<string, FakeFile>, path: string): void {
  for (const name of tree.keys())
    if (name === path || name.startsWith(`${path}/`)) tree.delete(name);
}

function getFile(tree: ReadonlyMap<string, FakeFile>, path: string): FakeFile {
  const file = tree.get(path);
  if (file === undefined) throw new Error(`FakeHost: there is nothing at ${path}`);
  return file;
}

/** Does one step to the tree; gives the reply of a script. */
function apply(tree: Map<string, FakeFile>, step: Step, setup: FakeHostSetup): Reply {
  switch (step.do) {
    case 'write': {
      getFile(tree, parentOf(step.path));
      const old = tree.get(step.path) ?? complete({});
      const file = { ...old, type: 'file', text: readContent(tree, step) } as const;
      tree.set(step.path, withAttributes(file, step.attributes));
      return NOTHING;
    }
    case 'mkdir':
      makeDirectories(tree, step.path, step.attributes);
      tree.set(step.path, withAttributes(getFile(tree, step.path), step.attributes));
      return NOTHING;
    case 'remove':
      removeTree(tree, step.path);
      return NOTHING;
    case 'link':
      tree.set(
        step.path,
        step.kind === 'hard'
          ? getFile(tree, step.target)
          : complete({ type: 'link', text: step.target, mode: '0777' }),
      );
      return NOTHING;
    case 'attributes':
      tree.set(step.path, withAttributes(getFile(tree, step.path), step.attributes));
      return NOTHING;
    case 'touch':
      tree.set(step.path, tree.get(step.path) ?? complete({}));
      return NOTHING;
    case 'run': {
      const reply = setup.scripts?.[step.script.sh];
      if (reply === undefined) throw new Error(`FakeHost: no answer for:\n${step.script.sh}`);
      return reply;
    }
    case 'talk':
      throw new Error(`FakeHost: nobody to talk to (${step.with})`);
  }
}

/** Makes a host in memory. */
export function createFakeHost(setup: FakeHostSetup = {}): FakeHost {
  const tree = seed(setup.files);
  const steps: Step[] = [];
  const asked: string[] = [];
  const runOne = (step: Step, hasFailed: boolean): StepOutcome => {
    const time = { startedAt: 0, endedAt: 0 };
    if (hasFailed) return { step, status: 'not-run', ...NOTHING, rc: -1, ...time };
    steps.push(step);
    const reply = apply(tree, step, setup);
    const accepts = step.do === 'run' ? (step.accepts ?? [0]) : [0];
    const isDone = accepts === 'any' || accepts.includes(reply.rc);
    return { step, status: isDone ? 'done' : 'failed', ...reply, ...time };
  };
  return {
    knownFacts: setup.facts ?? {},
    steps,
    asked,
    files: tree,
    ask: (probe) => {
      asked.push(probe.name);
      try {
        return Promise.resolve(probe.parse(setup.probes?.[probe.name] ?? answer(tree, probe)));
      } catch (error) {
        if (!(error instanceof TaskFailure) && !(error instanceof Error)) throw error;
        return Promise.reject(error);
      }
    },
    run: (all) => {
      const outcomes: StepOutcome[] = [];
      for (const step of all)
        outcomes.push(runOne(step, outcomes.at(-1)?.status !== 'done' && outcomes.length > 0));
      return Promise.resolve(outcomes);
    },
  };
}
