/** The probe that lists a directory with what `stat` says of each entry. */
import { sh } from '../../shell/index.ts';
import { TaskFailure, type Probe, type Reply } from '../contract.ts';
import { refuseMissingTool } from '../missing-tool.ts';
import { parseFileInfo, STAT_FORMAT, type FileInfo } from './file-info.ts';

/** One entry; symlinks are not followed. */
export interface DirectoryEntry extends FileInfo {
  /** Path below the directory that was listed: `conf.d/10-swap.conf`. */
  readonly name: string;
}

/** How to list. */
export interface ListOptions {
  /** Go down into directories (never through symlinks). Default false. */
  readonly recurse?: boolean;
}

/** Stands before each entry; a name that holds it right behind a newline would be cut there. */
const SEPARATOR = '\x1e';

function parseEntry(text: string): DirectoryEntry | undefined {
  const [first = '', owner = '', group = '', ...rest] = text.replace(/\n$/, '').split('\n');
  const info = parseFileInfo([first, owner, group]);
  return info === undefined ? undefined : { ...info, name: rest.join('\n').replace(/^\.\//, '') };
}

function parseListing(path: string, reply: Reply): readonly DirectoryEntry[] | undefined {
  refuseMissingTool(reply);
  if (reply.rc !== 0) {
    const said = reply.stderr.trim();
    if (/can't cd|No such file|Not a directory/.test(said) && reply.stdout === '') return undefined;
    throw new TaskFailure(`Could not list ${path}: ${said}`, { stderr: said });
  }
  return reply.stdout
    .split(new RegExp(`(?:^|\n)${SEPARATOR}`))
    .map(parseEntry)
    .filter((entry) => entry !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Asks what is in a directory, looking through a symlink that stands there itself.
 * @returns a probe that answers entries sorted by name, or undefined when it is no directory
 */
export function listDirectory(
  path: string,
  options: ListOptions = {},
): Probe<readonly DirectoryEntry[] | undefined> {
  const recurse = options.recurse === true;
  const depth = recurse ? [] : ['-maxdepth', '1'];
  const format = `${SEPARATOR}${STAT_FORMAT}\n%n`;
  return {
    name: 'list-directory',
    params: { path, recurse },
    script: sh`[ ! -e ${path} ] || [ -d ${path} ] || { echo 'Not a directory' >&2; exit 20; }
cd -- ${path} && exec find . -mindepth 1 ${depth} -exec stat -c ${format} -- {} +`,
    parse: (reply) => parseListing(path, reply),
  };
}
