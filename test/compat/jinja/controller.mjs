/** A playbook's folder as lookups and includes see it: real files, real commands, no network. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

function findIn(dir, folder, name) {
  if (isAbsolute(name)) return existsSync(name) ? name : undefined;
  const places = [join(dir, folder, name), join(dir, name)];
  return places.find((path) => existsSync(path));
}

function toPattern(name) {
  const escaped = name.replace(/[.+^${}()|\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
}

function glob(dir, pattern) {
  const search = (path) => {
    const folder = dirname(path);
    if (!existsSync(folder)) return [];
    const wanted = toPattern(path.slice(folder.length + 1));
    const names = readdirSync(folder).filter((name) => wanted.test(name) && !name.startsWith('.'));
    return names.map((name) => join(folder, name)).filter((found) => statSync(found).isFile());
  };
  if (isAbsolute(pattern)) return search(pattern).sort();
  const found = search(join(dir, 'files', pattern));
  return (found.length > 0 ? found : search(join(dir, pattern))).sort();
}

function look(path) {
  if (!existsSync(path)) {
    try {
      return { kind: 'missing', isLink: lstatSync(path).isSymbolicLink(), isMount: false };
    } catch {
      return undefined;
    }
  }
  const facts = statSync(path);
  const kind = facts.isFile() ? 'file' : facts.isDirectory() ? 'directory' : 'other';
  const isMount = path === '/' || ['/proc', '/sys', '/dev'].includes(path);
  return { kind, isLink: lstatSync(path).isSymbolicLink(), isMount };
}

/** Makes the reader of a playbook's folder; `env` is what the lookup `env` sees. */
export function makeReader(dir, env) {
  return {
    find: (folder, name) => findIn(dir, folder, name),
    readText: (path) => readFileSync(path, 'utf8'),
    glob: (_, pattern) => glob(dir, pattern),
    env: (name) => env[name],
    pipe: (command) => execFileSync('/bin/sh', ['-c', command], { cwd: dir, encoding: 'utf8' }),
    url: () => {
      throw new Error('no network here');
    },
    now: () => new Date(),
    look,
  };
}
