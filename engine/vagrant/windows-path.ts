/**
 * Paths of Windows inside WSL, where `vagrant.exe` names keys as `C:/Users/…`.
 * Source: learn.microsoft.com, «Working across file systems».
 */

/** Gives the path under which WSL shows a file of Windows; other paths stay. */
export function fromWindowsPath(path: string): string {
  const match = /^([A-Za-z]):[\\/](.*)$/.exec(path);
  if (match === null) return path;
  const [, drive = '', rest = ''] = match;
  return `/mnt/${drive.toLowerCase()}/${rest.replaceAll('\\', '/')}`;
}
