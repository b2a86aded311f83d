/** Whether to color what is printed. Asked before there are settings too: for problems in them. */
import type { Environment } from './settings/environment.ts';

const FALSE: ReadonlySet<string> = new Set(['', '0', 'no', 'false', 'off', 'n', 'f']);

function isOn(value: string | undefined): boolean {
  return value !== undefined && !FALSE.has(value.toLowerCase());
}

/**
 * Whether to color: a terminal, unless told otherwise. Source: no-color.org, ANSIBLE_FORCE_COLOR.
 * @param isTty as Node's streams say it: true for a terminal, undefined (in spite of its type) for a pipe
 */
export function wantsColor(env: Environment, isTty: boolean | undefined): boolean {
  if (isOn(env['ANSIBLE_FORCE_COLOR'])) return true;
  if ((env['NO_COLOR'] ?? '') !== '' || isOn(env['ANSIBLE_NOCOLOR'])) return false;
  return isTty === true && env['TERM'] !== 'dumb';
}
