/**
 * Splits the one-line form of arguments (`src=a dest="b c" mode={{ mode }}`) into words as Ansible
 * does: at spaces and newlines, but not inside quotes or template blocks. Works on text only.
 */

/** One word with its quotes, as written. */
export interface Word {
  readonly text: string;
  /** Where it stands in the text that was split. */
  readonly start: number;
  readonly end: number;
  /** The white space behind it that Ansible keeps when it joins words again. */
  readonly tail: string;
}

const BLOCKS = [
  { open: '{{', close: '}}' },
  { open: '{%', close: '%}' },
  { open: '{#', close: '#}' },
] as const;

/** How deep the scan is in each kind of block, and which quote is open. */
interface State {
  readonly depths: readonly number[];
  readonly quote: string;
}

const OUTSIDE: State = { depths: BLOCKS.map(() => 0), quote: '' };

function isOutside(state: State): boolean {
  return state.quote === '' && state.depths.every((depth) => depth === 0);
}

function step(state: State, text: string, at: number): State {
  const found = text.charAt(at);
  if ((found === '"' || found === "'") && text.charAt(at - 1) !== '\\') {
    if (state.quote === '') return { ...state, quote: found };
    return state.quote === found ? { ...state, quote: '' } : state;
  }
  const pair = text.slice(at, at + 2);
  if (!BLOCKS.some(({ open, close }) => pair === open || pair === close)) return state;
  const depths = BLOCKS.map(({ open, close }, index) => {
    const depth = state.depths[index] ?? 0;
    if (pair === open) return depth + 1;
    return pair === close ? Math.max(0, depth - 1) : depth;
  });
  return { ...state, depths };
}

/** The end of the white space and line continuations from `at`. */
function endOfGap(text: string, at: number): number {
  const gap = /(?:[ \n]|(?<![^ \n])\\(?=[ \n]|$))*/y;
  gap.lastIndex = at;
  return at + (gap.exec(text)?.[0].length ?? 0);
}

/**
 * What Ansible keeps of a gap: one space of each run is the separator that joining puts back; a
 * continued line loses its newline.
 */
function toTail(gap: string, isLast: boolean): string {
  const lines = gap.split('\n');
  return lines
    .map((line, index) => {
      if (line.includes('\\')) return '';
      const isEnd = index === lines.length - 1;
      if (isEnd) return isLast ? line : line.slice(1);
      return `${line}\n`;
    })
    .join('');
}

/**
 * Splits text into words.
 * @returns the words, and the offset of the first quote or block that is never closed, if any
 */
export function splitArgs(text: string): {
  readonly words: readonly Word[];
  readonly unclosedAt: number | undefined;
} {
  const words: Word[] = [];
  let at = endOfGap(text, 0);
  while (at < text.length) {
    const start = at;
    let state = OUTSIDE;
    let openedAt = start;
    while (at < text.length && !(isOutside(state) && /[ \n]/.test(text.charAt(at)))) {
      const next = step(state, text, at);
      if (isOutside(state) && !isOutside(next)) openedAt = at;
      // Both characters of a bracket are taken at once, else `{{{` would count twice.
      at += next.depths === state.depths ? 1 : 2;
      state = next;
    }
    if (!isOutside(state)) return { words, unclosedAt: openedAt };
    const end = Math.min(at, text.length);
    at = endOfGap(text, end);
    const tail = toTail(text.slice(end, at), at >= text.length);
    words.push({ text: text.slice(start, end), start, end, tail });
  }
  return { words, unclosedAt: undefined };
}
