/** Many files at once: a directory that copy puts on a host, from the controller or the host. */
import type { HostReader, Step } from '../../host/index.ts';
import type { Change, ControllerEntry, ControllerFile, ControllerReader } from '../contract.ts';
import { planLinkOwner, toLinkStep } from './file-links.ts';
import { baseName, joinPath, parentOf } from './host-path.ts';
import { findMissingParents, makeDirectories } from './make-directories.ts';
import { pathState, type PathState } from './path-state.ts';
import { planAttributes, type AttributesPlan } from './plan-attributes.ts';
import {
  inspectLateWrite,
  planWrite,
  toAttributesStep,
  type FileSource,
  type LateSource,
  type WriteParams,
  type WriteReturns,
  type WriteState,
} from './write-file.ts';
import { toFileSource } from './write-source.ts';

/** A directory to be made: its path below the root, which is the empty text. */
export interface TreeDirectory {
  readonly relative: string;
  /** Mode that it has where it comes from, if a copy of it has the same. */
  readonly mode?: string | undefined;
}

/** Where the files of a tree come from. */
export interface TreeSource {
  /** Parents first; the root is among them when it counts. */
  readonly directories: readonly TreeDirectory[];
  readonly files: readonly {
    readonly relative: string;
    readonly open: LateSource['open'];
  }[];
  /** Symbolic links that stay links. */
  readonly links: readonly { readonly relative: string; readonly text: string }[];
}

export interface TreeState {
  readonly files: readonly WriteState[];
  readonly directories: readonly (TreeDirectory & { readonly path: PathState })[];
  readonly links: readonly { readonly path: PathState; readonly text: string }[];
}

export interface TreePlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** Finds what is below a directory of the controller. */
export function readControllerTree(
  root: ControllerFile,
  controller: ControllerReader,
  options: { readonly isDecrypting: boolean; readonly keepsLinks: boolean },
): TreeSource {
  const entries = controller.list(root.path, options);
  const plain = entries.filter(({ linkText }) => linkText === undefined);
  const files = plain.filter(({ isDirectory }) => !isDirectory);
  return {
    links: entries.flatMap(({ relative, linkText: text }) =>
      text === undefined ? [] : [{ relative, text }],
    ),
    directories: plain
      .filter(({ isDirectory }) => isDirectory)
      .map(({ relative }) => ({ relative })),
    files: openInTurn(files, (file) => toFileSource(file, controller, options.isDecrypting)),
  };
}

/** Files are read one after the other, so that thousands of them leave others a turn. */
function openInTurn(
  files: readonly ControllerEntry[],
  open: (file: ControllerEntry) => Promise<FileSource>,
): TreeSource['files'] {
  let last: Promise<unknown> = Promise.resolve();
  return files.map((file) => ({
    relative: file.relative,
    open: () => {
      const own = last.then(() => open(file));
      last = own;
      return own;
    },
  }));
}

/** Nobody is told it of a file in a tree. */
const noMd5 = (): Promise<undefined> => Promise.resolve(undefined);

/** Looks at every file and directory of a tree; all questions travel together. */
export async function inspectTree(
  params: WriteParams,
  host: HostReader,
  controller: ControllerReader,
  tree: TreeSource,
): Promise<TreeState> {
  const { owner, group } = params;
  const root = params.dest.replace(/\/+$/, '');
  const [files, directories, links] = await Promise.all([
    Promise.all(
      tree.files.map(async ({ relative, open }) => {
        const dest = joinPath(root, relative);
        const name = baseName(relative);
        const late = { name, open: async () => ({ ...(await open()), md5: noMd5 }) };
        const state = await inspectLateWrite({ ...params, dest }, host, controller, late);
        return { ...state, canMakeParents: true };
      }),
    ),
    Promise.all(
      tree.directories.map(async ({ relative, mode }) => ({
        relative,
        mode,
        path: await host.ask(
          pathState(relative === '' ? root : joinPath(root, relative), { owner, group }),
        ),
      })),
    ),
    Promise.all(
      tree.links.map(async ({ relative, text }) => ({
        path: await host.ask(pathState(joinPath(root, relative), { owner, group })),
        text,
      })),
    ),
  ]);
  return { files, directories, links };
}

function findRoot({ directories }: TreeState): TreeState['directories'][number] | undefined {
  return directories.find(({ relative }) => relative === '');
}

/**
 * Settles what a tree of the host is to its destination. One that goes into a directory that is
 * not there yet does not bring the mode of its root along. Observed with Ansible 2.14.
 * @param isInside the tree goes below `dest`, under its own name
 * @returns the tree, and the `dest` of the result
 */
export function placeTree(
  state: TreeState,
  dest: string,
  isInside: boolean,
): { readonly tree: TreeState; readonly shown: string } {
  const path = findRoot(state)?.path;
  if (path === undefined) return { tree: state, shown: dest };
  const plain = dest.replace(/(.)\/+$/, '$1');
  if (!isInside) return { tree: state, shown: path.target === undefined ? dest : `${plain}/` };
  const isThere = path.self !== undefined || path.ancestor === parentOf(path.path);
  if (isThere) return { tree: state, shown: path.path };
  const directories = state.directories.map((directory) =>
    directory.relative === '' ? { ...directory, mode: undefined } : directory,
  );
  return { tree: { ...state, directories }, shown: dest };
}

