/** Decides in which styles text can be written as a YAML scalar, as libyaml's emitter does. */

const BREAKS = new Set(['\n', '\r', '\x85', '\u2028', '\u2029']);
const SPACES = new Set(['\0', ' ', '\t', ...BREAKS]);
const LEADING = new Set('#,[]{}&*!|>\'"%@`');

/** What text allows. */
export interface ScalarAnalysis {
  readonly isMultiline: boolean;
  readonly allowsFlowPlain: boolean;
  readonly allowsBlockPlain: boolean;
  readonly allowsSingleQuoted: boolean;
  /** Whether it can be a block of lines after `|` or `>`. */
  readonly allowsLines: boolean;
}

export function isBreak(character: string): boolean {
  return BREAKS.has(character);
}

/** Characters that libyaml writes as they are; those beyond 16 bits it escapes. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return true;
  if (code < 0xa0) return code >= 0x20 && code <= 0x7e;
  return !(code >= 0xd800 && code <= 0xdfff) && code < 0xfffe && code !== 0xfeff;
}

interface Flags {
  flowIndicator: boolean;
  blockIndicator: boolean;
  lineBreak: boolean;
  special: boolean;
  edgeSpace: boolean;
  breakSpace: boolean;
  spaceBreak: boolean;
}

/** Indicators that neither plain style can hold where they stand. */
function isForbidden(character: string, isFirst: boolean, around: Around): boolean {
  if (!isFirst) return character === '#' && around.isPreceded;
  return LEADING.has(character) || (character === '-' && around.isFollowed);
}

/** Whether white space, or an end, stands before and after a character. */
interface Around {
  readonly isPreceded: boolean;
  readonly isFollowed: boolean;
}

function noteIndicator(characters: readonly string[], index: number, flags: Flags): void {
  const character = characters[index] ?? '';
  const isFirst = index === 0;
  const around: Around = {
    isPreceded: isFirst || SPACES.has(characters[index - 1] ?? ''),
    isFollowed: SPACES.has(characters[index + 1] ?? '\n'),
  };
  const isColonLike = character === ':' || (isFirst && character === '?');
  if (isForbidden(character, isFirst, around)) flags.flowIndicator = flags.blockIndicator = true;
  else if (isColonLike) {
    flags.flowIndicator = true;
    flags.blockIndicator ||= around.isFollowed;
  } else if (!isFirst && ',?[]{}'.includes(character)) flags.flowIndicator = true;
}

function collect(characters: readonly string[]): Flags {
  const flags: Flags = {
    flowIndicator: false,
    blockIndicator: false,
    lineBreak: false,
    special: false,
    edgeSpace: false,
    breakSpace: false,
    spaceBreak: false,
  };
  let previous: 'space' | 'break' | 'other' = 'other';
  for (const [index, character] of characters.entries()) {
    noteIndicator(characters, index, flags);
    const isEdge = index === 0 || index === characters.length - 1;
    if (!isPrintable(character)) flags.special = true;
    if (isBreak(character)) {
      flags.lineBreak = true;
      if (isEdge) flags.edgeSpace = true;
      if (previous === 'space') flags.spaceBreak = true;
      previous = 'break';
    } else if (character === ' ') {
      if (isEdge) flags.edgeSpace = true;
      if (previous === 'break') flags.breakSpace = true;
      previous = 'space';
    } else previous = 'other';
  }
  return flags;
}

/** Looks at text once; empty text is plain only in block context. */
export function analyzeScalar(text: string): ScalarAnalysis {
  if (text === '') {
    return {
      isMultiline: false,
      allowsFlowPlain: false,
      allowsBlockPlain: true,
      allowsSingleQuoted: true,
      allowsLines: false,
    };
  }
  const flags = collect([...text]);
  const isDocument = text.startsWith('---') || text.startsWith('...');
  const isQuotedOnly = flags.breakSpace || flags.spaceBreak || flags.special;
  const isNeverPlain = flags.edgeSpace || isQuotedOnly || flags.lineBreak || isDocument;
  return {
    isMultiline: flags.lineBreak,
    allowsFlowPlain: !isNeverPlain && !flags.flowIndicator,
    allowsBlockPlain: !isNeverPlain && !flags.blockIndicator,
    allowsSingleQuoted: !isQuotedOnly,
    allowsLines: !flags.spaceBreak && !flags.special && !text.endsWith(' '),
  };
}
