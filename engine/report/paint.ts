/** The colours of a run, named by meaning; the same ones that Ansible uses by default. */
import pico from 'picocolors';

/** What a piece of text means; decides its colour. */
export type Tone =
  | 'ok'
  | 'changed'
  | 'skipped'
  | 'failed'
  | 'unreachable'
  | 'warning'
  | 'debug'
  | 'added'
  | 'removed'
  | 'hunk'
  | 'plain';

/** Colours text; every line on its own, so that a pager shows cut output correctly. */
export type Paint = (text: string, tone: Tone) => string;

/** Parameters of SGR (`0;32`) by tone. */
export type Palette = ReadonlyMap<string, string>;

/**
 * Makes a painter.
 * @param isEnabled false gives text back as it is
 * @param palette colours to use instead of the usual ones
 */
export function makePaint(isEnabled: boolean, palette: Palette = new Map()): Paint {
  const colors = pico.createColors(isEnabled);
  const same = (text: string): string => text;
  const tones: Readonly<Record<Tone, (text: string) => string>> = {
    ok: colors.green,
    changed: colors.yellow,
    skipped: colors.cyan,
    failed: colors.red,
    unreachable: (text) => colors.bold(colors.red(text)),
    warning: (text) => colors.bold(colors.magenta(text)),
    debug: colors.gray,
    added: colors.green,
    removed: colors.red,
    hunk: colors.cyan,
    plain: same,
  };
  const colorOf = (tone: Tone): ((text: string) => string) => {
    const code = isEnabled ? palette.get(tone) : undefined;
    return code === undefined ? tones[tone] : (text) => `\x1b[${code}m${text}\x1b[0m`;
  };
  return (text, tone) => {
    const color = colorOf(tone);
    return text
      .split('\n')
      .map((line) => (line === '' ? line : color(line)))
      .join('\n');
  };
}
