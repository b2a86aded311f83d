/** A small file that the host fetches from a URL or reads itself, for a module that must see it. */
import { TaskFailure, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import { decodeBase64 } from './file-text.ts';

/** Reads a URL with the host's curl or wget. @throws TaskFailure that begins with `failure` */
export function fetchBytes(url: string, failure: string, isChecked = true): Probe<Uint8Array> {
  const [curl, wget] = isChecked ? [[], []] : [['-k'], ['--no-check-certificate']];
  return {
    name: 'fetch-bytes',
    script: sh`if command -v curl >/dev/null 2>&1; then
  o=$(curl -fsSL ${curl} -- ${url} | base64; ) && [ -n "$o" ] || { curl -fsSL ${curl} -o /dev/null -- ${url}; exit 4; }
elif command -v wget >/dev/null 2>&1; then
  o=$(wget -q ${wget} -O - -- ${url} | base64) && [ -n "$o" ] || { echo 'wget failed' >&2; exit 4; }
else echo 'neither curl nor wget is on the host: install the package curl or wget' >&2; exit 5; fi
printf '%s' "$o"`,
    parse({ rc, stdout, stderr }) {
      if (rc !== 0) throw new TaskFailure(`${failure}: ${stderr.trim()}`);
      return decodeBase64(stdout);
    },
  };
}
