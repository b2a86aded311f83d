/**
 * POSIX sh as text. `sh` is the only way to put a value into a script: every interpolation is
 * quoted, so no module ever pastes shell. Runs nothing.
 */

/** A piece of shell script that is safe to run: made by `sh`, `rawSh` and `joinSh` only. */
export interface Sh {
  readonly sh: string;
}

const SAFE_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * Quotes one word for POSIX sh.
 * @throws RangeError when the text holds a NUL, which no shell word can
 */
export function quote(text: string): string {
  if (text.includes('\0')) throw new RangeError('a shell word cannot hold a NUL character');
  return SAFE_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What may stand in a `sh` template: words are quoted, lists become words, scripts are nested. */
export type ShPart = string | number | Sh | readonly string[];

function compilePart(part: ShPart): string {
  if (typeof part === 'string') return quote(part);
  if (typeof part === 'number') return String(part);
  if ('sh' in part) return part.sh;
  return part.map(quote).join(' ');
}

/** Template tag: `sh\`rm -f -- ${path}\``. The literal text is the author's, the rest is quoted. */
export function sh(text: TemplateStringsArray, ...parts: readonly ShPart[]): Sh {
  let script = text.raw[0] ?? '';
  parts.forEach((part, index) => {
    script += compilePart(part) + (text.raw[index + 1] ?? '');
  });
  return { sh: script };
}

/** Takes script text that the user wrote as shell (`shell:`), verbatim. Never for our own values. */
export function rawSh(script: string): Sh {
  return { sh: script };
}

/** Joins scripts with a separator, a newline when none is named. */
export function joinSh(scripts: readonly Sh[], separator = '\n'): Sh {
  return { sh: scripts.map((script) => script.sh).join(separator) };
}

/**
 * The number of the process that a script runs in, for names that no other script may take: in a
 * session `$$` is the number of its shell, the same for all.
 */
const OWN_PID = `"$(exec sh -c 'echo "$PPID"')"`;

/**
 * What is put behind the name of a file for a backup of it. Source: Ansible's `backup_local`, but for
 * the number, which tells two backups of one second apart.
 */
export const BACKUP_ENDING: Sh = rawSh(`.${OWN_PID}.$(date +%Y-%m-%d@%H:%M:%S)~`);
