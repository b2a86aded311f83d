/** A place in a text that moves as a reader takes what it knows; sticky patterns match right there. */

export interface TextCursor {
  readonly text: string;
  at: number;
}

/**
 * Takes what a sticky pattern finds right here.
 * @returns undefined, with the cursor where it was, when it finds nothing
 */
export function take(cursor: TextCursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at += match[0].length;
  return match;
}
