/**
 * Text as Python counts it: in code points. Most text has none beyond 16 bits, so everything here
 * looks for that first.
 */

const hasSurrogates = (text: string): boolean => /[\ud800-\udfff]/.test(text);

/** Splits text into its characters. */
export function toCharacters(text: string): readonly string[] {
  return hasSurrogates(text) ? [...text] : text.split('');
}

export function countCharacters(text: string): number {
  return hasSurrogates(text) ? [...text].length : text.length;
}

/** Turns an offset in UTF-16 units into one in characters. */
export function toCharacterOffset(text: string, offset: number): number {
  return hasSurrogates(text) ? [...text.slice(0, offset)].length : offset;
}

/** Repeats the pattern's first characters up to a width. */
export function padTo(text: string, width: number, fill: string, side: 'left' | 'right'): string {
  const missing = width - countCharacters(text);
  if (missing <= 0) return text;
  return side === 'left' ? fill.repeat(missing) + text : text + fill.repeat(missing);
}
