/** sources.list(5) in its one-line form: reading, switching on, adding and removing lines. Pure. */
import { readLines } from './file-text.ts';

/** A file of sources by its path. */
export interface SourcesFile {
  readonly path: string;
  readonly text: string;
}

interface Source {
  readonly isEnabled: boolean;
  /** The line without `#` and comment, with single blanks; undefined for what is no source. */
  readonly text: string | undefined;
  readonly comment: string;
}

const TYPES = ['deb', 'deb-src'];

function parseSource(line: string): Source {
  const trimmed = line.trim();
  const isEnabled = !trimmed.startsWith('#');
  const [body = '', ...comment] = (isEnabled ? trimmed : trimmed.slice(1)).split('#');
  const words = body.trim().split(/\s+/);
  const isSource = TYPES.includes(words[0] ?? '') && words.length > 1;
  const text = isSource ? words.join(' ') : undefined;
  return { isEnabled, text, comment: comment.join('#').trim() };
}

/** The line of a repository in the form that lines are compared in; undefined when it is none. */
export function toSourceLine(repo: string): string | undefined {
  return parseSource(repo.trim()).text;
}

function writeSource(line: string): string {
  const { isEnabled, text, comment } = parseSource(line);
  if (text === undefined) return line.endsWith('\n') ? line : `${line}\n`;
  const tail = comment === '' ? '' : ` # ${comment}`;
  return `${isEnabled ? '' : '# '}${text}${tail}\n`;
}

function normalize(file: SourcesFile): SourcesFile {
  return { path: file.path, text: readLines(file.text).map(writeSource).join('') };
}

/** A file's name from a repository's address, as apt-add-repository and Ansible make it. */
export function suggestFileName(source: string, filename: string | undefined): string {
  const [address = ''] = source
    .replaceAll(/\[[^\]]+\]/g, '')
    .replaceAll(/\w+:\/\//g, '')
    .split(/\s+/)
    .filter((word) => word !== '' && !TYPES.includes(word));
  const bare = address.includes('@') ? address.slice(address.indexOf('@') + 1) : address;
  const own = bare
    .replaceAll(/[^a-zA-Z0-9]/g, ' ')
    .trim()
    .split(/\s+/)
    .join('_');
  return `${filename ?? own}.list`;
}

/** Adds a source, or switches it on where it is commented out. Gives the files that differ. */
export function addSource(
  files: readonly SourcesFile[],
  source: string,
  path: string,
): readonly SourcesFile[] {
  const isMine = (line: string): boolean => parseSource(line).text === source;
  const isThere = files.some(({ text }) =>
    readLines(text).some((line) => isMine(line) && parseSource(line).isEnabled),
  );
  if (isThere) return [];
  const off = files.filter(({ text }) => readLines(text).some(isMine));
  if (off.length > 0) {
    return off.map((file) => {
      const lines = readLines(file.text).map((line) =>
        isMine(line) ? line.replace(/^\s*#\s*/, '') : line,
      );
      return normalize({ path: file.path, text: lines.join('') });
    });
  }
  const old = files.find((file) => file.path === path) ?? { path, text: '' };
  const { text } = normalize(old);
  return [{ path, text: `${text}${source}\n` }];
}

/** Removes a source everywhere. A file with nothing left has the text ''. */
export function removeSource(
  files: readonly SourcesFile[],
  source: string,
): readonly SourcesFile[] {
  return files.flatMap((file) => {
    const lines = readLines(file.text);
    const kept = lines.filter((line) => parseSource(line).text !== source);
    if (kept.length === lines.length) return [];
    return [normalize({ path: file.path, text: kept.join('') })];
  });
}
