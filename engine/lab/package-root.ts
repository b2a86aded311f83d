/** Finds files that ship with kplay beside its code: the same from `engine/` and from `dist/`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from './contract.ts';

/** By the package's own files: a folder of compiled code may have a package.json as well. */
function isPackageRoot(folder: string): boolean {
  return ['package.json', 'engine/lab/mirror'].every((path) => existsSync(join(folder, path)));
}

/**
 * Gives the folder of kplay's package, above this file.
 * @throws LabError when kplay's files were torn apart
 */
export function findPackageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isPackageRoot(folder)) {
    if (folder === dirname(folder))
      throw new LabError("kplay's own files are not where they belong");
    folder = dirname(folder);
  }
  return folder;
}
