/** The colours that the settings COLOR_* choose, as the terminal's own numbers. */
import type { ReporterOptions } from '../report/index.ts';
import type { Settings } from './settings/settings.ts';

/** Names as ansible-core 2.14 has them, with the parameters of SGR (ECMA-48). */
const CODES: Readonly<Record<string, string>> = {
  black: '0;30',
  'bright gray': '0;37',
  blue: '0;34',
  white: '1;37',
  green: '0;32',
  'bright blue': '1;34',
  cyan: '0;36',
  'bright green': '1;32',
  red: '0;31',
  'bright cyan': '1;36',
  purple: '0;35',
  'bright red': '1;31',
  yellow: '0;33',
  'bright purple': '1;35',
  'dark gray': '1;30',
  'bright yellow': '1;33',
  magenta: '0;35',
  'bright magenta': '1;35',
  normal: '0',
};

const GRAYS_FROM = 232;
const CUBE_FROM = 16;

/** `color12`, `rgb031` (each 0 to 5) and `gray4` count in the palette of 256. */
function toCode(name: string): string | undefined {
  const known = CODES[name];
  if (known !== undefined) return known;
  const [, color, red, green, blue, gray] =
    /^(?:color(\d+)|rgb([0-5])([0-5])([0-5])|gray(\d+))$/.exec(name) ?? [];
  if (color !== undefined) return `38;5;${color}`;
  if (gray !== undefined) return `38;5;${GRAYS_FROM + Number(gray)}`;
  if (red === undefined) return undefined;
  return `38;5;${CUBE_FROM + 36 * Number(red) + 6 * Number(green) + Number(blue)}`;
}

const TONES = {
  ok: 'COLOR_OK',
  changed: 'COLOR_CHANGED',
  skipped: 'COLOR_SKIP',
  failed: 'COLOR_ERROR',
  unreachable: 'COLOR_UNREACHABLE',
  warning: 'COLOR_WARN',
  debug: 'COLOR_DEBUG',
  added: 'COLOR_DIFF_ADD',
  removed: 'COLOR_DIFF_REMOVE',
  hunk: 'COLOR_DIFF_LINES',
} as const;

/** The palette of what somebody set; colours that nobody chose are the reporter's own. */
export function readPalette(settings: Settings): ReporterOptions['palette'] {
  const chosen = Object.entries(TONES).flatMap(([tone, name]) => {
    const { origin } = settings.find(name);
    const code = origin === 'default' ? undefined : toCode(settings.text(name) ?? '');
    return code === undefined ? [] : [[tone, code] as const];
  });
  return new Map(chosen);
}
