/**
 * Gets one URL, as Ansible's `open_url` does for the lookup `url`: it is sent on, logs in when it is
 * asked to. Called by the small program beside it alone, which may wait.
 */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { UrlRequest } from '../../template/index.ts';
import { send, type Surroundings, type Target } from './send-request.ts';
import { describeNetError, UrlError } from './url-error.ts';

const MOST_REDIRECTS = 10;

/** Where an answer leads; undefined where it is to be taken as it is. @throws UrlError */
function findRedirect(
  answer: IncomingMessage,
  target: Target,
  request: UrlRequest,
): Target | undefined {
  const {
    statusCode = 0,
    headers: { location },
  } = answer;
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  if (!['all', 'safe', 'urllib2', 'yes'].includes(request.followRedirects)) return undefined;
  const url = new URL(location, target.url);
  const isSame = url.origin === target.url.origin;
  return { url, login: isSame ? target.login : undefined, isRedirected: true };
}

async function readBody(answer: IncomingMessage): Promise<Buffer> {
  const body = await buffer(answer);
  return answer.headers['content-encoding'] === 'gzip' ? promisify(gunzip)(body) : body;
}

/** Splits the login off a URL. @throws UrlError for what is no URL of a kind that can be asked */
function toTarget(text: string): { readonly url: URL; readonly login: string | undefined } {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new UrlError('value', `unknown url type: '${text}'`);
  if (!['http', 'https', 'file'].includes(scheme)) {
    throw new UrlError('url', `<urlopen error unknown url type: ${scheme}>`);
  }
  const hasHost = scheme === 'file' || /^\w+:\/\/[^/]/.test(text);
  if (!hasHost || !URL.canParse(text)) throw new UrlError('url', '<urlopen error no host given>');
  const url = new URL(text);
  // Sent as it stands in the URL, without decoding `%20`: as Ansible 2.14 does.
  const login = url.username === '' ? undefined : `${url.username}:${url.password}`;
  url.username = '';
  url.password = '';
  return { url, login };
}

async function readLocal(url: URL): Promise<Buffer> {
  return readFile(url).catch((error: unknown) => {
    throw new UrlError('url', describeNetError(error, decodeURIComponent(url.pathname)));
  });
}

function describeStatus(
  { statusCode, statusMessage = '' }: IncomingMessage,
  isEndless: boolean,
): string {
  const endless =
    'The HTTP server returned a redirect error that would lead to an infinite loop.\nThe last 30x error message was:\n';
  return `HTTP Error ${String(statusCode)}: ${isEndless ? endless : ''}${statusMessage}`;
}

/** True when a login was kept back and the server wants one. */
function asksForLogin(answer: IncomingMessage, target: Target): boolean {
  const wanted = answer.headers['www-authenticate'] ?? '';
  return answer.statusCode === 401 && target.login === undefined && /^basic\b/i.test(wanted);
}

/** @param kept a login that this server may be told when it asks */
async function follow(
  first: Target,
  request: UrlRequest,
  around: Surroundings,
  kept: string | undefined,
): Promise<Buffer> {
  let target = first;
  for (let count = 0; ; count += 1) {
    const answer = await send(target, request, around);
    const { statusCode = 0 } = answer;
    if (statusCode >= 200 && statusCode < 300) return readBody(answer);
    answer.resume();
    const next = findRedirect(answer, target, request);
    const isHome = target.url.origin === first.url.origin;
    if (next !== undefined && count < MOST_REDIRECTS) target = next;
    else if (kept !== undefined && isHome && asksForLogin(answer, target)) {
      target = { ...target, login: kept };
    } else throw new UrlError('http', describeStatus(answer, next !== undefined));
  }
}

/**
 * Gives the body.
 * @throws UrlError in the words of Ansible 2.14
 */
export async function fetchUrl(request: UrlRequest, around: Surroundings): Promise<Buffer> {
  const { url, login } = toTarget(request.url);
  if (url.protocol === 'file:') return readLocal(url);
  const given = request.login ?? login;
  const atOnce = request.isLoginSentAtOnce ? given : undefined;
  // A login is kept back until it is asked for, as urllib does; that of ~/.netrc is not.
  const netrc = given === undefined ? around.netrc : undefined;
  return follow({ url, login: atOnce ?? netrc, isRedirected: false }, request, around, given);
}
