/** Reads a file of logins by host (netrc(5)). Pure. */

/** A comment, or a macro, which goes on to the next empty line. */
const NO_ENTRY = /^\s*#.*$|^\s*macdef\b[^]*?(?:\n\s*\n|$(?![^]))/gm;

/** Gives `login:password` for a host, or those of `default`; undefined when there are none. */
export function findLogin(text: string, host: string): string | undefined {
  const entries = text
    .replace(NO_ENTRY, '')
    .split(/(?<!\S)(?=(?:machine\s+\S|default(?!\S)))/)
    .map((entry) => ` ${entry.trim()} `);
  const found =
    entries.find((entry) => wordBehind(entry, 'machine') === host) ??
    entries.find((entry) => entry.startsWith(' default '));
  if (found === undefined) return undefined;
  return `${wordBehind(found, 'login') ?? ''}:${wordBehind(found, 'password') ?? ''}`;
}

function wordBehind(entry: string, name: string): string | undefined {
  return new RegExp(`\\s${name}\\s+(\\S+)`).exec(entry)?.[1]?.replace(/^"(.*)"$/, '$1');
}
