/** Paths of a host as text: which are plain, and which are special to accounts. */

/** The directory a path is in; empty for the root. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** A path that means what it says: absolute, without `..`, `.`, empty parts or a slash at its end. */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && path.length > 1 && !/\/\.{0,2}(\/|$)/.test(path);
}

const ACCOUNT_FILES = new Set(['/etc/passwd', '/etc/group', '/etc/nsswitch.conf']);

/** A file that decides which users and groups there are. */
export function isAccountFile(path: string): boolean {
  return ACCOUNT_FILES.has(path);
}
