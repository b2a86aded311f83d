/** A terminal on a host, made by `script`: how it is begun, and where the program's text is in what it shows. */
import { StringDecoder } from 'node:string_decoder';
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';

/** What stderr says when the first word is no program. */
export const NO_PROGRAM = 'kplay: no such program';
/** What stderr says when the host has no `script`. */
export const NO_SCRIPT = 'kplay: no script';

/**
 * Compiles the script that runs a program on a new terminal, which shows `<mark> <pid>` at its
 * begin and `<mark> <rc>` at its end, each followed by the character 036.
 * @param mark 036 and letters that nobody can guess
 */
export function compileTerminal(words: readonly string[], mark: string, isEchoing: boolean): Sh {
  const command = joinSh(
    words.map((word) => sh`${word}`),
    ' ',
  );
  const inner = sh`SHELL=$kplay_shell; unset kplay_shell; [ -n "$SHELL" ] || unset SHELL
stty rows 24 cols 80 ${isEchoing ? 'echo' : '-echo'} 2>/dev/null
printf '%s %s\036' ${mark} $$
(exec ${command})
printf '%s %s\036' ${mark} $?`;
  return sh`set -- ${command}
case $1 in
  */*) [ -x "$1" ] ;;
  *) command -v -- "$1" >/dev/null 2>&1 ;;
esac || { echo ${NO_PROGRAM} >&2; exit 127; }
command -v script >/dev/null 2>&1 || { echo ${NO_SCRIPT} >&2; exit 127; }
kplay_shell=${rawSh('${SHELL-}')}; SHELL=/bin/sh; export kplay_shell SHELL
exec script -q -f -c ${inner.sh} /dev/null`;
}

/** Cuts what the terminal shows at the marks; a mark may come in pieces. */
export class Terminal {
  readonly #mark: string;
  readonly #decoder = new StringDecoder('utf8');
  #raw = '';
  /** The shell that runs the program; 0 as long as it has not begun. */
  pid = 0;
  /** The exit code, once it has ended. */
  rc: number | undefined;

  constructor(mark: string) {
    this.#mark = mark;
  }

  /** Takes bytes and gives the program's own text among them. */
  read(bytes: Buffer): string {
    this.#raw += this.#decoder.write(bytes);
    if (this.pid === 0) this.pid = this.#takeNumber('begin')?.number ?? 0;
    if (this.pid === 0 || this.rc !== undefined) return '';
    const end = this.#takeNumber('end');
    if (end !== undefined) {
      this.rc = end.number;
      return end.before;
    }
    const from = this.#raw.indexOf(this.#mark.charAt(0));
    const isMark =
      from !== -1 && this.#mark.startsWith(this.#raw.slice(from, from + this.#mark.length));
    const text = isMark ? this.#raw.slice(0, from) : this.#raw;
    this.#raw = this.#raw.slice(text.length);
    return text;
  }

  #takeNumber(
    at: 'begin' | 'end',
  ): { readonly before: string; readonly number: number } | undefined {
    const from = this.#raw.indexOf(this.#mark);
    const to = this.#raw.indexOf('\x1e', from + this.#mark.length);
    if (from === -1 || to === -1) return undefined;
    const number = Number(this.#raw.slice(from + this.#mark.length, to).trim());
    const before = at === 'begin' ? '' : this.#raw.slice(0, from);
    this.#raw = this.#raw.slice(to + 1);
    return { before, number };
  }
}
