/** A RenderContext over plain variables and a playbook folder: real files, real commands. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  Dict,
  Float,
  ProblemError,
  isList,
  locateScalar,
  type Located,
  type LocatedScalar,
  type Value,
} from '../../engine/base/index.ts';
import { pyStr } from '../../engine/template/index.ts';
import type { LookupReader, RenderContext, Templates } from '../../engine/template/index.ts';
import type { Encoded } from './encode-value.ts';

/** Gives text a place of its own. */
export function locatePlain(text: string): LocatedScalar {
  return locateScalar(text, { file: { path: '<test>', text }, start: 0, end: text.length });
}

/** The controller's files below a folder; no network. */
export function makeReader(folder: string): LookupReader {
  return {
    find: (kind, name) => {
      const places = isAbsolute(name) ? [name] : [join(folder, kind, name), join(folder, name)];
      return places.find((path) => existsSync(path));
    },
    readText: (path) => readFileSync(path, 'utf8'),
    glob: () => readdirSync(join(folder, 'files')).map((name) => join(folder, 'files', name)),
    env: () => undefined,
    pipe: (command) => execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }),
    url: () => {
      throw new Error('no network');
    },
    now: () => new Date(0),
  };
}

/** Builds what record.py's tagged JSON stands for. */
export function decodeValue(encoded: Encoded): Value {
  if (encoded === null || typeof encoded !== 'object') return encoded;
  if (isEncodedList(encoded)) return encoded.map(decodeValue);
  const [[tag, content] = ['', null]] = Object.entries(encoded);
  if (tag === '$float') return new Float(Number(content));
  if (tag === '$int' && typeof content === 'string') return BigInt(content);
  return new Dict(
    Object.entries(encoded).map(([key, value]) => [key, decodeValue(value)] as const),
  );
}

function isEncodedList(encoded: Encoded): encoded is readonly Encoded[] {
  return Array.isArray(encoded);
}

function toLocated(value: Value): Located {
  const { span } = locatePlain('');
  if (isList(value)) return { kind: 'list', items: value.map(toLocated), span };
  if (!(value instanceof Dict)) return locateScalar(value, span);
  const entries = [...value].map(([key, entry]) => ({
    key: locatePlain(pyStr(key)),
    value: toLocated(entry),
  }));
  return { kind: 'map', entries, span };
}

function holdsTemplate(value: Value, templates: Templates): boolean {
  if (typeof value === 'string') return templates.isTemplate(value);
  const inside = isList(value) ? value : value instanceof Dict ? [...value.values()] : [];
  return inside.some((item) => holdsTemplate(item, templates));
}

/** Variables that are rendered when asked for, each once, with a guard against cycles. */
export function makeContext(
  vars: Readonly<Record<string, Encoded>>,
  folder: string,
  templates: Templates,
): RenderContext {
  const known = new Map(Object.entries(vars).map(([name, value]) => [name, decodeValue(value)]));
  const open = new Set<string>();
  const done = new Map<string, Value>();
  const context: RenderContext = {
    reader: makeReader(folder),
    names: {
      has: (name) => known.has(name),
      all: () => known.keys(),
      isTemplated: (name) => {
        const value = known.get(name);
        return typeof value === 'string' && templates.isTemplate(value);
      },
      holdsTemplates: (name) => holdsTemplate(known.get(name) ?? null, templates),
      get: (name) => {
        const raw = known.get(name);
        if (raw === undefined || done.has(name)) return done.get(name);
        if (open.has(name)) {
          throw new ProblemError({ code: 'template-failed', message: `${name} refers to itself` });
        }
        open.add(name);
        try {
          const value = templates.render(toLocated(raw), context);
          done.set(name, value);
          return value;
        } finally {
          open.delete(name);
        }
      },
    },
  };
  return context;
}
