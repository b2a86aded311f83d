/**
 * Answers a shell that asks what may be typed next. It is asked at each press of a key: what it
 * loads is the table of commands and a kept list of names, and the engine only when there is none.
 */
import type { Environment } from '../settings/environment.ts';
import { findPosition, type Candidate, type Position } from './position.ts';
import { escapeFor, splitLine, type TypedLine } from './shell-words.ts';
import { candidatesFor } from './values.ts';

/** Says how the shell is to treat the words: as paths, or without a space behind them. */
type Treatment = 'files' | 'nospace' | 'words';

interface Answer {
  readonly treatment: Treatment;
  readonly candidates: readonly Candidate[];
}

const FILE_KINDS: ReadonlySet<string | undefined> = new Set([
  ...['file', 'folder', 'playbook', 'inventory', 'vars'],
]);

async function findAnswer(position: Position, env: Environment): Promise<Answer> {
  const { before, typed, fixed, kind } = position;
  const made = await candidatesFor(position, env);
  const known = fixed.filter(({ text }) => text.startsWith(typed));
  const candidates = [...known, ...made].map(({ text, note }) => ({ text: before + text, note }));
  const isFiles = FILE_KINDS.has(kind) && known.length === 0 && !typed.startsWith('@');
  const [only, second] = candidates;
  const isPart = second === undefined && /[/=,:]$/.test(only?.text ?? '');
  return { treatment: isFiles ? 'files' : isPart ? 'nospace' : 'words', candidates };
}

/** bash: only what readline replaces, quoted as it stands there; paths are quoted by readline. */
function forBash({ treatment, candidates }: Answer, { quote, kept }: TypedLine): readonly string[] {
  return candidates.map(({ text }) => {
    const rest = text.slice(kept);
    // readline puts the slash behind a folder itself.
    return treatment === 'files' ? rest.replace(/(?<=.)\/$/, '') : escapeFor(rest, quote);
  });
}

function withNotes({ candidates }: Answer): readonly string[] {
  return candidates.map(({ text, note }) => (note === undefined ? text : `${text}\t${note}`));
}

async function answerBash(words: readonly string[], env: Environment): Promise<readonly string[]> {
  const [program = 'kplay', wordBreaks = '', line = ''] = words;
  const typed = splitLine(line, wordBreaks);
  const answer = await findAnswer(findPosition(program, typed.words.slice(1), typed.current), env);
  return [answer.treatment, ...forBash(answer, typed)];
}

async function answerWords(words: readonly string[], env: Environment): Promise<readonly string[]> {
  const [program = 'kplay', ...typed] = words;
  const answer = await findAnswer(
    findPosition(program, typed.slice(0, -1), typed.at(-1) ?? ''),
    env,
  );
  return [answer.treatment, ...withNotes(answer)];
}

/**
 * Gives the lines of the answer: how to treat the words, then the words.
 * @param words the shell's name, the name of the program, and what is typed
 */
export async function answerCompletion(
  words: readonly string[],
  env: Environment,
): Promise<string> {
  const [shell, ...rest] = words;
  const lines = shell === 'bash' ? await answerBash(rest, env) : await answerWords(rest, env);
  return `${lines.filter((line, at) => lines.indexOf(line) === at).join('\n')}\n`;
}
