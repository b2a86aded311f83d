/**
 * The protocol of a session, as text: how scripts are framed for a long-lived `sh` that reads its
 * stdin, and how their outputs are told apart again. Runs nothing and knows no stream.
 *
 * A frame is a list of parts. Each part runs in a subshell of its own through `eval`, so neither a
 * syntax error nor `exit` can end the session, and reads /dev/null, so it cannot eat the next
 * frame. Between the parts, marks are printed on both streams: RS, a nonce, a word, a newline. A
 * mark is awaited and never the end of a stream, so a child left in the background hangs nothing.
 */
import { quote, type Sh } from './sh.ts';

const RECORD_SEPARATOR = 0x1e;
const NEWLINE = 0x0a;
/** Longest text of a mark; more than that after a nonce is somebody's output, not a mark. */
const MAX_MARK_LENGTH = 64;

/** One script of a frame. */
export interface FramePart {
  readonly script: Sh;
  /**
   * Sent on the script's stdin by the shell's own `printf` through a pipe: builtins have no argv
   * and no environment, and unlike here-documents no shell puts this into a temporary file.
   */
  readonly stdin?: string | undefined;
  /** Exit codes after which the following parts still run; `any` when missing. */
  readonly accepts?: readonly number[] | 'any' | undefined;
  /**
   * The script may call `kplay_progress DONE TOTAL` to say how many bytes are done, and of how many;
   * a total of 0 is not known. What it says is no output of the script.
   */
  readonly tellsProgress?: boolean | undefined;
}

/**
 * What a mark says: the frame begins (with the shell's own pid), the running part has done so many
 * bytes, a part ended, the frame ended.
 */
export type Mark =
  | { readonly is: 'begin'; readonly pid: number }
  | { readonly is: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly is: 'part'; readonly index: number; readonly rc: number }
  | { readonly is: 'end' };

function printMark(nonce: string, word: string): string {
  const format = `printf '\\036${nonce} %s\\n'`;
  return `${format} "${word}"; ${format} "${word}" >&2`;
}

/** Quotes text as the argument of `eval`; a leading dash must not look like an option. */
function compileEval(nonce: string, { script, tellsProgress }: FramePart): string {
  const text = script.sh.startsWith('-') ? ` ${script.sh}` : script.sh;
  const say = `kplay_progress() { printf '\\036${nonce} p %s %s\\n' "$1" "$2"; }; `;
  return `( ${tellsProgress === true ? say : ''}eval ${quote(text)} )`;
}

function compilePart(nonce: string, part: FramePart, index: number): string {
  const run =
    part.stdin === undefined
      ? `${compileEval(nonce, part)} </dev/null`
      : `printf '%s' ${quote(part.stdin)} 2>/dev/null | ${compileEval(nonce, part)}`;
  const accepts = part.accepts ?? 'any';
  // `_r` is the part's exit code, `_s` is set once a part has stopped the rest.
  const judge =
    accepts === 'any' ? '' : `case $_r in ${accepts.join('|') || "''"}) ;; *) _s=1 ;; esac\n`;
  return `if [ "$_s" = 0 ]; then\n${run}\n_r=$?\n${printMark(nonce, `${index} $_r`)}\n${judge}fi\n`;
}

/**
 * Compiles parts to the text that is written to the session's stdin.
 * @param nonce letters and digits, new for each session, unknown to what runs there
 * @param prelude function definitions that the parts use; run by the session's shell itself
 * @throws RangeError when a script or a stdin holds a NUL character
 */
export function compileFrame(nonce: string, parts: readonly FramePart[], prelude = ''): string {
  const body = parts.map((part, index) => compilePart(nonce, part, index)).join('');
  return `${prelude}${printMark(nonce, 'b $$')}\n_s=0\n${body}${printMark(nonce, 'e')}\n`;
}

const MARKS: readonly (readonly [RegExp, (...numbers: readonly number[]) => Mark])[] = [
  [/^e$/, () => ({ is: 'end' })],
  [/^b (\d+)$/, (pid = 0) => ({ is: 'begin', pid })],
  [/^p (\d+) (\d+)$/, (done = 0, total) => ({ is: 'progress', done, total: total || undefined })],
  [/^(\d+) (\d+)$/, (index = 0, rc = 0) => ({ is: 'part', index, rc })],
];

function parseMark(text: string): Mark | undefined {
  for (const [pattern, toMark] of MARKS) {
    const match = pattern.exec(text);
    if (match !== null) return toMark(...match.slice(1).map(Number));
  }
  return undefined;
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  if (head.length === 0) return tail;
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}

/** Receives what a scanner finds, in order. Bytes are slices of the pushed chunks, not copies. */
export interface MarkSink {
  onBytes(bytes: Uint8Array): void;
  onMark(mark: Mark): void;
}

/** What stands at a record separator: a mark, no mark, or not enough bytes to know. */
type Found = { readonly mark: Mark; readonly end: number } | 'nothing' | 'unknown';

function findMark(bytes: Uint8Array, at: number, head: Uint8Array): Found {
  for (let index = 0; index < head.length; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return 'unknown';
    if (byte !== head[index]) return 'nothing';
  }
  const from = at + head.length;
  const end = bytes.indexOf(NEWLINE, from);
  if (end === -1) return bytes.length - from > MAX_MARK_LENGTH ? 'nothing' : 'unknown';
  if (end - from > MAX_MARK_LENGTH) return 'nothing';
  const mark = parseMark(new TextDecoder().decode(bytes.subarray(from, end)));
  return mark === undefined ? 'nothing' : { mark, end: end + 1 };
}

/**
 * Makes a scanner for one stream of a session: push chunks as they come, get bytes and marks.
 * Bytes that may be the beginning of a mark are held back until the next chunk decides.
 */
export function createMarkScanner(nonce: string, sink: MarkSink): (chunk: Uint8Array) => void {
  const head = new TextEncoder().encode(`\x1e${nonce} `);
  let held: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    const bytes = concat(held, chunk);
    held = new Uint8Array(0);
    let done = 0;
    let from = 0;
    for (;;) {
      const at = bytes.indexOf(RECORD_SEPARATOR, from);
      const found = at === -1 ? 'nothing' : findMark(bytes, at, head);
      if (at !== -1 && found === 'nothing') {
        from = at + 1;
        continue;
      }
      const until = at === -1 ? bytes.length : at;
      if (until > done) sink.onBytes(bytes.subarray(done, until));
      if (at === -1) return;
      if (found === 'unknown' || found === 'nothing') {
        held = bytes.slice(at);
        return;
      }
      sink.onMark(found.mark);
      done = found.end;
      from = found.end;
    }
  };
}
