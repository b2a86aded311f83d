/** Lookups that ask the controller or the variables: `env`, `pipe`, `url`, `vars`, `password`… */
import { randomInt } from 'node:crypto';
import { Dict, isList, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { PythonRandom } from '../filters/python-random.ts';
import { compileRegex } from '../regex/regex.ts';
import { asText } from '../values/arguments.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence, kindOf } from '../values/kinds.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { splitLines } from '../values/text-split.ts';
import { flagOption, lookup, textOption } from './lookup-def.ts';
import { parseTerm } from './loops.ts';

type Options = ReadonlyMap<string, Value>;

function readEnvironment(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.map((term) => {
    const value = runtime.context.reader.env(asText(term).split(/\s+/u)[0] ?? '');
    if (value !== undefined) return value;
    const otherwise = options.get('default') ?? '';
    return otherwise instanceof Undefined ? otherwise.fail() : otherwise;
  });
}

function readVariables(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.map((term) => {
    if (typeof term !== 'string') {
      return fail('LookupError', `Invalid setting identifier, "${toText(term)}" is not a string`);
    }
    const { names } = runtime.context;
    const value = runtime.resolve(term, runtime.at, 'shared');
    if (!(value instanceof Undefined) && names.has(term)) return value;
    const otherwise = options.get('default');
    if (otherwise !== undefined && otherwise !== null) return otherwise;
    if (value instanceof Undefined && value.reason.cause !== undefined) return value.fail();
    const hint = `No variable found with this name: ${term}`;
    return new Undefined({ name: term, hint, place: runtime.at }).fail();
  });
}

function compileName(pattern: string): ReturnType<typeof compileRegex> {
  try {
    return compileRegex(pattern);
  } catch (error) {
    if (!(error instanceof TemplateFailure)) throw error;
    return fail(
      'LookupError',
      `Unable to use "${pattern}" as a search parameter: ${error.message}`,
    );
  }
}

function findNames(terms: readonly Value[], _: Options, runtime: Runtime): Value[] {
  const known = [...runtime.context.names.all()];
  return terms.flatMap((term) => {
    if (typeof term !== 'string') {
      const shown = `"${toText(term)}" is not a string, it is a ${kindOf(term)}`;
      return fail('LookupError', `Invalid setting identifier, ${shown}`);
    }
    const regex = compileName(term);
    return known.filter((name) => regex.search(name, runtime.budget) !== undefined);
  });
}

const SETS: Readonly<Record<string, string>> = {
  ascii_lowercase: 'abcdefghijklmnopqrstuvwxyz',
  ascii_uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ascii_letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  hexdigits: '0123456789abcdefABCDEF',
  octdigits: '01234567',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  whitespace: ' \t\n\r\v\f',
};

function toAlphabet(chars: Value): string {
  const names = isSequence(chars) ? toItems(chars).map(toText) : splitSets(toText(chars));
  const all = names.map((name) => (Object.hasOwn(SETS, name) ? (SETS[name] ?? '') : name)).join('');
  return all.replace(/["']/gu, '');
}

/** `a,b,,` names the sets a and b and a comma. */
function splitSets(text: string): string[] {
  const hasComma = text.includes(',,');
  const names = text
    .replace(',,', ',')
    .split(',')
    .filter((name) => name !== '');
  return hasComma ? [...names, ','] : names;
}

function makePassword(options: Options): string {
  const alphabet = toAlphabet(options.get('chars') ?? ['ascii_letters', 'digits', '.,:-_']);
  const seed = options.get('seed') ?? null;
  const picker = seed === null ? { below: randomInt } : new PythonRandom(seed);
  const length = Number(textOption(options, 'length', '20'));
  return Array.from({ length }, () => alphabet[picker.below(alphabet.length)] ?? '').join('');
}

function givePasswords(terms: readonly Value[], given: Options, runtime: Runtime): Value[] {
  const { reader } = runtime.context;
  return terms.map((term) => {
    const options = new Map(given);
    const parsed = parseTerm(asText(term));
    for (const [name, value] of parsed) options.set(toText(name), value);
    const path = toText(parsed.get('_raw_params') ?? '');
    if (path === '/dev/null') return makePassword(options);
    const known = reader.find('files', path);
    if (known !== undefined) return reader.readText(known).trimEnd().split(' salt=')[0] ?? '';
    if (reader.writePrivate === undefined) {
      return fail('LookupError', `a new password cannot be kept in ${path} here`);
    }
    const password = makePassword(options);
    reader.writePrivate(path, `${password}\n`);
    return password;
  });
}

function readUrls(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.flatMap((term): Value[] => {
    const text = runtime.context.reader.url(asText(term));
    return flagOption(options, 'split_lines', true) ? splitLines(text) : [text];
  });
}

/** Host names of patterns over the `groups` variable: unions, `!` takes away, `&` keeps common. */
function matchHosts(terms: readonly Value[], _: Options, runtime: Runtime): Value[] {
  const groups = runtime.resolve('groups', runtime.at, 'shared');
  if (!(groups instanceof Dict)) return fail('KeyError', "'groups'");
  const all = toHosts(groups.get('all'));
  const expand = (pattern: string): string[] => {
    if (pattern === 'all' || pattern === '*') return all;
    const exact = groups.get(pattern);
    if (exact !== undefined) return toHosts(exact);
    const glob = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|\\]/gu, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      'u',
    );
    const inGroups = [...groups].filter(([name]) => glob.test(toText(name)));
    return [
      ...inGroups.flatMap(([, hosts]) => toHosts(hosts)),
      ...all.filter((host) => glob.test(host)),
    ];
  };
  const patterns = terms.flatMap((term) => toText(term).split(/[:,]/u));
  let hosts: string[] = [];
  for (const pattern of patterns) {
    const found = expand(pattern.replace(/^[!&]/u, ''));
    if (pattern.startsWith('!')) hosts = hosts.filter((host) => !found.includes(host));
    else if (pattern.startsWith('&')) hosts = hosts.filter((host) => found.includes(host));
    else hosts = [...hosts, ...found];
  }
  return [...new Set(hosts)];
}

function toHosts(value: Value | undefined): string[] {
  return value !== undefined && isList(value) ? value.map(toText) : [];
}

export const controllerLookups = [
  lookup('env', readEnvironment),
  lookup('vars', readVariables),
  lookup('varnames', findNames),
  lookup('pipe', (terms, _, runtime) =>
    terms.map((term) => runtime.context.reader.pipe(asText(term)).trimEnd()),
  ),
  lookup('community.general.random_string', (_, options) => [
    makePassword(new Map([['length', 8], ...options])),
  ]),
  lookup('url', readUrls),
  lookup('password', givePasswords),
  lookup('inventory_hostnames', matchHosts),
];
