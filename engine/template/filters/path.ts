/** Filters on paths, as Python's posixpath and ntpath see them. Only text, no file is touched. */
import { Bytes, Tuple, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { keepsMarkup, plugin, pluginIn } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { decodeBytes, encodeText } from '../values/codecs.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence, kindOf } from '../values/kinds.ts';
import { Undefined } from '../values/special.ts';

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function directoryName(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/u.test(head) ? head : head.replace(/\/+$/u, '');
}

/** Python's `os.path.normpath`. */
export function normalizePath(path: string): string {
  const slashes = /^\/*/u.exec(path)?.[0].length ?? 0;
  // POSIX gives two leading slashes a meaning of their own, three or more none.
  const root = slashes === 2 ? '//' : slashes > 0 ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/').filter((one) => one !== '' && one !== '.')) {
    const last = parts.at(-1);
    const isKept = part !== '..' || (root === '' && (last === undefined || last === '..'));
    if (isKept) parts.push(part);
    else parts.pop();
  }
  return root + parts.join('/') || '.';
}

/** Python's `os.path.join`. */
export function joinPaths(paths: readonly string[]): string {
  return paths.reduce((left, right) => {
    if (right.startsWith('/')) return right;
    return left === '' || left.endsWith('/') ? left + right : `${left}/${right}`;
  });
}

function splitExtension(path: string): Tuple {
  const name = baseName(path);
  const dot = name.lastIndexOf('.');
  const isHidden = /^\.*$/u.test(name.slice(0, Math.max(0, dot)));
  if (dot <= 0 || isHidden) return new Tuple([path, '']);
  const cut = path.length - name.length + dot;
  return new Tuple([path.slice(0, cut), path.slice(cut)]);
}

function relativePath(path: string, start: string): string {
  const [from, to] = [normalizePath(start), normalizePath(path)].map((one) =>
    one.split('/').filter((part) => part !== '' && part !== '.'),
  );
  const common = (from ?? []).findIndex((part, index) => part !== to?.[index]);
  const shared = common === -1 ? Math.min(from?.length ?? 0, to?.length ?? 0) : common;
  const up = (from ?? []).slice(shared).map(() => '..');
  return [...up, ...(to ?? []).slice(shared)].join('/') || '.';
}

/** Python's `ntpath.splitdrive`: a letter, or the server and the share. */
function findDrive(path: string): string {
  const share = /^(?:[/\\]{2}[?][/\\]UNC[/\\]|[/\\]{2})[^/\\]*[/\\][^/\\]*(?=[/\\])/iu.exec(path);
  if (share !== null) return share[0];
  if (/^[/\\]{2}/u.test(path)) return path;
  return /^[^]:/u.exec(path)?.[0] ?? '';
}

function windowsParts(path: string): { head: string; tail: string } {
  const drive = findDrive(path);
  const rest = path.slice(drive.length);
  const cut = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
  const head = rest.slice(0, cut);
  const trimmed = head.replace(/[/\\]+$/u, '');
  return { head: drive + (trimmed === '' ? head : trimmed), tail: rest.slice(cut) };
}

const readBytes = (path: Bytes): string => decodeBytes(path, 'utf-8', 'surrogateescape');

/** What becomes of a path of bytes is bytes again. */
function toBytes(made: Value): Value {
  if (made instanceof Tuple) return new Tuple(made.items.map(toBytes));
  return typeof made === 'string' ? encodeText(made, 'utf-8', 'surrogateescape') : made;
}

function onPath(work: (path: string) => Value) {
  return (path: Value): Value =>
    path instanceof Bytes ? toBytes(work(readBytes(path))) : work(asText(path, 'path'));
}

/** Works on several paths: all text or all bytes. */
function onPaths(paths: readonly Value[], work: (paths: readonly string[]) => string): Value {
  if (paths.length > 0 && paths.every((path) => path instanceof Bytes)) {
    return toBytes(work(paths.map(readBytes)));
  }
  return work(paths.map((path) => asText(path)));
}

function pathJoin(paths: Value): Value {
  if (typeof paths === 'string') return paths;
  if (paths instanceof Undefined) paths.fail();
  if (!isSequence(paths)) {
    return fail(
      'TypeError',
      `|path_join expects string or sequence, got ${kindOf(paths)} instead.`,
    );
  }
  const parts = toItems(paths);
  if (parts.length === 0) fail('TypeError', "join() missing 1 required positional argument: 'a'");
  return onPaths(parts, joinPaths);
}

/** The path from the controller's own folder, where its environment tells which that is. */
function toAbsolute(path: string, { context }: Runtime): string {
  const folder = context.reader.env('PWD');
  return path.startsWith('/') || folder === undefined ? path : joinPaths([folder, path]);
}

export const pathFilters = [
  plugin('basename', 'p', onPath(baseName)),
  plugin('dirname', 'p', onPath(directoryName)),
  keepsMarkup('splitext', 'p', onPath(splitExtension)),
  plugin('path_join', 'paths', pathJoin),
  pluginIn('relpath', "path, start='.'", (runtime) => (path, start) => {
    if (path === '') fail('ValueError', 'no path specified');
    const from = path instanceof Bytes && start === '.' ? toBytes(start) : start;
    return onPaths([path, from], ([to = '', at = '']) =>
      relativePath(toAbsolute(to, runtime), toAbsolute(at, runtime)),
    );
  }),
  pluginIn('realpath', 'filename', (runtime) =>
    onPath((path) => normalizePath(toAbsolute(path, runtime))),
  ),
  plugin('normpath', 'path', onPath(normalizePath)),
  pluginIn('expanduser', 'path', (runtime) =>
    onPath((path) => {
      const home = runtime.context.reader.env('HOME');
      return home === undefined
        ? path
        : path.replace(/^~root(?=\/|$)/u, '/root').replace(/^~(?=\/|$)/u, () => home);
    }),
  ),
  pluginIn('expandvars', 'path', (runtime) =>
    onPath((path) =>
      path.replace(/\$(?:(\w+)|\{([^}]*)\})/gu, (whole, plain?: string, braced?: string) => {
        return runtime.context.reader.env(plain ?? braced ?? '') ?? whole;
      }),
    ),
  ),
  plugin(
    'win_basename',
    'p',
    onPath((path) => windowsParts(path).tail),
  ),
  plugin(
    'win_dirname',
    'p',
    onPath((path) => windowsParts(path).head),
  ),
  plugin(
    'win_splitdrive',
    'p',
    onPath((path) => {
      const drive = findDrive(path);
      return new Tuple([drive, path.slice(drive.length)]);
    }),
  ),
  pluginIn(
    'fileglob',
    'pathname',
    (runtime) => (pattern) => runtime.context.reader.glob('files', asText(pattern)),
  ),
];
