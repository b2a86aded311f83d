/** What a host's tools say of a failed call, in the words that Python has for it. */

/** Numbers of Linux' errors that files fail with, by strerror(3)'s words. Source: errno(3). */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['Operation not permitted', 1],
  ['No such file or directory', 2],
  // What dash says of it, and of 20, where a file cannot be made.
  ['Directory nonexistent', 2],
  ['Permission denied', 13],
  ['Device or resource busy', 16],
  ['File exists', 17],
  ['Invalid cross-device link', 18],
  ['Not a directory', 20],
  ['Is a directory', 21],
  ['No space left on device', 28],
  ['Read-only file system', 30],
  ['Too many links', 31],
  ['File name too long', 36],
  ['Directory not empty', 39],
  ['Too many levels of symbolic links', 40],
  ['Disk quota exceeded', 122],
]);

/**
 * Reads the last words of a tool's complaint.
 * @returns `[Errno 2] No such file or directory`, or undefined when it complains of something else
 */
export function toOsError(stderr: string): string | undefined {
  const words = stderr.trim().split(': ').at(-1) ?? '';
  const number = NUMBERS.get(words);
  const [name] = [...NUMBERS].find(([, other]) => other === number) ?? [];
  return name === undefined ? undefined : `[Errno ${String(number)}] ${name}`;
}
