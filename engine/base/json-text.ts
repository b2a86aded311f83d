/** Text in JSON as Python writes it. */

/**
 * Quotes a text as Python's `json.dumps` does by default, which escapes all but printable ASCII.
 * @returns the text with its double quotes
 */
export function quoteAsciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
