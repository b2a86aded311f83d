/** Backslash escapes in a text, as Python's string literals have them. Pure. */

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Reads the escapes of a text; an escape that is none stays as it is written. */
export function unescapeText(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9A-Fa-f]{2})|([0-7]{1,3})|([\s\S]))/g,
    (whole: string, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8) & 0xff);
      return SIMPLE[letter ?? ''] ?? whole;
    },
  );
}
