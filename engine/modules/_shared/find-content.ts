/**
 * Which files have a content that matches: by grep of the host where the expression means the same
 * to grep -E as to Python, else by reading the files.
 */
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';
import { joinSh, sh } from '../../shell/index.ts';
import { decodeBase64, decodeText } from './file-text.ts';
import { findMatch, toRegExp } from './python-regex.ts';

const CLASSES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  s: '[[:space:]]',
  S: '[^[:space:]]',
  w: '[[:alnum:]_]',
};

/** The expression for grep -E; undefined when grep would read it in another way. */
export function toExtendedRegex(pattern: string): string | undefined {
  if (/\(\?|[*+?}][+?]|\[[^\]]*\\/.test(pattern)) return undefined;
  const escaped = [...pattern.matchAll(/\\([\s\S])/g)].map((match) => match[1] ?? '');
  if (escaped.some((letter) => /\w/.test(letter) && !(letter in CLASSES))) return undefined;
  return pattern.replaceAll(
    /\\([\s\S])/g,
    (whole: string, letter: string) => CLASSES[letter] ?? whole,
  );
}

/** How many bytes of names one call of grep gets: POSIX grants 128 KiB at least to what we meet. */
const MOST_NAMES = 100_000;

function inGroups(files: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let length = Infinity;
  for (const file of files) {
    length += file.length * 3 + 1;
    if (length > MOST_NAMES) {
      groups.push([]);
      length = file.length * 3 + 1;
    }
    groups.at(-1)?.push(file);
  }
  return groups;
}

/** Asks for many files at once; grep gives a name per line, and is not told the expression by argument. */
function askMany(files: readonly string[], expression: string): Probe<readonly string[]> {
  const calls = inGroups(files).map(
    (group) => sh`printf '%s\n' "$e" | grep -lE -f - -- ${group} 2>/dev/null`,
  );
  return {
    name: 'matching-files',
    script: sh`e=${expression}
${joinSh(calls)}
:`,
    parse: ({ stdout }) => stdout.split('\n').filter(Boolean),
  };
}

/** Asks by number, for names that take several lines. */
function askEach(files: readonly string[], expression: string): Probe<readonly string[]> {
  return {
    name: 'matching-odd-files',
    script: sh`i=0
e=${expression}
for f in ${files}; do
  if printf '%s\n' "$e" | grep -qE -f - -- "$f" 2>/dev/null; then echo "$i"; fi
  i=$((i + 1))
done`,
    parse: ({ stdout }) =>
      stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => files[Number(line)] ?? ''),
  };
}

/** Names that a line of output cannot give back: of several lines, or of no Unicode. */
const ODD = /[\n\ufffd\ud800-\udfff]/u;

async function grepFiles(
  host: HostReader,
  files: readonly string[],
  expression: string,
): Promise<ReadonlySet<string>> {
  const odd = files.filter((file) => ODD.test(file));
  const plain = files.filter((file) => !ODD.test(file));
  const found = [
    ...(plain.length === 0 ? [] : await host.ask(askMany(plain, expression))),
    ...(odd.length === 0 ? [] : await host.ask(askEach(odd, expression))),
  ];
  return new Set(found);
}

const MAX_READ = 8 * 1024 * 1024;

async function readAll(host: HostReader, files: readonly string[]): Promise<readonly string[]> {
  return host.ask({
    name: 'file-contents',
    script: sh`for f in ${files}; do
  if [ "$(wc -c <"$f")" -gt ${MAX_READ} ]; then printf '%s\n' "$f" >&2; exit 4; fi
  base64 <"$f" | tr -d '\n'; echo
done`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc === 4) {
        throw new TaskFailure(
          `${stderr.trim()} is too big to be searched for this expression; use \`shell: grep -lP\``,
        );
      }
      return stdout.split('\n').map((line) => decodeText(decodeBase64(line)));
    },
  });
}

/**
 * Gives the files whose content matches. By line, an expression must match from the line's
 * beginning on (Python's re.match); with `isWhole` anywhere in the file (re.search).
 */
export async function findByContent(
  host: HostReader,
  files: readonly string[],
  pattern: string,
  isWhole: boolean,
): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set();
  const extended = isWhole ? undefined : toExtendedRegex(pattern);
  if (extended !== undefined) return grepFiles(host, files, `^(${extended})`);
  const expression = toRegExp(isWhole ? pattern : `^(?:${pattern})`);
  const texts = await readAll(host, files);
  const hasMatch = (text: string): boolean =>
    isWhole
      ? findMatch(expression, text) !== undefined
      : text.split('\n').some((line) => findMatch(expression, line) !== undefined);
  return new Set(files.filter((_, index) => hasMatch(texts[index] ?? '')));
}
