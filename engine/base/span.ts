/**
 * Places in source text. A `Span` travels with every value from the file it was read from to the
 * error that is drawn under it. Lines and columns are computed only when a problem is shown.
 */

/** A text that was read from somewhere: `path` is what the user would type, or `<extra vars>`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** True for a text that came out of a vault: no problem may show any of it. */
  readonly isSecret?: boolean;
}

/** A half-open range of `file.text`, in UTF-16 code units from 0. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A place for people: line and column count from 1, columns count characters (code points). */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the line and column of a span's start.
 * @returns the place of `span.start`, clamped to the text
 */
export function toPlace(span: Span): Place {
  const before = span.file.text.slice(0, span.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { path: span.file.path, line, column: [...before.slice(lineStart)].length + 1 };
}

/** Writes a span as `path:line:column`, the form that editors and terminals make clickable. */
export function describePlace(span: Span): string {
  const place = toPlace(span);
  return `${place.path}:${String(place.line)}:${String(place.column)}`;
}
