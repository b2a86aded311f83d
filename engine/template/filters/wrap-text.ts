/** Python's `textwrap.wrap` with the options that Jinja's `wordwrap` sets. */
import { countCharacters, toCharacters } from '../values/characters.ts';

/** How lines are broken. */
export interface WrapRules {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
}

const WORD = '[\\p{L}\\p{N}_!"\'&.,?]';
const LETTER = '[\\p{L}_]';
const HYPHENATED = new RegExp(
  `(\\s+|(?<=${WORD})-{2,}(?=[\\p{L}\\p{N}_])|[^\\s]+?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=\\s|(?![^]))|(?<=${WORD})(?=-{2,}[\\p{L}\\p{N}_])))`,
  'gu',
);

function toChunks(text: string, rules: WrapRules): string[] {
  const pattern = rules.breakOnHyphens ? HYPHENATED : /(\s+)/gu;
  return text.split(pattern).filter((chunk) => chunk !== '' && typeof chunk === 'string');
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && chunk.trim() === '';
}

/** Takes what fits of a word that is longer than a line. */
function breakWord(chunks: string[], line: string[], room: number, rules: WrapRules): void {
  const [word = ''] = chunks;
  const space = rules.width < 1 ? 1 : room;
  if (!rules.breakLongWords) {
    if (line.length === 0) line.push(chunks.shift() ?? '');
    return;
  }
  const characters = toCharacters(word);
  let end = space;
  if (rules.breakOnHyphens && characters.length > space) {
    const hyphen = characters.slice(0, space).lastIndexOf('-');
    if (hyphen > 0 && characters.slice(0, hyphen).some((character) => character !== '-')) {
      end = hyphen + 1;
    }
  }
  line.push(characters.slice(0, end).join(''));
  chunks[0] = characters.slice(end).join('');
}

/** Takes the chunks of one line away. */
function takeLine(chunks: string[], rules: WrapRules): string[] {
  const line: string[] = [];
  let length = 0;
  for (let [next] = chunks; next !== undefined; [next] = chunks) {
    const size = countCharacters(next);
    if (length + size > rules.width) {
      if (size > rules.width) breakWord(chunks, line, rules.width - length, rules);
      break;
    }
    line.push(next);
    chunks.shift();
    length += size;
  }
  if (isBlank(line.at(-1))) line.pop();
  return line;
}

/** Breaks one paragraph into lines. */
export function wrapText(text: string, rules: WrapRules): string[] {
  const chunks = toChunks(text, rules);
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks[0])) chunks.shift();
    const line = takeLine(chunks, rules);
    if (line.length > 0) lines.push(line.join(''));
  }
  return lines;
}
