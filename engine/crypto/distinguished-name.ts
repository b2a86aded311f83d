/** Distinguished names: an ordered list of attributes, each with the string type that is due to it. */
import {
  childrenOf,
  objectId,
  objectIdOf,
  sequence,
  setOf,
  text,
  textOf,
  type Der,
} from './der.ts';
import { nameObjectId, resolveObjectId } from './object-names.ts';

/** One attribute: `{name: 'CN', value: 'system:node:master1'}`. */
export interface NameEntry {
  readonly name: string;
  readonly value: string;
}

/** RFC 5280 and PKCS #9 fix these types; all others are UTF-8. */
const TYPES: Readonly<Record<string, 'printable' | 'ia5'>> = {
  '2.5.4.5': 'printable',
  '2.5.4.6': 'printable',
  '2.5.4.46': 'printable',
  '1.2.840.113549.1.9.1': 'ia5',
  '0.9.2342.19200300.100.1.25': 'ia5',
};

/** Writes a name. @throws CryptoError for an attribute that is not known */
export function encodeName(entries: readonly NameEntry[]): Der {
  return sequence(
    ...entries.map(({ name, value }) => {
      const id = resolveObjectId(name);
      return setOf(sequence(objectId(id), text(value, TYPES[id] ?? 'utf8')));
    }),
  );
}

/** Reads a name; attributes get their long names. */
export function decodeName(name: Der | undefined): readonly NameEntry[] {
  return childrenOf(name).flatMap((group) =>
    childrenOf(group).map((attribute) => {
      const [id, value] = childrenOf(attribute);
      return { name: nameObjectId(objectIdOf(id)), value: textOf(value) };
    }),
  );
}

/** Gives every attribute its long name, so that names from different places can be compared. */
export function resolveNames(entries: readonly NameEntry[]): readonly NameEntry[] {
  return entries.map(({ name, value }) => ({ name: nameObjectId(resolveObjectId(name)), value }));
}

function toKey({ name, value }: NameEntry): string {
  return `${name}=${value}`;
}

/** Compares names, in order or as sets. */
export function isSameName(
  a: readonly NameEntry[],
  b: readonly NameEntry[],
  order: 'ordered' | 'any-order',
): boolean {
  const [left, right] = [a, b].map((entries) => [...resolveNames(entries)].map(toKey));
  if (left === undefined || right === undefined) return false;
  if (order === 'ordered') return left.join('\n') === right.join('\n');
  return [...new Set(left)].sort().join('\n') === [...new Set(right)].sort().join('\n');
}
