/**
 * Loads a library when a template first needs it. Rendering is synchronous, so `import()` cannot be
 * used; and a library that most runs never need must not slow every start.
 */
import { createRequire } from 'node:module';
import { Bug } from '../base/index.ts';

const load = createRequire(import.meta.url);

/** Makes a function that gives the library, loaded once. */
export function lazyLibrary<T>(name: string, isLibrary: (loaded: unknown) => loaded is T): () => T {
  let known: T | undefined;
  return () => {
    known ??= requireLibrary(name, isLibrary);
    return known;
  };
}

function requireLibrary<T>(name: string, isLibrary: (loaded: unknown) => loaded is T): T {
  const loaded: unknown = load(name);
  if (isLibrary(loaded)) return loaded;
  throw new Bug(`the library ${name} is not what it was`);
}

/** True for an object with a function of that name. */
export function hasFunction(loaded: unknown, name: string): boolean {
  if (typeof loaded !== 'object' || loaded === null) return false;
  return typeof Reflect.get(loaded, name) === 'function';
}
