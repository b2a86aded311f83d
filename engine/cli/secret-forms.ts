/**
 * The forms that a secret takes on its way to a screen: escaped for JSON, YAML, XML, a URL, a shell or
 * a regular expression, each of them in JSON once more, and in base64, alone or within more text.
 */
import { quoteAsciiJson } from '../base/index.ts';

/** Shorter secrets would hide half of every text; Ansible masks none of these either. */
export const SHORTEST = 4;
/** A longer text, which is a file, is only looked for as it is, in JSON and in base64. */
const LONGEST = 4096;
/** A line of a secret of several lines is one itself, when it is long enough to be none by chance. */
const SHORTEST_LINE = 16;
/** As few letters of base64 may stand in any text. */
const SHORTEST_BASE64 = 7;

function toJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Python writes JSON: letters beyond ASCII by their numbers. */
function toAsciiJson(text: string): string {
  return quoteAsciiJson(text).slice(1, -1);
}

/** As Python's urllib quotes: all but letters, digits and `_.-~`. */
function toUrl(text: string): string {
  // What is no text of Unicode has no such form.
  if (/\p{Surrogate}/u.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

const ESCAPES: readonly ((text: string) => string)[] = [
  (text) => text,
  toJson,
  toAsciiJson,
  toUrl,
  (text) => toUrl(text).replaceAll('%2F', '/'),
  (text) => toUrl(text).replaceAll('%20', '+'),
  // Within single quotes: Python's shlex, a shell's usual way, YAML, Python's own literals.
  (text) => text.replaceAll("'", `'"'"'`),
  (text) => text.replaceAll("'", `'\\''`),
  (text) => text.replaceAll("'", "''"),
  (text) => toPythonText(text, "'"),
  (text) => text.replace(/[&<>"]/g, (letter) => ENTITIES[letter] ?? letter),
  (text) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter),
  // Python's re.escape, and what other tools escape.
  (text) => text.replace(/[\s#$&()*+\-.?[\\\]^{|}~]/g, '\\$&'),
  (text) => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'),
];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** A backslash, an end of a line and the quote itself, as Python's repr writes them. */
function toPythonText(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(quote, `\\${quote}`);
}

/**
 * The letters of base64 that only this text decides, for each of the three places that it may have
 * among the bytes around it.
 */
function base64Within(text: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text, 'utf8')]);
    const letters = bytes.toString('base64').replace(/=+$/, '');
    const start = before === 0 ? 0 : before + 1;
    const core = letters.slice(start, bytes.length % 3 === 0 ? undefined : -1);
    return core.length < SHORTEST_BASE64 ? [] : [core];
  });
}

function base64Forms(text: string): readonly string[] {
  const whole = Buffer.from(text, 'utf8').toString('base64');
  return [whole, whole.replace(/=+$/, ''), ...base64Within(text)];
}

function formsOfText(text: string): readonly string[] {
  const base64 = base64Forms(text);
  if (text.length > LONGEST) return [text, toJson(text), ...base64];
  const escaped = ESCAPES.map((escape) => escape(text));
  const inJson = escaped.flatMap((form) => [toJson(form), toAsciiJson(form)]);
  const inBase64 = [text, ...base64].flatMap(base64Forms);
  return [
    ...escaped,
    ...inJson,
    ...inJson.map(toJson),
    ...inBase64,
    ...inBase64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** A line that any key begins or ends with, or that is a rule of dashes: it is nobody's secret. */
const COMMON_LINE = /^-+(BEGIN|END) [A-Z0-9 ]+-+$|^[^\p{L}\p{N}]*$/u;

function isSecretLine(line: string): boolean {
  return line.length >= SHORTEST_LINE && !COMMON_LINE.test(line);
}

/** Every form of a secret, itself among them, and those of its long lines; none is shorter than 4. */
export function formsOf(secret: string): ReadonlySet<string> {
  const lines = secret.split('\n').map((line) => line.trim());
  const long = lines.length > 1 ? lines.filter(isSecretLine) : [];
  const texts = [secret, secret.trim(), ...long].filter((text) => text.length >= SHORTEST);
  return new Set(texts.flatMap(formsOfText));
}
