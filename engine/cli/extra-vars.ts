/** `-e` in all its forms: `k=v k2=v2`, YAML or JSON text, `@file`. */
import { ProblemError, type LocatedMap } from '../base/index.ts';
import { loadFile, parseKeyValue, parseYaml, type VaultReader } from '../source/index.ts';

function parseOne(text: string, vault: VaultReader): LocatedMap {
  const isFile = text.startsWith('@');
  const file = isFile ? loadFile(text.slice(1), vault) : { path: '<extra vars>', text };
  if (!isFile && !/^\s*[[{]/.test(text))
    return parseKeyValue(text, { file, start: 0, end: text.length });
  const located = parseYaml(file, { vault });
  if (located.kind === 'map') return located;
  throw new ProblemError({
    code: 'extra-vars-not-a-mapping',
    message: `extra variables must be a mapping, k=v, or @FILE`,
    span: located.span,
  });
}

/** Joins all `-e` options; a later one wins. @throws ProblemError */
export function parseExtraVars(texts: readonly string[], vault: VaultReader): LocatedMap {
  const maps = texts.map((text) => parseOne(text, vault));
  const file = { path: '<extra vars>', text: texts.join(' ') };
  const span = { file, start: 0, end: file.text.length };
  return { kind: 'map', entries: maps.flatMap((map) => map.entries), span };
}
