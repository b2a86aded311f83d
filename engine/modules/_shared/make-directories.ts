/** Directories that a path needs: which are missing above it, and the steps that make them. Pure. */
import type { FileAttributes, Step } from '../../host/index.ts';
import { parentOf } from './host-path.ts';
import type { PathState } from './path-state.ts';

/** The directories that are missing above a path, outermost first. */
export function findMissingParents(state: PathState): readonly string[] {
  if (state.self !== undefined || state.ancestor === undefined) return [];
  const missing: string[] = [];
  let path = parentOf(state.path);
  while (path !== state.ancestor && path !== '/' && path !== '.') {
    missing.unshift(path);
    path = parentOf(path);
  }
  return missing;
}

/** The steps that make directories, in their order. */
export function makeDirectories(
  paths: readonly string[],
  attributes: FileAttributes = {},
): readonly Step[] {
  return paths.map((path) => ({ do: 'mkdir', title: `make ${path}`, path, attributes }));
}
