/** Modes, owners and groups as words for chmod and chown. */
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import type { FileAttributes } from '../contract.ts';

/**
 * Writes a mode for chmod. Octal digits get a leading zero more: GNU's chmod keeps the setuid and
 * setgid bits of a directory when a mode has fewer than five digits, Ansible never does.
 */
export function toModeWord(mode: string | undefined): string {
  if (mode === undefined) return '';
  return /^[0-7]+$/.test(mode) ? mode.padStart(5, '0') : mode;
}

/** Writes attributes as the words that `kplay_own` and `kplay_mkdir` take: mode, owner, group. */
export function toOwnWords(attributes: FileAttributes): readonly [string, string, string] {
  return [toModeWord(attributes.mode), attributes.owner ?? '', attributes.group ?? ''];
}

/** Sets owner, group and mode of `$@`. */
export function ownAll(attributes: FileAttributes): Sh {
  const [mode, owner, group] = toOwnWords(attributes);
  const lines: Sh[] = [];
  if (owner !== '')
    lines.push(sh`chown -- ${group === '' ? owner : `${owner}:${group}`} "$@" || exit`);
  else if (group !== '') lines.push(sh`chgrp -- ${group} "$@" || exit`);
  if (mode !== '') lines.push(sh`chmod -- ${mode} "$@" || exit`);
  return joinSh(lines);
}
