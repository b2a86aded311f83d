/** Filters on paths, as Python's posixpath and ntpath see them. Only text, no file is touched. */
import { Tuple, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { keepsMarkup, plugin, pluginIn } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
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

function pathJoin(paths: Value): string {
  if (typeof paths === 'string') return paths;
  if (paths instanceof Undefined) paths.fail();
  if (!isSequence(paths)) {
    return fail(
      'TypeError',
      `|path_join expects string or sequence, got ${kindOf(paths)} instead.`,
    );
  }
  const parts = toItems(paths).map((part) => asText(part));
  if (parts.length === 0) fail('TypeError', "join() missing 1 required positional argument: 'a'");
  return joinPaths(parts);
}

/** The path from the controller's own folder, where its environment tells which that is. */
function toAbsolute(path: string, { context }: Runtime): string {
  const folder = context.reader.env('PWD');
  return path.startsWith('/') || folder === undefined ? path : joinPaths([folder, path]);
}

function onPath(work: (path: string) => Value) {
  return (path: Value): Value => work(asText(path, 'path'));
}

export const pathFilters = [
  plugin('basename', 'p', onPath(baseName)),
  plugin('dirname', 'p', onPath(directoryName)),
  keepsMarkup('splitext', 'p', onPath(splitExtension)),
  plugin('path_join', 'paths', pathJoin),
  pluginIn('relpath', "path, start='.'", (runtime) => (path, start) => {
    if (path === '') fail('ValueError', 'no path specified');
    return relativePath(toAbsolute(asText(path), runtime), toAbsolute(asText(start), runtime));
  }),
  pluginIn(
    'realpath',
    'filename',
    (runtime) => (path) => normalizePath(toAbsolute(asText(path, 'path'), runtime)),
  ),
  plugin('normpath', 'path', onPath(normalizePath)),
  pluginIn('expanduser', 'path', (runtime) => (path) => {
    const text = asText(path);
    const home = runtime.context.reader.env('HOME');
    return home === undefined
      ? text
      : text.replace(/^~root(?=\/|$)/u, '/root').replace(/^~(?=\/|$)/u, () => home);
  }),
  pluginIn(
    'expandvars',
    'path',
    (runtime) => (path) =>
      asText(path).replace(
        /\$(?:(\w+)|\{([^}]*)\})/gu,
        (whole, plain?: string, braced?: string) => {
          return runtime.context.reader.env(plain ?? braced ?? '') ?? whole;
        },
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
