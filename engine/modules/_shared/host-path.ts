/** Words that a host must expand: `~`, `~user` and `$VARIABLE` in paths and command arguments. */
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';

/** Says whether a host has to expand something in this text. */
export function isExpandable(text: string): boolean {
  return text.startsWith('~') || /\$(\w|\{\w+\})/.test(text);
}

function expandVariables(text: string): Sh {
  const parts: Sh[] = [];
  let last = 0;
  for (const match of text.matchAll(/\$(?:(\w+)|\{(\w+)\})/g)) {
    const name = match[1] ?? match[2] ?? '';
    if (match.index > last) parts.push(sh`${text.slice(last, match.index)}`);
    // An unset variable stays as it is written, as with Python's os.path.expandvars.
    if (/^[A-Za-z_]/.test(name)) {
      parts.push(rawSh(`"\${${name}-\\${match[0].replace('}', '\\}')}}"`));
    } else parts.push(sh`${match[0]}`);
    last = match.index + match[0].length;
  }
  if (last < text.length || parts.length === 0) parts.push(sh`${text.slice(last)}`);
  return joinSh(parts, '');
}

/** One shell word that expands to what Python's expanduser and expandvars give for `text`. */
export function toExpandingWord(text: string): Sh {
  const tilde = /^~[A-Za-z0-9_.-]*(?=\/|$)/.exec(text)?.[0];
  if (tilde === undefined) return expandVariables(text);
  // A quoted slash would keep the shell from expanding the tilde.
  const rest = text.slice(tilde.length + 1);
  const head = rawSh(text.length > tilde.length ? `${tilde}/` : tilde);
  return rest === '' ? head : joinSh([head, expandVariables(rest)], '');
}

function expanded(text: string): Probe<string> {
  return {
    name: 'expanded-path',
    script: sh`printf '%s.' ${toExpandingWord(text)}`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(`could not expand ${text}: ${stderr.trim()}`);
      return stdout.slice(0, -1);
    },
  };
}

/** Gives a path as the host means it; asks only when there is something to expand. */
export async function toHostPath(host: HostReader, path: string): Promise<string> {
  return isExpandable(path) ? host.ask(expanded(path)) : path;
}

/** Last part of a path; empty when it ends with a slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Everything before the last part; `/` for what stands in the root, `.` for a bare name. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at === -1 ? '.' : path.slice(0, at).replace(/\/+$/, '') || '/';
}

/** Joins as Python's os.path.join: an absolute second part wins. */
export function joinPath(directory: string, name: string): string {
  if (name.startsWith('/')) return name;
  return directory.endsWith('/') || directory === '' ? directory + name : `${directory}/${name}`;
}
