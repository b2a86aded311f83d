/** Pieces of Markdown that all generated pages are made of. */

/** The first line of every generated page. */
export const GENERATED = '<!-- Generated from the declarations by `npm run gen`; do not edit. -->';

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** Writes a table; line breaks in cells become spaces. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const toLine = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [toLine(head), toLine(head.map(() => '---')), ...rows.map(toLine)];
}

/** Joins the lines of a page, with one newline at its end. */
export function joinPage(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
