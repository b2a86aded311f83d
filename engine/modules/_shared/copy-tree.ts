/** Many files at once: a directory that copy puts on a host, from the controller or the host. */
import { TaskFailure, type HostReader, type Probe, type Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change, ControllerFile, ControllerReader } from '../contract.ts';
import { toLinkStep } from './file-links.ts';
import { baseName, joinPath } from './host-path.ts';
import { findMissingParents, makeDirectories } from './make-directories.ts';
import { parseStat, pathState, statFormat, type PathState } from './path-state.ts';
import { planAttributes } from './plan-attributes.ts';
import { toModeText } from './file-mode.ts';
import {
  inspectWrite,
  planWrite,
  toAttributesStep,
  toFileSource,
  type FileSource,
  type WriteParams,
  type WriteState,
} from './write-file.ts';

/** Where the files of a tree come from. */
export interface TreeSource {
  /** Path below the root of each directory, parents first. */
  readonly directories: readonly string[];
  readonly files: readonly { readonly relative: string; readonly source: FileSource }[];
  /** Symbolic links that stay links. */
  readonly links: readonly { readonly relative: string; readonly text: string }[];
}

export interface TreeState {
  readonly files: readonly WriteState[];
  readonly directories: readonly PathState[];
  readonly links: readonly { readonly path: PathState; readonly text: string }[];
}

export interface TreePlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** Finds what is below a directory of the controller. */
export async function readControllerTree(
  root: ControllerFile,
  controller: ControllerReader,
  options: { readonly isDecrypting: boolean; readonly keepsLinks: boolean },
): Promise<TreeSource> {
  const entries = controller.list(root.path, options);
  const plain = entries.filter(({ linkText }) => linkText === undefined);
  const files = plain.filter(({ isDirectory }) => !isDirectory);
  return {
    links: entries.flatMap(({ relative, linkText: text }) =>
      text === undefined ? [] : [{ relative, text }],
    ),
    directories: plain.filter(({ isDirectory }) => isDirectory).map(({ relative }) => relative),
    files: await Promise.all(
      files.map(async (file) => ({
        relative: file.relative,
        source: await toFileSource(file, controller, options.isDecrypting),
      })),
    ),
  };
}

const LIST_LINKS = sh`find . -type l -exec sh -c 'for f do
  printf "L %s\n" "$f"; printf "T %s\n" "$(readlink -- "$f")"
done' sh {} +`;

/**
 * Finds what is below a directory of the host, with checksums.
 * @param keepsLinks false follows symbolic links
 */
export function hostTree(root: string, keepsLinks: boolean): Probe<TreeSource> {
  const follow = keepsLinks ? sh`` : sh`-L`;
  return {
    name: 'tree',
    script: sh`cd -- ${root} || exit
find ${follow} . -mindepth 1 -type d -exec printf 'D %s\n' {} \;
${keepsLinks ? LIST_LINKS : sh`:`}
find ${follow} . -type f -exec sh -c 'for f do
  stat -L -c ${{ sh: `"S ${statFormat}"` }} -- "$f"
  printf "H %s\n" "$(sha1sum <"$f")" "$(md5sum <"$f")"
  printf "F %s\n" "$f"
done' sh {} +`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(`could not list ${root}: ${stderr.trim()}`);
      const directories: string[] = [];
      const files: { relative: string; source: FileSource }[] = [];
      const links: { relative: string; text: string }[] = [];
      let link = '';
      let stat = '';
      let sums: string[] = [];
      for (const line of stdout.split('\n')) {
        const rest = line.slice(2);
        if (line.startsWith('D ')) directories.push(rest.replace('./', ''));
        else if (line.startsWith('L ')) link = rest.replace('./', '');
        else if (line.startsWith('T ')) links.push({ relative: link, text: rest });
        else if (line.startsWith('S ')) [stat, sums] = [rest, []];
        else if (line.startsWith('H ')) sums.push(rest.split(' ')[0] ?? '');
        else if (line.startsWith('F ')) {
          const relative = rest.replace('./', '');
          files.push({ relative, source: toHostSource(joinPath(root, relative), stat, sums) });
        }
      }
      return { directories: directories.sort(), files, links };
    },
  };
}

/** A source that is a file of the host itself. */
export function toHostSource(path: string, statLine: string, sums: readonly string[]): FileSource {
  const { size, mode } = parseStat(statLine);
  return {
    name: baseName(path),
    content: { from: 'host', path },
    sha1: sums[0] ?? '',
    md5: () => Promise.resolve(sums[1]),
    size,
    mode: toModeText(mode),
    shownPath: path,
    text: () => undefined,
  };
}

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
      tree.files.map(async ({ relative, source }) => {
        const dest = joinPath(root, relative);
        const state = await inspectWrite({ ...params, dest }, host, controller, source);
        return { ...state, canMakeParents: true };
      }),
    ),
    Promise.all(
      tree.directories.map((relative) =>
        host.ask(pathState(joinPath(root, relative), { owner, group })),
      ),
    ),
    Promise.all(
      tree.links.map(async ({ relative, text }) => ({
        path: await host.ask(pathState(joinPath(root, relative), {})),
        text,
      })),
    ),
  ]);
  return { files, directories, links };
}

function planDirectory(params: WriteParams, state: PathState, isCheckMode: boolean): TreePlan {
  const { owner, group, directory_mode: mode } = params;
  const isLenient = state.self === undefined && isCheckMode;
  const wanted = isLenient ? { mode } : { mode, owner, group };
  const { target } = state;
  const attributes = planAttributes(wanted, state, target, 'directory');
  if (target !== undefined) {
    const isChanged = attributes.changes.length > 0;
    return {
      changes: attributes.changes,
      steps: isChanged ? [toAttributesStep(state.path, attributes)] : [],
    };
  }
  const steps = makeDirectories([...findMissingParents(state), state.path], { mode, owner, group });
  return { changes: [{ what: state.path, before: 'absent', after: 'directory' }], steps };
}

/** A link is replaced when it says something else, or when something else stands there. */
function planLink({ path, text }: TreeState['links'][number]): TreePlan {
  if (path.self?.kind === 'link' && path.linkText === text) return { changes: [], steps: [] };
  const before = path.linkText ?? path.self?.kind ?? 'absent';
  return {
    changes: [{ what: path.path, before, after: text }],
    steps: [...makeDirectories(findMissingParents(path)), toLinkStep(path, text, 'symbolic')],
  };
}

/** Decides for a whole tree; a directory that several entries miss is made once. */
export function planTree(params: WriteParams, state: TreeState, isCheckMode: boolean): TreePlan {
  const parts = [
    ...state.directories.map((directory) => planDirectory(params, directory, isCheckMode)),
    ...state.files.map((file) => planWrite({ ...params, dest: file.dest.path }, file)),
    ...state.links.map(planLink),
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
