/** Words as a shell's user types them: taken apart for completion, and written so that they survive. */

/** The line up to the cursor. */
export interface TypedLine {
  readonly words: readonly string[];
  /** The last word, which is being typed: without its quotes. */
  readonly current: string;
  /** The quote that is open at the cursor. */
  readonly quote: '"' | "'" | undefined;
  /**
   * How much of `current` readline keeps: it only replaces what stands behind the last of its
   * COMP_WORDBREAKS (bash manual, «Programmable Completion»).
   */
  readonly kept: number;
}

interface Reading {
  readonly breaks: ReadonlySet<string>;
  word: string;
  isOpen: boolean;
  quote: '"' | "'" | undefined;
  kept: number;
  readonly words: string[];
}

function endWord(reading: Reading): void {
  if (reading.isOpen) reading.words.push(reading.word);
  reading.word = '';
  reading.isOpen = false;
  reading.kept = 0;
}

function add(reading: Reading, text: string): void {
  reading.word += text;
  reading.isOpen = true;
}

/** One character outside of quotes. */
function readBare(reading: Reading, character: string): void {
  if (character === "'" || character === '"') {
    reading.quote = character;
    reading.isOpen = true;
    // Inside of quotes nothing breaks a word: readline replaces from the quote on.
    reading.kept = reading.word.length;
  } else if (/\s/.test(character)) endWord(reading);
  else {
    add(reading, character);
    if (reading.breaks.has(character)) reading.kept = reading.word.length;
  }
}

/** Takes a line of bash apart. @param wordBreaks bash's COMP_WORDBREAKS */
export function splitLine(line: string, wordBreaks: string): TypedLine {
  const breaks = new Set([...wordBreaks].filter((one) => !/[\s'"]/.test(one)));
  const reading: Reading = {
    breaks,
    word: '',
    isOpen: false,
    quote: undefined,
    kept: 0,
    words: [],
  };
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (reading.quote !== undefined && character === reading.quote) reading.quote = undefined;
    else if (character === '\\' && reading.quote !== "'") {
      at += 1;
      add(reading, line.charAt(at));
    } else if (reading.quote === undefined) readBare(reading, character);
    else add(reading, character);
  }
  const { word: current, quote, kept, words } = reading;
  return { words, current, quote, kept };
}

/** Writes text as bash would read it back, inside the quote that is open. */
export function escapeFor(text: string, quote: TypedLine['quote']): string {
  if (quote === "'") return text.replaceAll("'", String.raw`'\''`);
  if (quote === '"') return text.replaceAll(/["$`\\]/g, String.raw`\$&`);
  return text.replaceAll(/[^\w@%+=:,./~^-]/g, String.raw`\$&`);
}
