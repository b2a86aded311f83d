/**
 * Fetching a URL on a host with what it has: curl, GNU wget or busybox wget. The file appears at
 * its destination whole or not at all. Headers and passwords go in on stdin, never in arguments.
 */
import { TaskFailure, type Probe, type Step, type StepOutcome } from '../../host/index.ts';
import { BACKUP_ENDING, sh, type Sh } from '../../shell/index.ts';

export type DownloadTool = 'curl' | 'wget' | 'busybox';

/** The parameters that make up a request. */
export interface RequestParams {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeout: number;
  readonly validate_certs: boolean;
  readonly use_proxy: boolean;
  readonly url_username?: string;
  readonly url_password?: string;
  readonly http_agent: string;
  readonly client_cert?: string;
  readonly client_key?: string;
  readonly ciphers?: readonly string[];
  readonly use_netrc: boolean;
}

/** Asks with what the host can download. @throws TaskFailure when it has nothing */
export function downloadTool(): Probe<DownloadTool> {
  return {
    name: 'download-tool',
    script: sh`if command -v curl >/dev/null 2>&1; then echo curl
elif command -v wget >/dev/null 2>&1; then
  case $(wget --version 2>/dev/null) in *GNU*) echo wget ;; *) echo busybox ;; esac
fi`,
    parse({ stdout }) {
      const tool = stdout.trim();
      if (tool === 'curl' || tool === 'wget' || tool === 'busybox') return tool;
      throw new TaskFailure(
        'the host has neither curl nor wget; install one, or fetch on the controller and use copy',
      );
    },
  };
}

