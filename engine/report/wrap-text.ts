/** Widths and line breaks of text on a terminal. Knows nothing of events or colours. */

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
const INVISIBLE = /[\p{Mark}\p{Cf}]/u;

/** Counts the columns that a text takes on a terminal. */
export function countColumns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (INVISIBLE.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** Cuts into words with the spaces before them; words also break behind a hyphen. */
function toChunks(text: string): string[] {
  return text
    .replaceAll(/\s/gu, ' ')
    .split(/(?<=\S)(?= )|(?<=\w[\p{L}_]-)(?=\w+[\p{L}_])/u)
    .filter((chunk) => chunk !== '');
}

/**
 * Breaks text into lines as Python's `textwrap.wrap` does: at spaces and behind hyphens, and inside
 * a word only when it is longer than a line.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const chunk of toChunks(text)) {
    if (line !== '' && line.length + chunk.length > width) {
      lines.push(line);
      line = '';
    }
    line += lines.length > 0 && line === '' ? chunk.trimStart() : chunk;
    for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width));
  }
  if (line.trim() !== '') lines.push(line);
  return lines.map((done) => done.trimEnd());
}
