/**
 * Runs recorded Jinja and Ansible cases against the built engine: builds values from tagged JSON,
 * renders as a task argument, a template file or a condition, and encodes what came out.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

const dist = process.env.KPLAY_DIST ?? new URL('../../../dist', import.meta.url).pathname;
const base = await import(`${dist}/base/index.js`);
const { createTemplates } = await import(`${dist}/template/index.js`);
const { Bytes, CalendarTime, Dict, Float, PySet, Tuple, isList } = base;

const unsafe = Symbol('text that must never be rendered');

function isUnsafe(given) {
  return typeof given === 'object' && given !== null && unsafe in given;
}

export const types = {
  float: (text) =>
    new Float(text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)),
  bigint: (text) => BigInt(text),
  tuple: (items) => new Tuple(items.map(toValue)),
  set: (items) => new PySet(items.map(toValue)),
  dict: (pairs) => new Dict(pairs.map(([key, value]) => [toValue(key), value])),
  unsafe: (text) => ({ [unsafe]: text }),
  bytes: (text) => new Bytes(Uint8Array.from(text, (character) => character.charCodeAt(0))),
};

function toValue(given) {
  if (isUnsafe(given)) return given[unsafe];
  if (Array.isArray(given)) return given.map(toValue);
  if (given instanceof Dict)
    return new Dict([...given].map(([key, value]) => [key, toValue(value)]));
  const isPlain = typeof given === 'object' && given !== null;
  if (!isPlain || Object.getPrototypeOf(given) !== Object.prototype) return given;
  return new Dict(Object.entries(given).map(([key, value]) => [key, toValue(value)]));
}

const nowhere = { file: { path: '<vars>', text: '' }, start: 0, end: 0 };

function toLocated(given) {
  if (isUnsafe(given)) return { ...base.locateScalar(given[unsafe], nowhere), isUnsafe: true };
  if (Array.isArray(given)) return { kind: 'list', items: given.map(toLocated), span: nowhere };
  const isPlain =
    typeof given === 'object' &&
    given !== null &&
    Object.getPrototypeOf(given) === Object.prototype;
  if (!isPlain && !(given instanceof Dict)) {
    if (given instanceof Tuple)
      return { kind: 'list', items: given.items.map(toLocated), span: nowhere };
    return base.locateScalar(given, nowhere);
  }
  const pairs = given instanceof Dict ? [...given] : Object.entries(given);
  const entries = pairs.map(([key, value]) => ({
    key: { ...base.locateScalar(key, nowhere), isUnsafe: true },
    value: toLocated(value),
  }));
  return { kind: 'map', entries, span: nowhere };
}

const encodeFloat = (value) => {
  if (Number.isFinite(value)) return { $float: Object.is(value, -0) ? '-0.0' : String(value) };
  return { $float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
};

export function encode(value) {
  if (value === null || ['boolean', 'string', 'number'].includes(typeof value)) return value;
  if (typeof value === 'bigint') return { $int: String(value) };
  if (value instanceof Float) return encodeFloat(value.value);
  if (isList(value)) return value.map(encode);
  if (value instanceof Tuple) return { $tuple: value.items.map(encode) };
  if (value instanceof PySet) return { $set: [...value].map(encode) };
  if (value instanceof Bytes) return { $bytes: String.fromCharCode(...value.data) };
  if (value instanceof CalendarTime) return value.text;
  return { $dict: [...value].map(([key, entry]) => [encode(key), encode(entry)]) };
}

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

function makeReader(dir) {
  return {
    find: (folder, name) => findIn(dir, folder, name),
    readText: (path) => readFileSync(path, 'utf8'),
    glob: (_, pattern) => glob(dir, pattern),
    env: (name) => process.env[name],
    pipe: (command) => execFileSync('/bin/sh', ['-c', command], { cwd: dir, encoding: 'utf8' }),
    url: () => {
      throw new Error('no network here');
    },
    now: () => new Date(),
    look: (path) => {
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
    },
  };
}

const engines = new Map();

function engineFor(extensions) {
  const key = extensions.join(',');
  if (!engines.has(key)) engines.set(key, createTemplates({ extensions }));
  return engines.get(key);
}

/** Variables as Ansible has them: rendered when asked for, each once, with a guard for cycles. */
function makeContext(vars, dir, templates) {
  const raw = vars instanceof Dict ? new Map(vars) : new Map(Object.entries(vars));
  const cache = new Map();
  const open = new Set();
  const context = { reader: makeReader(dir), names: undefined };
  const isTemplated = (name) => {
    const given = raw.get(name);
    return typeof given === 'string' && templates.isTemplate(given);
  };
  context.names = {
    has: (name) => raw.has(name),
    all: () => raw.keys(),
    isTemplated,
    get: (name) => {
      if (!raw.has(name)) return undefined;
      if (cache.has(name)) return cache.get(name);
      if (open.has(name)) {
        const message = `recursive loop detected in template: ${name}`;
        throw new base.ProblemError({ code: 'template-failed', message });
      }
      open.add(name);
      try {
        const value = templates.render(toLocated(raw.get(name)), context);
        cache.set(name, value);
        return value;
      } finally {
        open.delete(name);
      }
    },
  };
  return context;
}

const OPTION_NAMES = {
  trim_blocks: 'trimBlocks',
  lstrip_blocks: 'lstripBlocks',
  keep_trailing_newline: 'keepTrailingNewline',
  newline_sequence: 'newlineSequence',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

const KINDS = {
  'template-syntax': 'syntax',
  'undefined-variable': 'undefined',
  'template-failed': 'runtime',
};

function renderCase(template, vars, { mode, dir, opts = {} }) {
  const templates = engineFor(opts.extensions ?? []);
  const context = makeContext(vars, dir, templates);
  if (mode === 'when') return templates.test(toLocated(template), context);
  if (mode === 'string') return templates.render(toLocated(template), context);
  const options = Object.fromEntries(
    Object.entries(opts)
      .filter(([name]) => name in OPTION_NAMES)
      .map(([name, value]) => [OPTION_NAMES[name], value]),
  );
  const file = { path: join(dir, 'templates', 'case.j2'), text: template };
  return templates.renderFile(file, options, context);
}

export function render(template, vars, options) {
  try {
    return renderCase(template, vars, options);
  } catch (error) {
    const code = error instanceof base.ProblemError ? error.problems[0]?.code : undefined;
    if (code !== undefined) error.kind = KINDS[code];
    throw error;
  }
}
