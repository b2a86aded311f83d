/** The `checksum` parameter of get_url: `sha256:HEX`, or `sha256:URL` of a file with sums. */
import { TaskFailure, type HostReader } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import {
  toRequestCall,
  toRequestInput,
  type DownloadTool,
  type RequestParams,
} from './download.ts';

export interface Checksum {
  readonly algorithm: string;
  readonly digest: string;
}

const ALGORITHMS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

/** The file name that a URL ends with. */
export function urlFileName(url: string): string {
  const path = /^\w+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
  return path.slice(path.lastIndexOf('/') + 1) || 'index.html';
}

/**
 * Finds the digest of a file in a file of sums: `HEX  NAME`, `HEX *NAME`, or one bare digest.
 * @returns undefined when the name is not in it
 */
export function findDigest(sums: string, fileName: string): string | undefined {
  const lines = sums.replace(/\n+$/, '').split('\n');
  const [first = ''] = lines;
  if (lines.length === 1 && first.trim().split(/\s+/).length === 1) return first.trim();
  for (const line of lines) {
    const [digest = '', ...rest] = line.split(' ');
    const name = rest
      .join(' ')
      .replace(/^[ *]/, '')
      .replace(/^[./]+/, '');
    if (name.trim() === fileName) return digest;
  }
  return undefined;
}

/** Fetches the file of sums on the host; nothing is left behind. */
async function fetchSums(
  url: string,
  request: RequestParams,
  host: HostReader,
  tool: DownloadTool,
): Promise<string> {
  const own = { ...request, url };
  const input = toRequestInput(tool, own);
  return host.ask({
    name: 'checksum-file',
    script: sh`umask 077
t=$(mktemp) || exit
trap 'rm -f "$t" "$t.e" "$t.h"' EXIT
{
${toRequestCall(tool, own, false)}
} <<'KPLAY_REQUEST'
${{ sh: input }}
KPLAY_REQUEST
printf '%s\n' "$c"
cat "$t"`,
    parse({ stdout }) {
      const at = stdout.indexOf('\n');
      const status = stdout.slice(0, at);
      if (!['200', '226', '000'].includes(status) || stdout.slice(at + 1).trim() === '') {
        throw new TaskFailure(`Unable to fetch the checksum file ${url}: status ${status}`, {
          url,
        });
      }
      return stdout.slice(at + 1);
    },
  });
}

/** Resolves the parameter. @throws TaskFailure with Ansible's sentences */
export async function resolveChecksum(
  text: string,
  request: RequestParams,
  host: HostReader,
  tool: () => Promise<DownloadTool>,
): Promise<Checksum | undefined> {
  if (text === '') return undefined;
  const at = text.indexOf(':');
  if (at === -1) {
    throw new TaskFailure('The checksum parameter has to be in format <algorithm>:<checksum>');
  }
  const algorithm = text.slice(0, at).trim();
  if (!ALGORITHMS.includes(algorithm)) {
    throw new TaskFailure(
      `Could not hash file with algorithm '${algorithm}'. Available algorithms: ${ALGORITHMS.join(', ')}`,
    );
  }
  const rest = text.slice(at + 1).trim();
  const isUrl = /^(https?|ftp|file):\/\//.test(rest);
  const name = urlFileName(request.url);
  const found = isUrl ? findDigest(await fetchSums(rest, request, host, await tool()), name) : rest;
  if (found === undefined) {
    throw new TaskFailure(`Unable to find a checksum for file '${name}' in '${rest}'`);
  }
  const digest = found.replaceAll(/\W+/g, '').toLowerCase();
  if (!/^[0-9a-f]+$/.test(digest)) throw new TaskFailure('The checksum format is invalid');
  return { algorithm, digest };
}
