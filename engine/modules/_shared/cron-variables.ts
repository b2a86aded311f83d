/**
 * Variables in a table of cron as `cronvar` reads them: a word, an equals sign, the rest. Pure.
 * Source: the module of community.general 6, which reads lines with Python's shlex.
 */
import type { VariablePlace } from './crontab.ts';

interface Declaration {
  readonly name: string;
  /** Without blanks outside of quotes, as shlex leaves it. */
  readonly value: string;
}

/** A word, with quotes in it; what is quoted; or one of the other characters. What follows `#` is no part of it. */
const TOKEN = /[^\s=#"'][^\s=#]*|"[^"]*"|'[^']*'|=|#.*|["']/gu;

/** Reads a line that declares a variable; undefined for any other line. */
function readDeclaration(line: string): Declaration | undefined {
  const [name, equals, ...rest] = [...line.matchAll(TOKEN)]
    .map(([token]) => token)
    .filter((token) => !token.startsWith('#'));
  if (name === undefined || equals !== '=') return undefined;
  return { name, value: rest.join('') };
}

/** Names of all variables, in the order of their lines. */
export function listDeclared(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => readDeclaration(line)?.name ?? []);
}

function place(
  lines: readonly string[],
  line: string,
  { insertafter, insertbefore }: VariablePlace,
): readonly string[] {
  const other = insertbefore ?? insertafter;
  if (other === undefined) return [line, ...lines];
  return lines.flatMap((one) => {
    if (readDeclaration(one)?.name !== other) return [one];
    return insertbefore === undefined ? [one, line] : [line, one];
  });
}

/**
 * Sees to it that a variable has a value, or is not there.
 * @param value undefined takes it away
 * @returns the same lines when nothing changes
 */
export function editVariable(
  lines: readonly string[],
  name: string,
  value: string | undefined,
  where: VariablePlace,
): readonly string[] {
  const found = lines.map(readDeclaration).find((one) => one?.name === name);
  const line = `${name}=${value ?? ''}`;
  const isOwn = (one: string): boolean => readDeclaration(one)?.name === name;
  if (value === undefined) return found === undefined ? lines : lines.filter((one) => !isOwn(one));
  if (found === undefined) return place(lines, line, where);
  if (found.value === value || lines.includes(line)) return lines;
  return lines.map((one) => (isOwn(one) ? line : one));
}
