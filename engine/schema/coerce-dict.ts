/** Reads a dict out of text, as Ansible does for `type: dict`: JSON, or `k=v` words. */
import { Dict, toValue, type Plain, type Value } from '../base/index.ts';

/** Turns what JSON.parse gave into plain data. */
function toPlain(json: unknown): Plain {
  if (json === null || typeof json === 'boolean' || typeof json === 'number') return json;
  if (typeof json === 'string') return json;
  if (Array.isArray(json)) return json.map(toPlain);
  if (typeof json === 'object') {
    return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, toPlain(item)]));
  }
  return null;
}

function parseJsonDict(text: string): Dict | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const value: Value = toValue(toPlain(parsed));
    return value instanceof Dict ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Words {
  readonly words: string[];
  word: string;
  quote: string;
  isEscaped: boolean;
}

function endWord(state: Words): void {
  const word = state.word.trim();
  if (word !== '') state.words.push(word);
  state.word = '';
}

function readCharacter(state: Words, character: string): void {
  if (state.isEscaped) {
    state.isEscaped = false;
    state.word += character;
  } else if (character === '\\') {
    state.isEscaped = true;
  } else if (state.quote !== '') {
    if (character === state.quote) state.quote = '';
    else state.word += character;
  } else if (character === '"' || character === "'") {
    state.quote = character;
  } else if (character === ',' || character === ' ') {
    endWord(state);
  } else {
    state.word += character;
  }
}

/**
 * Reads `{"a": 1}` or `a=1, b='two words'`.
 * @returns undefined when the text is neither
 */
export function parseKeyValues(text: string): Dict | undefined {
  if (text.trimStart().startsWith('{')) return parseJsonDict(text);
  if (!text.includes('=')) return undefined;
  const state: Words = { words: [], word: '', quote: '', isEscaped: false };
  for (const character of text.trim()) readCharacter(state, character);
  endWord(state);
  const pairs = state.words.map((word) => {
    const at = word.indexOf('=');
    return at === -1 ? undefined : ([word.slice(0, at), word.slice(at + 1)] as const);
  });
  const known = pairs.filter((pair) => pair !== undefined);
  return known.length === pairs.length ? new Dict(known) : undefined;
}
