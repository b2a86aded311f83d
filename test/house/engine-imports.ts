/** Reads who imports whom in the engine, from its source text. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'rolldown/utils';

/** One import of one file; `to` is a path below the engine for its own files, else a package. */
export interface ImportLine {
  readonly from: string;
  readonly to: string;
  readonly isOwn: boolean;
  /** Only types are imported: nothing of it is left when the code runs. */
  readonly isTypeOnly: boolean;
}

/** Lists the source files below a folder. */
export function listSources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();
}

interface Written {
  readonly module: string;
  readonly isTypeOnly: boolean;
}

/** `import type …`, or braces in which every name has `type` before it. */
function isTypeOnly(statement: string): boolean {
  if (/^(?:import|export)\s+type\b/.test(statement)) return true;
  const [, names = ''] = /^(?:import|export)\s*\{([^}]*)\}/.exec(statement) ?? [];
  const written = names.split(',').filter((name) => name.trim() !== '');
  return written.length > 0 && written.every((name) => /^\s*type\s/.test(name));
}

function readImports(path: string, text: string): readonly Written[] {
  const { program, module } = parseSync(path, text);
  const written = program.body.flatMap((node) => {
    const isImport =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportNamedDeclaration' ||
      node.type === 'ExportAllDeclaration';
    if (!isImport || node.source === null) return [];
    const statement = text.slice(node.start, node.end);
    return [{ module: node.source.value, isTypeOnly: isTypeOnly(statement) }];
  });
  const known = new Set(written.map((line) => line.module));
  // Code runs through `import()` too, only later.
  const later = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const [, name] = /^(['"])(.*)\1$/.exec(text.slice(start, end))?.slice(1) ?? [];
    return name === undefined || known.has(name) ? [] : [{ module: name, isTypeOnly: false }];
  });
  return [...written, ...later];
}

/** Lists every import, re-export, type import and `import()` of the files below a folder. */
export function listImports(folder: string): readonly ImportLine[] {
  return listSources(folder).flatMap((from) =>
    readImports(from, readFileSync(join(folder, from), 'utf8')).map(({ module, isTypeOnly }) => {
      const isOwn = module.startsWith('.');
      const path = join(folder, dirname(from), module);
      return { from, to: isOwn ? relative(folder, path) : module, isOwn, isTypeOnly };
    }),
  );
}

/** The room of a file below the engine; undefined for the engine's own index.ts. */
export function roomOf(path: string): string | undefined {
  const [room, rest] = path.split('/');
  return rest === undefined ? undefined : room;
}

/**
 * Finds import cycles between files. Imports of types alone do not count: they are gone when the
 * code runs.
 * @returns the files of each cycle, in the order in which they import each other
 */
export function findCycles(imports: readonly ImportLine[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isOwn, isTypeOnly } of imports) {
    if (isOwn && !isTypeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const cycles: (readonly string[])[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at !== -1) cycles.push([...path.slice(at), file]);
    if (at !== -1 || done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
