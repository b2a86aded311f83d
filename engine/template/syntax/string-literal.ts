/**
 * Reads the inside of a quoted string of a template as Python's `unicode-escape` codec does.
 * Jinja turns a string token's text into its value this way (jinja2/lexer.py, `wrap`).
 */

const SIMPLE = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([^}]*)\}|([^]))/gu;
const BROKEN =
  /(?:^|[^\\])(?:\\\\)*\\(?:x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|N(?!\{[^}]+\})|U(?![0-9a-fA-F]{8}))/u;

function toCharacter(digits: string, base: number): string {
  const code = Number.parseInt(digits, base);
  if (code > 0x10ffff) throw new SyntaxError('illegal Unicode character');
  return String.fromCodePoint(code);
}

/**
 * Undoes the escapes of a string literal.
 * @param text what stands between the quotes
 * @throws SyntaxError for a truncated `\x`, `\u` or `\U`, in Python's words
 */
export function unescapeString(text: string): string {
  if (!text.includes('\\')) return text;
  if (BROKEN.test(text)) throw new SyntaxError('truncated \\xXX escape');
  return text.replace(ESCAPE, (whole, ...groups: (string | undefined)[]) => {
    const [hex, short, long, octal, name, simple] = groups;
    if (octal !== undefined) return toCharacter(octal, 8);
    const digits = hex ?? short ?? long;
    if (digits !== undefined) return toCharacter(digits, 16);
    if (name !== undefined) throw new SyntaxError('unknown Unicode character name');
    return simple === undefined ? whole : (SIMPLE.get(simple) ?? whole);
  });
}