/** Quotes a value for a configuration of curl. */
export function quoteForCurl(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return `"${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}

function toCurlConfig(request: RequestParams): string {
  const { url_username: user, url_password: password = '' } = request;
  const lines: string[] = [
    `url = ${quoteForCurl(request.url)}`,
    'location',
    `connect-timeout = ${request.timeout}`,
    'speed-limit = 1',
    `speed-time = ${request.timeout}`,
    `user-agent = ${quoteForCurl(request.http_agent)}`,
    ...Object.entries(request.headers ?? {}).map(
      ([name, value]) => `header = ${quoteForCurl(`${name}: ${value}`)}`,
    ),
  ];
  if (user !== undefined) lines.push(`user = ${quoteForCurl(`${user}:${password}`)}`);
  if (!request.validate_certs) lines.push('insecure');
  if (!request.use_proxy) lines.push('noproxy = "*"');
  if (request.client_cert !== undefined) lines.push(`cert = ${quoteForCurl(request.client_cert)}`);
  if (request.client_key !== undefined) lines.push(`key = ${quoteForCurl(request.client_key)}`);
  if (request.ciphers !== undefined)
    lines.push(`ciphers = ${quoteForCurl(request.ciphers.join(':'))}`);
  if (request.use_netrc && user === undefined) lines.push('netrc-optional');
  return `${lines.join('\n')}\n`;
}

function toWgetConfig(request: RequestParams): string {
  const { url_username: user, url_password: password } = request;
  const lines: string[] = [
    `timeout = ${request.timeout}`,
    'tries = 1',
    `user_agent = ${request.http_agent}`,
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `header = ${name}: ${value}`),
  ];
  if (user !== undefined) lines.push(`user = ${user}`, 'auth_no_challenge = on');
  if (password !== undefined) lines.push(`password = ${password}`);
  if (!request.validate_certs) lines.push('check_certificate = off');
  if (!request.use_proxy) lines.push('use_proxy = off');
  if (request.client_cert !== undefined) lines.push(`certificate = ${request.client_cert}`);
  if (request.client_key !== undefined) lines.push(`private_key = ${request.client_key}`);
  return `${lines.join('\n')}\n`;
}

function refuseForBusybox(request: RequestParams): void {
  const refused =
    request.url_username !== undefined || Object.keys(request.headers ?? {}).length > 0;
  if (!refused) return;
  throw new TaskFailure(
    'the host has only busybox wget, which would show headers and passwords to every user of the host; install curl',
  );
}

/** What a request reads on stdin. @throws TaskFailure for what the tool cannot do safely */
export function toRequestInput(tool: DownloadTool, request: RequestParams): string {
  if (tool === 'curl') return toCurlConfig(request);
  if (tool === 'wget') return toWgetConfig(request);
  refuseForBusybox(request);
  return '';
}

/**
 * The call that puts the body in `$t` and the answer's headers in `$t.h`; `$c` is the status (`000`
 * when there was no answer), `$r` the tool's exit code, `$e` what it complained about.
 */
export function toRequestCall(
  tool: DownloadTool,
  request: RequestParams,
  isConditional: boolean,
): Sh {
  const { url } = request;
  if (tool === 'curl') {
    const condition = isConditional ? sh`-z "$d"` : sh``;
    return sh`c=$(curl -q -sS -K - ${condition} -o "$t" -D "$t.h" -w '%{http_code}' 2>"$t.e"); r=$?
e=$(cat "$t.e")`;
  }
  const config = tool === 'wget' ? sh`--config=/dev/stdin` : sh`-T ${String(request.timeout)}`;
  const insecure =
    tool === 'busybox' && !request.validate_certs ? sh`--no-check-certificate` : sh``;
  return sh`wget ${config} ${insecure} -S -O "$t" ${url} >"$t.h" 2>&1; r=$?
e=$(cat "$t.h")
c=$(printf '%s\n' "$e" | awk '$1 ~ /^HTTP\// { c = $2 } END { print c ? c : "000" }')`;
}

export interface DownloadWish {
  readonly dest: string;
  /** Where the temporary file is made; beside the destination when not named. */
  readonly folder: string | undefined;
  /** Send the destination's time, and be content with «not modified». */
  readonly isConditional: boolean;
  readonly checksum: { readonly algorithm: string; readonly digest: string } | undefined;
  readonly mode: string;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly backup: boolean;
}

function toChecksumCheck(checksum: DownloadWish['checksum']): Sh {
  if (checksum === undefined) return sh``;
  return sh`s=$(${`${checksum.algorithm}sum`} <"$t"); s=${{ sh: '${s%% *}' }}
if [ "$s" != ${checksum.digest} ]; then printf 'digest %s\n' "$s"; exit 65; fi`;
}

function toOwnerCall({ owner, group }: DownloadWish): Sh {
  if (owner === undefined && group === undefined) return sh``;
  return sh`chown -- ${`${owner ?? ''}${group === undefined ? '' : `:${group}`}`} "$t" || exit`;
}

/**
 * Says once a second how much of the body has come. A process of its own, as the call keeps the
 * script waiting; it ends with the script, or with the session when the script was killed.
 */
const WATCH = sh`(while sleep 1 && kill -0 "$$"; do
  l=$(awk -F: 'tolower($1) ~ /^ *content-length$/ { l = $2 + 0 } END { print l + 0 }' "$t.h")
  kplay_progress "$(stat -c %s "$t")" "$l"
done) 2>/dev/null & w=$!`;

/** The step that downloads, checks, and puts the file in its place. */
export function toDownloadStep(
  tool: DownloadTool,
  request: RequestParams,
  wish: DownloadWish,
): Step {
  const { dest, folder } = wish;
  const parent = dest.slice(0, Math.max(1, dest.lastIndexOf('/')));
  const backup = wish.backup
    ? sh`if [ -e "$d" ]; then b="$d"${BACKUP_ENDING}; cp -p -- "$d" "$b" || exit; printf 'backup %s\n' "$b"; fi`
    : sh``;
  const move =
    folder === undefined
      ? sh`mv -f -- "$t" "$d"`
      : sh`u=$(mktemp ${`${parent}/.kplay-XXXXXX`}) || exit
cat <"$t" >"$u" && chmod "$(stat -c %a "$t")" "$u" && chown "$(stat -c %u:%g "$t")" "$u" 2>/dev/null; mv -f -- "$u" "$d"`;
  return {
    do: 'run',
    title: `fetch ${request.url}`,
    stdin: toRequestInput(tool, request),
    accepts: 'any',
    tellsProgress: true,
    script: sh`umask 077
d=${dest}
t=$(mktemp ${`${folder ?? parent}/.kplay-XXXXXX`}) || exit 66
${WATCH}
trap 'kill "$w" 2>/dev/null; rm -f "$t" "$t.e" "$t.h"' EXIT
${toRequestCall(tool, request, wish.isConditional)}
kill "$w" 2>/dev/null; wait "$w" 2>/dev/null
printf 'status %s\n' "$c"
if [ "$c" = 304 ]; then exit 0; fi
if [ $r -ne 0 ] && [ "$c" = 000 ]; then printf '%s\n' "$e" >&2; exit 67; fi
case $c in 200|000|226) ;; *) exit 68 ;; esac
if [ $r -ne 0 ]; then printf '%s\n' "$e" >&2; exit 67; fi
printf 'size %s\n' "$(stat -c %s "$t")"
printf 'sha1 %s\n' "$(sha1sum <"$t")"
printf 'md5 %s\n' "$(md5sum <"$t")"
${toChecksumCheck(wish.checksum)}
if [ -f "$d" ] && cmp -s "$t" "$d"; then echo same; exit 0; fi
chmod ${wish.mode} "$t" || exit
${toOwnerCall(wish)}
${backup}
sync "$t" 2>/dev/null
${move} && echo moved`,
  };
}

/** What a download came to. */
export interface DownloadAnswer {
  readonly rc: number;
  /** 0 when the server did not answer. */
  readonly status: number;
  readonly size: number;
  readonly sha1: string | undefined;
  readonly md5: string | undefined;
  /** Digest that was found where another was asked for. */
  readonly wrongDigest: string | undefined;
  readonly isMoved: boolean;
  readonly backup: string | undefined;
  readonly complaint: string;
}

/** Reads the lines that the step printed. */
export function parseDownload({ rc, stdout, stderr }: StepOutcome): DownloadAnswer {
  const word = (key: string): string | undefined =>
    new RegExp(`^${key} (\\S+)`, 'm').exec(stdout)?.[1];
  return {
    rc,
    status: Number(word('status') ?? 0),
    size: Number(word('size') ?? 0),
    sha1: word('sha1'),
    md5: word('md5'),
    wrongDigest: word('digest'),
    isMoved: /^moved$/m.test(stdout),
    backup: /^backup (.*)$/m.exec(stdout)?.[1],
    complaint: stderr.trim(),
  };
}

const PHRASES: Readonly<Record<number, string>> = {
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  410: 'Gone',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** The sentence that Python's urllib has for a status. */
export function describeStatus(status: number): string {
  return `HTTP Error ${status}: ${PHRASES[status] ?? ''}`.trim();
}
