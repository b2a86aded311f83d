/** What pip is asked for: names, perhaps with extras and versions, or addresses. Pure. */
import { fulfils } from './python-version.ts';

const OPERATOR = /^\s*(?:[<>]=?|[=!~]=)/;
const NAME = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*/;
const SPECIFIER = /^(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;)]+$/;

/** A name with specifiers; anything else is only handed to pip. */
export interface PipRequirement {
  /** As pip is told. */
  readonly text: string;
  /** Undefined for an address or a path. */
  readonly name: string | undefined;
  readonly specifiers: readonly string[];
}

/** Names mean the same with dashes, dots and underscores. */
export function toCanonicalName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** Says whether a name is an address of a version control system. */
export function isRepository(name: string): boolean {
  return /^(?:svn|git|hg|bzr)\+/.test(name);
}

/** Puts names together that a list tore at commas: `django>1.11`, `<1.12`. */
export function joinNames(names: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let isInBrackets = false;
  for (const part of names.flatMap((name) => name.split(','))) {
    const isOwn = !OPERATOR.test(part) && !isInBrackets;
    if (isOwn || joined.length === 0) joined.push(part);
    else joined.push(`${joined.pop() ?? ''},${part}`);
    if (part.includes('[')) isInBrackets = true;
    if (part.includes(']')) isInBrackets = false;
  }
  return joined;
}

/** Reads a name; specifiers are written in the order that Python gives them. */
export function parseRequirement(text: string): PipRequirement {
  const other = { text, name: undefined, specifiers: [] };
  const match = NAME.exec(text);
  if (match === null) return other;
  const [whole, name = '', extras] = match;
  const [versions = '', ...markers] = text.slice(whole.length).split(';');
  const bare = versions.trim().replace(/^\((.*)\)$/, '$1');
  const specifiers = bare === '' ? [] : bare.split(',').map((one) => one.trim());
  if (!specifiers.every((one) => SPECIFIER.test(one))) return other;
  const plain = specifiers.map((one) => one.replaceAll(/\s+/g, '')).sort();
  const words = (extras ?? '').split(',').map((one) => one.trim());
  const inBrackets = extras === undefined ? '' : `[${words.sort().join(',')}]`;
  const marker = markers.length === 0 ? '' : `; ${markers.join(';').trim()}`;
  return {
    text: name + inBrackets + plain.join(',') + marker,
    name: toCanonicalName(name),
    specifiers: plain,
  };
}

/** A name with the version that stands in a parameter of its own. */
export function withVersion({ text }: PipRequirement, version: string): PipRequirement {
  const trimmed = version.trimStart();
  return parseRequirement(text + (/^\d/.test(trimmed) ? '==' : ' ') + trimmed);
}

/** Versions by canonical name, out of `pip list --format=freeze`. */
export function readInstalled(list: string): ReadonlyMap<string, string> {
  const pairs = list.split('\n').flatMap((line) => {
    const [name, version] = line.trim().split('==');
    return name === undefined || version === undefined
      ? []
      : [[toCanonicalName(name), version] as const];
  });
  return new Map(pairs);
}

/** Says whether what is asked for is installed. */
export function isInstalled(
  { name, specifiers }: PipRequirement,
  installed: ReadonlyMap<string, string>,
): boolean {
  const version = name === undefined ? undefined : installed.get(name);
  return version !== undefined && specifiers.every((specifier) => fulfils(version, specifier));
}
