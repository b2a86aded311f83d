/** Facts that the host's owner left in facts.d: INI or JSON files, and programs that print them. */
import { toValue, type Plain } from '../../../base/index.ts';
import { sh } from '../../../shell/index.ts';
import { decodeBase64, decodeText } from '../file-text.ts';
import { mark, type Answer, type Facts, type FactFamily } from './fact-family.ts';

function toPlain(json: unknown): Plain {
  if (json === null || typeof json === 'boolean' || typeof json === 'number') return json;
  if (typeof json === 'string') return json;
  if (Array.isArray(json)) return json.map(toPlain);
  return typeof json === 'object'
    ? Object.fromEntries(Object.entries(json).map(([key, item]) => [key, toPlain(item)]))
    : null;
}

/** Reads sections of `key = value`, as Python's configparser does (names in lower case). */
function parseIni(text: string): Record<string, Record<string, string>> | undefined {
  const sections: Record<string, Record<string, string>> = {};
  let section: Record<string, string> | undefined;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || /^[#;]/.test(trimmed)) continue;
    const name = /^\[([^\]]+)\]$/.exec(trimmed)?.[1];
    if (name !== undefined) {
      section = sections[name] ??= {};
      continue;
    }
    const match = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(trimmed);
    if (section === undefined || match?.[1] === undefined) return undefined;
    section[match[1].toLowerCase()] = match[2] ?? '';
  }
  return sections;
}

function parseFact(path: string, rc: string, text: string): Plain {
  if (rc === 'gone') {
    return `Could not stat fact (${path}): [Errno 2] No such file or directory: '${path}'`;
  }
  if (rc !== '0') return `Failure executing fact script (${path}), rc: ${rc}, err: `;
  try {
    const json: unknown = JSON.parse(text);
    return toValue(toPlain(json));
  } catch {
    return parseIni(text) ?? `error loading facts as JSON or ini - please check content: ${path}`;
  }
}

function parseLocal(answer: Answer): Facts {
  const facts: Record<string, Plain> = {};
  const lines = answer.lines('local');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [, rc = '', path = ''] = /^(\d+|gone) (.*)$/.exec(lines[at] ?? '') ?? [];
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.fact$/, '');
    facts[name] = parseFact(path, rc, decodeText(decodeBase64(lines[at + 1] ?? '')));
  }
  return { local: facts };
}

/** The family that reads a facts.d folder. Programs in it are run, as Ansible runs them. */
export function localFamily(folder: string): FactFamily {
  return {
    name: 'local',
    script: sh`${mark('local')}
for k in ${folder}/*.fact; do
  if [ -L "$k" ] && [ ! -e "$k" ]; then printf '%s %s\n-\n' gone "$k"; continue; fi
  [ -f "$k" ] || continue
  if [ -x "$k" ]; then o=$("$k" 2>/dev/null); r=$?; else o=$(cat "$k"); r=$?; fi
  printf '%s %s\n%s\n' "$r" "$k" "$(printf '%s\n' "$o" | base64 | tr -d '\n')"
done`,
    parse: parseLocal,
  };
}
