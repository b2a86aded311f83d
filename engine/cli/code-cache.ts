/**
 * Keeps what V8 made of the program's text under ~/.cache/kplay, so that the next start need not
 * compile it again: a third of the time of a command that touches no host. Only `main.ts` uses
 * this; a program that is run as single files (not joined by `npm run build`) is left alone.
 * Newer versions of Node bring the same (`module.enableCompileCache`), but only from 22.1 on.
 * Why so: docs/decisions/0012-compiled-code-is-kept.md.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Module, createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { cacheFolder } from './cache-folder.ts';
import { CodeFile, writeParts, type Part } from './code-file.ts';

/** Parts of the joined program: only they end so, and their names hold a hash of their text. */
const ENDING = '.cjs';

/** Source: Node's documentation of modules, «The module wrapper». */
const WRAPPER = [
  '(function (exports, require, module, __filename, __dirname) { ',
  '\n});',
] as const;

/** What the parts of a program compile to. */
export class CodeCache {
  readonly #program: string;
  readonly #path: string;
  readonly #kept: CodeFile;
  /** Node's own table of what is loaded, which the API for plug-ins comes to as well. */
  readonly #loaded: NodeJS.Dict<NodeJS.Module>;
  readonly #scripts = new Map<string, { readonly text: string; readonly script: Script }>();
  #hasNew = false;

  /**
   * Lets the parts of the program be loaded with what an earlier run has compiled.
   * @param program the folder of the joined program
   * @param folder where the cache's file is or will be
   */
  constructor(program: string, folder: string) {
    // What V8 would refuse each other's code for: its version and its flags.
    const flags = [process.version, process.arch, ...process.execArgv];
    this.#program = program;
    this.#path = join(folder, `code-${hashOf([program, ...flags].join(' '))}`);
    this.#kept = new CodeFile(this.#path);
    // eslint-disable-next-line typescript/no-deprecated -- «will never be removed» (Node's documentation); the hooks that follow it are for ES modules
    const { cache, extensions } = createRequire(join(program, 'main'));
    this.#loaded = cache;
    extensions[ENDING] = (module, path) => {
      this.#run(module, path);
    };
  }

  /** Loads a part that another part asks for: where it is needs no search. */
  #load(parent: NodeJS.Module, id: string): unknown {
    const path = join(this.#program, id);
    const known = this.#loaded[path];
    if (known !== undefined) return known.exports;
    const module = new Module(path, parent);
    module.filename = path;
    module.paths = parent.paths;
    this.#loaded[path] = module;
    this.#run(module, path);
    module.loaded = true;
    return module.exports;
  }

  #run(module: NodeJS.Module, path: string): void {
    const name = basename(path);
    const kept = this.#kept.get(name);
    const text = kept?.text ?? `${WRAPPER[0]}${readFileSync(path, 'utf8')}${WRAPPER[1]}`;
    const script = new Script(text, {
      filename: path,
      columnOffset: -WRAPPER[0].length,
      ...(kept === undefined ? {} : { cachedData: kept.code }),
    });
    if (script.cachedDataRejected !== false) this.#hasNew = true;
    this.#scripts.set(name, { text, script });
    const load = (id: string): unknown =>
      id.startsWith('./') && id.endsWith(ENDING) ? this.#load(module, id) : module.require(id);
    const run: unknown = script.runInThisContext();
    if (typeof run !== 'function') return;
    Reflect.apply(run, module.exports, [module.exports, load, module, path, dirname(path)]);
  }

  /**
   * Writes what this run has compiled, when a part was loaded that the cache did not know. A cache
   * that cannot be written is no reason to fail.
   */
  save(): void {
    if (!this.#hasNew) return;
    const parts = new Map<string, Part>();
    for (const name of this.#kept.names) {
      const part = this.#scripts.has(name) ? undefined : this.#kept.get(name);
      if (part !== undefined && existsSync(join(this.#program, name))) parts.set(name, part);
    }
    for (const [name, { text, script }] of this.#scripts) {
      parts.set(name, { text, code: script.createCachedData() });
    }
    try {
      writeParts(this.#path, parts);
    } catch {
      // No room, no right: the next start compiles again.
    }
  }
}

/** A short name for a text. Two that share it only write over each other's file. */
function hashOf(text: string): string {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return hash.toString(16);
}

/**
 * Makes the cache of the program that runs. `NODE_DISABLE_COMPILE_CACHE` switches it off, as it
 * does Node's own.
 * @param main the program's file
 */
export function makeCodeCache(
  main: string,
  env: Readonly<Record<string, string | undefined>>,
): CodeCache | undefined {
  if ((env['NODE_DISABLE_COMPILE_CACHE'] ?? '') !== '') return undefined;
  return new CodeCache(dirname(main), cacheFolder(env));
}
