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

/** Makes a painter. @param isEnabled false gives text back as it is */
export function makePaint(isEnabled: boolean): Paint {
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
  return (text, tone) =>
    text
      .split('\n')
      .map((line) => (line === '' ? line : tones[tone](line)))
      .join('\n');
}
