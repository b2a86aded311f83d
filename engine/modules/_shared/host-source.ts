/** What a `src` on the host itself is (copy with `remote_src`). */
import { TaskFailure, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import { statFormat } from './path-scripts.ts';

export interface HostFile {
  readonly kind: 'file' | 'directory';
  /** A line for `parseStat`. */
  readonly stat: string;
  /** SHA-1 and MD5. */
  readonly sums: readonly string[];
}

/** Asks for a file's stat and sums, through links; undefined when it is not there. */
export function fileStatLine(path: string): Probe<HostFile | undefined> {
  return {
    name: 'host-source',
    script: sh`p=${path}
[ -e "$p" ] || exit 3
if [ -d "$p" ]; then echo directory; elif [ -f "$p" ]; then echo file; else exit 4; fi
stat -L -c ${statFormat} -- "$p"
[ ! -f "$p" ] || { sha1sum <"$p"; md5sum <"$p"; }`,
    parse: ({ rc, stdout }) => {
      if (rc === 4) throw new TaskFailure(`Cannot copy invalid source '${path}': not a file`);
      if (rc !== 0) return undefined;
      const [kind, stat = '', ...sums] = stdout.trim().split('\n');
      return {
        kind: kind === 'directory' ? 'directory' : 'file',
        stat,
        sums: sums.map((sum) => sum.split(' ')[0] ?? ''),
      };
    },
  };
}
