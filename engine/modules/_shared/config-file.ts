/**
 * One text file of a host's configuration that a module reads and writes back whole, with no
 * attribute of its own to keep: sysctl.conf, fstab, locale.gen and their like.
 */
import { TaskFailure, type Probe, type Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change } from '../contract.ts';
import { decodeBase64, decodeText, toContent } from './file-text.ts';

export interface ConfigFile {
  /** Where links lead to in the end: the file that is written. */
  readonly path: string;
  /** Undefined when there is no file. */
  readonly text: string | undefined;
}

/** Reads the file. @throws TaskFailure for a directory and for what may not be read */
export function configFile(path: string): Probe<ConfigFile> {
  return {
    name: 'config-file',
    script: sh`p=${path}; r=$(readlink -f -- "$p"); printf '%s\n' "${{ sh: '${r:-$p}' }}"
[ -e "$p" ] || exit 3
[ ! -d "$p" ] || { echo 'Is a directory' >&2; exit 4; }
base64 <"$p"`,
    parse({ rc, stdout, stderr }) {
      const [real = path, ...lines] = stdout.split('\n');
      if (rc === 3) return { path: real, text: undefined };
      if (rc !== 0) throw new TaskFailure(`Could not read ${path}: ${stderr.trim()}`);
      return { path: real, text: decodeText(decodeBase64(lines.join(''))) };
    },
  };
}

export interface ConfigPlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
}

/** What a new text needs beside itself. */
export interface ConfigOptions {
  readonly mode?: string | undefined;
  readonly backup?: boolean;
}

/** Plans to write a text that differs; nothing when it is there already. */
export function planConfig(
  { path, text }: ConfigFile,
  wanted: string,
  { mode, backup = false }: ConfigOptions = {},
): ConfigPlan {
  if (wanted === text) return { changes: [], steps: [] };
  return {
    changes: [{ what: 'content', before: text ?? '', after: wanted, path }],
    steps: [
      {
        do: 'write',
        title: `write ${path}`,
        path,
        content: toContent(wanted),
        attributes: { mode },
        backup: backup && text !== undefined,
      },
    ],
  };
}

/** Ends a text that is not empty with a newline, so that a line can follow. */
export function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
