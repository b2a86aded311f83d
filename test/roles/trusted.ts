/** Test data of our own, read with the type that it is trusted to have. */
/* oxlint-disable typescript/no-unnecessary-type-parameters -- the caller vouches for the type of its own data */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

function isTrusted<T>(value: unknown): value is T {
  return value !== undefined;
}

/** Takes a value for what its author says it is. */
export function trust<T>(value: unknown): T {
  if (isTrusted<T>(value)) return value;
  throw new Error('there is no value');
}

/** Reads a file of YAML or JSON. */
export function readData<T>(path: string | URL): T {
  return trust<T>(parse(readFileSync(path, 'utf8')));
}
