/** What the system says of a failed call, in the words that Python has for it. */

/** Linux' errors that files fail with, in the words of strerror(3). Source: errno(3). */
const WORDS: ReadonlyMap<number, string> = new Map([
  [1, 'Operation not permitted'],
  [2, 'No such file or directory'],
  [13, 'Permission denied'],
  [16, 'Device or resource busy'],
  [17, 'File exists'],
  [18, 'Invalid cross-device link'],
  [20, 'Not a directory'],
  [21, 'Is a directory'],
  [28, 'No space left on device'],
  [30, 'Read-only file system'],
  [31, 'Too many links'],
  [36, 'File name too long'],
  [39, 'Directory not empty'],
  [40, 'Too many levels of symbolic links'],
  [122, 'Disk quota exceeded'],
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...[...WORDS].map(([number, words]) => [words, number] as const),
  // What dash says of it, and of 20, where a file cannot be made.
  ['Directory nonexistent', 2],
]);

/** Writes an error as Python does: `[Errno 2] No such file or directory`. */
export function osError(number: number): string {
  return `[Errno ${number}] ${WORDS.get(number) ?? ''}`;
}

/**
 * Reads the last words of a tool's complaint.
 * @returns the error as Python writes it, or undefined when the tool complains of something else
 */
export function toOsError(stderr: string): string | undefined {
  const number = NUMBERS.get(stderr.trim().split(': ').at(-1) ?? '');
  return number === undefined ? undefined : osError(number);
}
