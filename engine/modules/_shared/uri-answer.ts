/** What a server answered, in the words of uri's result. Pure. */
import type { Plain } from '../../base/index.ts';
import type { StepOutcome } from '../../host/index.ts';
import { decodeBase64, decodeText } from './file-text.ts';

/** An answer, or that there was none (`status` -1). */
export interface UriAnswer {
  readonly status: number;
  readonly phrase: string;
  readonly url: string;
  readonly isRedirected: boolean;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly bytes: number;
  readonly path: string | undefined;
  readonly isMoved: boolean;
  readonly complaint: string;
}

function readHead(text: string): {
  readonly phrase: string;
  readonly headers: UriAnswer['headers'];
} {
  const blocks = text.split(/\r?\n\r?\n/).filter((block) => block.trim() !== '');
  const [first = '', ...lines] = (blocks.at(-1) ?? '').split(/\r?\n/);
  const headers = lines.flatMap((line) => {
    const at = line.indexOf(':');
    return at === -1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
  });
  return { phrase: /^HTTP\/\S+ \d+ ?(.*)$/.exec(first)?.[1] ?? '', headers };
}

/** Reads what the script printed. */
export function readUriAnswer({ stdout, stderr }: StepOutcome, url: string): UriAnswer {
  const word = (key: string): string | undefined =>
    new RegExp(`^${key} (.*)$`, 'm').exec(stdout)?.[1];
  const [rc = '', status = '0', redirects = '0', ...rest] = (word('curl') ?? '').split(' ');
  const bytes = decodeBase64(word('body') ?? '');
  const head = readHead(decodeText(decodeBase64(word('head') ?? '')));
  const isAnswered = rc === '0';
  return {
    ...head,
    status: isAnswered ? Number(status) : -1,
    url: isAnswered ? rest.join(' ') : url,
    isRedirected: isAnswered && Number(redirects) > 0,
    body: decodeText(bytes),
    bytes: bytes.length,
    path: word('path'),
    isMoved: /^moved$/m.test(stdout),
    complaint: stderr.trim().replace(/^curl: \(\d+\) /, ''),
  };
}

function toCookies(headers: UriAnswer['headers']): Record<string, string> {
  const pairs = headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .map(([, value]) => {
      const [pair = ''] = value.split(';');
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
    });
  return Object.fromEntries(pairs);
}

function parseJson(text: string): Plain | undefined {
  try {
    return JSON.parse(text) as Plain; // oxlint-disable-line typescript/consistent-type-assertions -- JSON is Plain
  } catch {
    return undefined;
  }
}

/** What Ansible's client says of the answer. */
export function describeAnswer(answer: UriAnswer): string {
  const { status, phrase, bytes, headers } = answer;
  if (status === -1) return `Request failed: ${answer.complaint}`;
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  if (status >= 200 && status < 300)
    return `OK (${length ?? (bytes > 0 ? bytes : 'unknown')} bytes)`;
  return `HTTP Error ${status}: ${phrase}`;
}

/** The result's keys: one for every header, lower case with underscores. */
export function toUriReturns(answer: UriAnswer, isContentWanted: boolean): Record<string, Plain> {
  const { headers, status } = answer;
  const isSuccess = status >= 200 && status < 300;
  const named = headers.map(
    ([name, value]) => [name.toLowerCase().replaceAll('-', '_'), value] as const,
  );
  const type = named.find(([name]) => name === 'content_type')?.[1] ?? '';
  const isJson = /^(?:application|text)\/(?:json|javascript|[\w.-]+\+json)\b/.test(type);
  const json = isJson ? parseJson(answer.body) : undefined;
  const cookies = toCookies(headers);
  const jar = Object.entries(cookies).map(([name, value]) => `${name}=${value}`);
  return {
    ...Object.fromEntries(named),
    status,
    url: answer.url,
    redirected: answer.isRedirected,
    msg: describeAnswer(answer),
    ...(isSuccess ? { cookies, cookies_string: jar.join('; ') } : {}),
    ...(json === undefined ? {} : { json }),
    ...(isContentWanted ? { content: answer.body } : {}),
    ...(answer.path === undefined ? {} : { path: answer.path }),
  };
}
