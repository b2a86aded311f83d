/** Splits text into lines as Python does, which is how Ansible makes every `…_lines`. Pure. */

const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/gu;

/**
 * Python's `str.splitlines`: at every end of a line that Unicode knows; an end at the very end opens no
 * further line.
 */
export function splitLines(text: string, ends: 'keep-ends' | 'drop-ends' = 'drop-ends'): string[] {
  const lines: string[] = [];
  let from = 0;
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length;
    lines.push(text.slice(from, ends === 'keep-ends' ? end : match.index));
    from = end;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}
