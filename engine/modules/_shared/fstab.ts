/** The lines of fstab(5): finding, writing and removing the one of a mount point. Pure. */
import { endLine } from './config-file.ts';
import { readLines } from './file-text.ts';

/** One line of fstab, its fields without escapes. */
export interface MountEntry {
  readonly src: string;
  readonly name: string;
  readonly fstype: string;
  readonly opts: string;
  readonly dump: string;
  readonly passno: string;
}

/** fstab(5) writes blanks as octal escapes. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\134')
    .replaceAll(' ', '\\040')
    .replaceAll('\t', '\\011')
    .replaceAll('\n', '\\012')
    .replaceAll('&', '\\046');
}

/** Reads the octal escapes of fstab and /proc/self/mountinfo. */
export function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_match, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function fieldsOf(line: string): readonly string[] {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return [];
  const fields = text.split(/\s+/);
  return fields.length >= 4 && fields.length <= 6 ? fields : [];
}

/** Swap has no mount point of its own, so its device tells the lines apart. */
function isOf(fields: readonly string[], name: string, src: string | undefined): boolean {
  if (fields.length === 0 || unescape(fields[1] ?? '') !== name) return false;
  const isSwap = fields[1] === 'none' && fields[2] === 'swap' && src !== undefined;
  return !isSwap || unescape(fields[0] ?? '') === src;
}

/** The text with the entry in it; the same text when it is there. */
export function setEntry(text: string, entry: MountEntry): string {
  const { src, name, fstype, opts, dump, passno } = entry;
  const wanted = [escape(src), escape(name), fstype, escape(opts), dump, passno];
  const old = readLines(text);
  const isFound = old.some((line) => isOf(fieldsOf(line), name, src));
  const lines = old.map((line) => {
    const fields = fieldsOf(line);
    if (!isOf(fields, name, src)) return line;
    return fields.join(' ') === wanted.join(' ') ? line : `${wanted.join(' ')}\n`;
  });
  const kept = lines.join('');
  return isFound ? kept : `${endLine(kept)}${wanted.join(' ')}\n`;
}

/** The text without the entries of a mount point. */
export function removeEntry(text: string, name: string, src: string | undefined): string {
  return readLines(text)
    .filter((line) => !isOf(fieldsOf(line), name, src))
    .join('');
}
