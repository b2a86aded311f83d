/** The lines of an authorized_keys file (sshd(8)): options, type, key, comment. Pure. */

/** A line that holds a key. */
export interface AuthorizedKey {
  readonly options: readonly string[];
  readonly type: string;
  readonly body: string;
  readonly comment: string;
}

/** A line of a file: a key, or text that is kept as it is. */
export type KeyLine =
  | { readonly is: 'key'; readonly key: AuthorizedKey }
  | { readonly is: 'text'; readonly text: string };

const TYPES =
  /^(?:sk-)?(?:ssh-(?:rsa|dss|ed25519|xmss)|ecdsa-sha2-nistp(?:256|384|521))(?:-cert-v0[01])?(?:@openssh\.com)?$/;

/** Splits options at commas outside of quotes. */
export function splitOptions(text: string): readonly string[] {
  const options: string[] = [];
  let current = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\' && text.charAt(at + 1) === '"') {
      current += '\\"';
      at += 1;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    if (character === ',' && !isQuoted) {
      options.push(current);
      current = '';
    } else current += character;
  }
  return [...options, current].map((option) => option.trim()).filter((option) => option !== '');
}

/** Reads a line; undefined when it is no key. */
export function readKey(line: string): AuthorizedKey | undefined {
  const words = line.trim().split(/\s+/);
  if (words[0]?.startsWith('#') === true) return undefined;
  const at = words.findIndex((word) => TYPES.test(word));
  const [type, body] = [words[at], words[at + 1]];
  if (at === -1 || type === undefined || body === undefined) return undefined;
  const options = splitOptions(words.slice(0, at).join(' '));
  return { options, type, body, comment: words.slice(at + 2).join(' ') };
}

/** Reads a file. */
export function readKeyLines(text: string): readonly KeyLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const key = readKey(line);
    return key === undefined ? { is: 'text', text: line } : { is: 'key', key };
  });
}

/** Writes a line. */
export function renderKeyLine(line: KeyLine): string {
  if (line.is === 'text') return line.text;
  const { options, type, body, comment } = line.key;
  return [options.join(','), type, body, comment].filter((part) => part !== '').join(' ');
}

function isSameKey(one: AuthorizedKey, other: AuthorizedKey): boolean {
  return (
    one.type === other.type &&
    one.comment === other.comment &&
    one.options.join(',') === other.options.join(',')
  );
}

/** Adds keys: one that differs in type, options or comment goes to the end in its new form. */
export function addKeys(
  lines: readonly KeyLine[],
  wanted: readonly AuthorizedKey[],
  isExclusive: boolean,
): readonly KeyLine[] {
  let all = [...lines];
  for (const key of wanted) {
    const known = all.some(
      (line) => line.is === 'key' && line.key.body === key.body && isSameKey(line.key, key),
    );
    if (known) continue;
    all = all.filter((line) => line.is === 'text' || line.key.body !== key.body);
    all.push({ is: 'key', key });
  }
  if (!isExclusive) return all;
  const bodies = new Set(wanted.map((key) => key.body));
  return all.filter((line) => line.is === 'key' && bodies.has(line.key.body));
}

/** Takes keys away, whatever their options and comments. */
export function removeKeys(
  lines: readonly KeyLine[],
  unwanted: readonly AuthorizedKey[],
): readonly KeyLine[] {
  const bodies = new Set(unwanted.map((key) => key.body));
  return lines.filter((line) => line.is === 'text' || !bodies.has(line.key.body));
}
