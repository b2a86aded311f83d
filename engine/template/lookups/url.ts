/** The lookup `url`: what a web server, or a file, says. Its options are those of Ansible 2.14. */
import { Dict, isList, splitLines, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import type { UrlAnswer, UrlRequest } from '../contract.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toText } from '../values/text.ts';
import { flagOption, lookup, textOption } from './lookup-def.ts';

type Options = ReadonlyMap<string, Value>;

/** The options that a variable and the environment may set too, by what follows the common beginning. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  force: 'force',
  timeout: 'timeout',
  http_agent: 'agent',
  // Ansible reads it where the agent stands.
  force_basic_auth: 'agent',
  follow_redirects: 'follow_redirects',
  use_gssapi: 'use_gssapi',
  use_netrc: 'use_netrc',
  unix_socket: 'unix_socket',
  ca_path: 'ca_path',
  unredirected_headers: 'unredir_headers',
  ciphers: 'ciphers',
};

/** Adds what is said of options elsewhere to what the template says. */
function withElsewhere(options: Options, { context: { names, reader } }: Runtime): Options {
  const all = new Map(options);
  for (const [option, name] of Object.entries(ELSEWHERE)) {
    if (all.has(option)) continue;
    const variable = `ansible_lookup_url_${name}`;
    const setting = variable.toUpperCase();
    const value = names.get(variable) ?? reader.env(setting) ?? reader.configured?.(setting);
    if (value !== undefined) all.set(option, value);
  }
  return all;
}

function optionalText(options: Options, name: string): string | undefined {
  const text = textOption(options, name, '');
  return text === '' ? undefined : text;
}

function listOption(options: Options, name: string): readonly string[] {
  const value = options.get(name) ?? [];
  if (isList(value)) return value.map(toText);
  return toText(value)
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function headersOption(options: Options): Readonly<Record<string, string>> {
  const headers = options.get('headers') ?? null;
  if (headers === null) return {};
  if (!(headers instanceof Dict)) return fail('LookupError', 'url: headers must be a dict');
  return Object.fromEntries([...headers].map(([name, value]) => [toText(name), toText(value)]));
}

function readTimeout(options: Options): number {
  const text = textOption(options, 'timeout', '10');
  const seconds = Number(text);
  return seconds > 0
    ? seconds
    : fail('LookupError', `url: timeout must be seconds, not \`${text}\``);
}

function loginOption(options: Options): string | undefined {
  const user = optionalText(options, 'username');
  return user === undefined ? undefined : `${user}:${textOption(options, 'password', '')}`;
}

function toRequest(url: string, options: Options): UrlRequest {
  if (flagOption(options, 'use_gssapi', false)) {
    fail('LookupError', 'url: kplay has no GSSAPI; give username and password, or headers');
  }
  return {
    url,
    headers: headersOption(options),
    unredirectedHeaders: listOption(options, 'unredirected_headers').map((name) =>
      name.toLowerCase(),
    ),
    login: loginOption(options),
    isLoginSentAtOnce: flagOption(options, 'force_basic_auth', false),
    agent: textOption(options, 'http_agent', 'ansible-httpget'),
    isForced: flagOption(options, 'force', false),
    timeoutSeconds: readTimeout(options),
    isVerified: flagOption(options, 'validate_certs', true),
    caPath: optionalText(options, 'ca_path'),
    ciphers: listOption(options, 'ciphers'),
    usesProxy: flagOption(options, 'use_proxy', true),
    usesNetrc: flagOption(options, 'use_netrc', true),
    followRedirects: textOption(options, 'follow_redirects', 'urllib2').toLowerCase(),
    unixSocket: optionalText(options, 'unix_socket'),
  };
}

function bodyOf(answer: UrlAnswer, term: string): string {
  if ('body' in answer) return new TextDecoder().decode(answer.body);
  const { kind, message } = answer;
  if (kind === 'value') return fail('LookupError', message);
  const what = kind === 'http' ? 'Received HTTP error for' : 'Failed lookup url for';
  return fail('LookupError', `${what} ${term} : ${message}`);
}

export const urlLookup = lookup('url', (terms, given, runtime) => {
  const options = withElsewhere(given, runtime);
  return terms.flatMap((term): Value[] => {
    const url = asText(term);
    const text = bodyOf(runtime.context.reader.url(toRequest(url, options)), url);
    return flagOption(options, 'split_lines', true) ? splitLines(text) : [text];
  });
});