/** How the parts of a tree get their attributes. */
type Attributes = (
  params: WriteParams,
  part: { readonly relative: string; readonly mode: string | undefined; readonly isNew: boolean },
) => { readonly mode: string | undefined };

/** A tree of the controller: `mode` for its files, `directory_mode` for its directories. */
const asGiven: Attributes = ({ directory_mode: mode }) => ({ mode });

/** A tree of the host keeps its modes; `mode` is that of the directory itself, if it is one. */
const asThere: Attributes = (params, { relative, mode, isNew }) => {
  const isGiven = params.mode !== undefined && params.mode !== 'preserve';
  if (relative === '' && isGiven) return { mode: params.mode };
  return { mode: isNew ? mode : undefined };
};

interface TreeOptions {
  readonly isCheckMode: boolean;
  readonly isOfHost: boolean;
}

function planDirectory(
  params: WriteParams,
  { path: state, relative, mode: own }: TreeState['directories'][number],
  { isCheckMode, isOfHost }: TreeOptions,
): TreePlan {
  const { owner, group } = params;
  const { target } = state;
  const part = { relative, mode: own, isNew: target === undefined };
  const { mode } = (isOfHost ? asThere : asGiven)(params, part);
  const isLenient = state.self === undefined && isCheckMode;
  const wanted = isLenient ? { mode } : { mode, owner, group };
  const attributes = planAttributes(wanted, state, target, 'directory');
  if (target !== undefined) {
    const isChanged = attributes.changes.length > 0;
    return {
      changes: attributes.changes,
      steps: isChanged ? [toAttributesStep(state.path, attributes)] : [],
    };
  }
  const steps = [
    ...makeDirectories(findMissingParents(state), {
      mode: isOfHost ? undefined : mode,
      owner,
      group,
    }),
    ...makeDirectories([state.path], { mode, owner, group }),
  ];
  return { changes: [{ what: state.path, before: 'absent', after: 'directory' }], steps };
}

function planRoot(
  params: WriteParams,
  { path, mode: own }: TreeState['directories'][number],
  isCheckMode: boolean,
): AttributesPlan {
  const { owner, group } = params;
  const isNew = path.target === undefined;
  const { mode } = asThere(params, { relative: '', mode: own, isNew });
  return planAttributes(
    isNew && isCheckMode ? { mode } : { mode, owner, group },
    path,
    path.target,
    'directory',
  );
}

/** What is told of the directory that a tree of the host is copied to. */
export function describeRoot(
  params: WriteParams,
  tree: TreeState,
  isCheckMode: boolean,
): WriteReturns {
  const root = findRoot(tree);
  if (root === undefined) return {};
  return {
    ...planRoot(params, root, isCheckMode).returns,
    size: root.path.target?.size ?? 4096,
    state: 'directory',
    checksum: null,
    md5sum: null,
  };
}

function planFile(params: WriteParams, file: WriteState, { isOfHost }: TreeOptions): TreePlan {
  const { path } = file.dest;
  if (!isOfHost) return planWrite({ ...params, dest: path }, file);
  const { mode: own } = file.source;
  // Words that add nothing: the mode stays.
  const mode = own === undefined || file.dest.checksum === file.source.sha1 ? 'u+' : own;
  return planWrite({ ...params, mode, dest: path }, file);
}

/** A link is replaced when it says something else, or when something else stands there. */
function planLink(
  params: WriteParams,
  { path, text }: TreeState['links'][number],
  { isCheckMode }: TreeOptions,
): TreePlan {
  if (path.self?.kind === 'link' && path.linkText === text) {
    return planLinkOwner(params, path, path.self);
  }
  const before = path.linkText ?? path.self?.kind ?? 'absent';
  const change = { what: path.path, before, after: text };
  const made = [...makeDirectories(findMissingParents(path)), toLinkStep(path, text, 'symbolic')];
  // In check mode the owner may be made by an earlier task, so it is not looked up.
  const own = isCheckMode ? undefined : planLinkOwner(params, path, undefined);
  return { changes: [change], steps: [...made, ...(own?.steps ?? [])] };
}

/** Decides for a whole tree; a directory that several entries miss is made once. */
export function planTree(params: WriteParams, state: TreeState, options: TreeOptions): TreePlan {
  const parts = [
    ...state.directories.map((directory) => planDirectory(params, directory, options)),
    ...state.files.map((file) => planFile(params, file, options)),
    ...state.links.map((link) => planLink(params, link, options)),
  ];
  const made = new Set<string>();
  const steps = parts
    .flatMap((part) => part.steps)
    .filter((step) => {
      if (step.do !== 'mkdir') return true;
      const isNew = !made.has(step.path);
      made.add(step.path);
      return isNew;
    });
  return { changes: parts.flatMap((part) => part.changes), steps };
}
