/** What the file module asks before it decides. */
import type { HostReader, Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { ControllerReader } from '../contract.ts';
import type { FileParams } from './file-params.ts';
import { baseName, joinPath, parentOf, toHostPath } from './host-path.ts';
import { describeKind, type FileKind } from './path-info.ts';
import { parseStat, pathState, type PathStat, type PathState } from './path-state.ts';
import { statFormat } from './path-scripts.ts';

export interface FileModuleParams extends FileParams {
  readonly path: string;
  readonly state?: FileKind;
  readonly src?: string;
  readonly recurse: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly access_time?: string;
  readonly access_time_format: string;
  readonly modification_time?: string;
  readonly modification_time_format: string;
}

/** True when a task says what times a file should have. */
export function hasTimes(params: FileModuleParams): boolean {
  return params.access_time !== undefined || params.modification_time !== undefined;
}

/** One thing below a directory, for `recurse`. */
export interface BelowEntry {
  readonly path: string;
  readonly stat: PathStat;
}

export interface FileModuleState {
  readonly wanted: FileKind;
  /** The path as the task names it, with a slash behind it when it has one. */
  readonly shownPath: string;
  readonly path: PathState;
  /** A link's source as the host sees it from the link's directory. */
  readonly source: PathState | undefined;
  readonly below: readonly BelowEntry[];
  readonly isEmptyDirectory: boolean;
  /** Times as `YYYYMMDDhhmm.ss` of the host's clock, where they are asked for. */
  readonly times: { readonly access: string; readonly modification: string } | undefined;
  /** What goes with a directory that is removed; only asked when the difference is shown. */
  readonly content: DirectoryContent | undefined;
  readonly isCheckMode: boolean;
}

/** Everything below a directory, as `diff` tells it (`path_content`). */
export interface DirectoryContent {
  readonly directories: readonly string[];
  readonly files: readonly string[];
}

function entriesBelow(path: string, isFollowing: boolean): Probe<readonly BelowEntry[]> {
  const look = isFollowing ? sh`stat -L` : sh`stat`;
  const isShown = isFollowing ? sh`[ -e "$f" ]` : sh`[ ! -L "$f" ]`;
  return {
    name: 'entries-below',
    script: sh`[ -d ${path} ] || exit 0
find ${isFollowing ? ['-L'] : []} ${path} -mindepth 1 -exec sh -c 'for f do
  if ${isShown}; then ${look} -c "${{ sh: statFormat }}" -- "$f" && printf "%s\n" "$f"; fi
done' sh {} +`,
    parse: ({ stdout }) => {
      const lines = stdout.split('\n');
      const entries: BelowEntry[] = [];
      for (let at = 0; at + 1 < lines.length; at += 2) {
        entries.push({ stat: parseStat(lines[at] ?? ''), path: lines[at + 1] ?? '' });
      }
      return entries;
    },
  };
}

function directoryContent(path: string): Probe<DirectoryContent> {
  return {
    name: 'directory-content',
    script: sh`[ -d ${path} ] && [ ! -L ${path} ] || exit 0
find ${path} -mindepth 1 -type d -exec printf 'D%s\n' {} +
find ${path} -mindepth 1 ! -type d -exec printf 'F%s\n' {} +`,
    parse: ({ stdout }) => {
      const lines = stdout.split('\n');
      const startingWith = (letter: string): string[] =>
        lines.filter((line) => line.startsWith(letter)).map((line) => line.slice(1));
      return { directories: startingWith('D'), files: startingWith('F') };
    },
  };
}

function emptyDirectory(path: string): Probe<boolean> {
  return {
    name: 'empty-directory',
    script: sh`[ -d ${path} ] && [ -z "$(ls -A -- ${path})" ]`,
    parse: ({ rc }) => rc === 0,
  };
}

const TOUCH_FORMAT = '+%Y%m%d%H%M.%S';

function touchTimes(path: string): Probe<FileModuleState['times']> {
  return {
    name: 'touch-times',
    script: sh`[ -e ${path} ] || exit 0
date -d "@$(stat -c %X -- ${path})" ${TOUCH_FORMAT}
date -d "@$(stat -c %Y -- ${path})" ${TOUCH_FORMAT}`,
    parse: ({ stdout }) => {
      const [access, modification] = stdout.split('\n');
      return access === undefined || modification === undefined
        ? undefined
        : { access, modification };
    },
    // Asked beside the state, which tells whether it is a link.
    sees: () => [{ path, hasParent: false, hasAccounts: false }],
  };
}

/** The state that is meant when none is given: what is there, `directory` for recurse, `file`. */
function resolveWanted(params: FileModuleParams, path: PathState): FileKind {
  if (params.state !== undefined) return params.state;
  if (path.self !== undefined) return describeKind(path.self);
  return params.recurse ? 'directory' : 'file';
}

function sourcePath(src: string, path: PathState): string {
  const base = path.self?.kind === 'directory' ? path.path : parentOf(path.path);
  return joinPath(base, src);
}

interface Asked {
  readonly path: PathState;
  readonly below: readonly BelowEntry[];
  readonly isEmptyDirectory: boolean;
  readonly times: FileModuleState['times'];
  readonly content: DirectoryContent | undefined;
  /** The source of a link, if the path is not a directory. */
  readonly guess: PathState | undefined;
}

async function askFirst(
  params: FileModuleParams,
  host: HostReader,
  path: string,
  { linkText, isDiffMode }: { readonly linkText: string | undefined; readonly isDiffMode: boolean },
): Promise<Asked> {
  const { owner, group, attributes, follow, recurse, force, state } = params;
  const question = { owner, group, attributes };
  const isForcedLink = (state === 'link' || state === 'hard') && force;
  const guessed = linkText === undefined ? undefined : joinPath(parentOf(path), linkText);
  const [found, below, isEmptyDirectory, times, content, guess] = await Promise.all([
    host.ask(pathState(path, question)),
    recurse ? host.ask(entriesBelow(path, follow)) : [],
    isForcedLink ? host.ask(emptyDirectory(path)) : false,
    hasTimes(params) ? host.ask(touchTimes(path)) : undefined,
    state === 'absent' && isDiffMode ? host.ask(directoryContent(path)) : undefined,
    guessed === undefined ? undefined : host.ask(pathState(guessed, question)),
  ]);
  return { path: found, below, isEmptyDirectory, times, content, guess };
}

/** With a source, a directory means the entry of that name in it; links and removals do not. */
async function askFile(
  params: FileModuleParams,
  host: HostReader,
  path: string,
  more: { readonly linkText: string | undefined; readonly isDiffMode: boolean },
): Promise<Asked> {
  const asked = await askFirst(params, host, path, more);
  const { linkText } = more;
  const isElsewhere = params.state === 'link' || params.state === 'absent';
  if (linkText === undefined || isElsewhere || asked.path.target?.kind !== 'directory')
    return asked;
  return askFirst(params, host, joinPath(path, baseName(linkText)), more);
}

/** Asks everything about the path in one turn; a link's source seldom needs a second. */
export async function inspectFile(
  params: FileModuleParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<FileModuleState> {
  const { owner, group, src } = params;
  const { isDiffMode } = controller;
  const shownPath = await toHostPath(host, params.path);
  const path = shownPath.replace(/(.)\/+$/, '$1');
  const text = src === undefined ? undefined : await toHostPath(host, src);
  const { guess, ...asked } = await askFile(params, host, path, { linkText: text, isDiffMode });
  const wanted = resolveWanted(params, asked.path);
  const linked = text ?? (wanted === 'link' ? asked.path.linkText : undefined);
  const actual = linked === undefined ? undefined : sourcePath(linked, asked.path);
  const source =
    actual === undefined || guess?.path === actual
      ? guess
      : await host.ask(pathState(actual, { owner, group }));
  return { wanted, shownPath, ...asked, source, isCheckMode: controller.isCheckMode };
}
