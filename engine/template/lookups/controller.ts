/** Lookups that ask the controller or the variables: `env`, `pipe`, `url`, `vars`… */
import { Dict, isList, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { compileRegex } from '../regex/regex.ts';
import { asText } from '../values/arguments.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { kindOf } from '../values/kinds.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { lookup, runCommand } from './lookup-def.ts';
import { urlLookup } from './url.ts';

type Options = ReadonlyMap<string, Value>;

function readEnvironment(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.map((term) => {
    const [name = ''] = asText(term).trim().split(/\s+/u);
    if (name === '') return fail('IndexError', 'list index out of range');
    const value = runtime.context.reader.env(name);
    if (value !== undefined) return value;
    const otherwise = options.get('default') ?? '';
    if (!(otherwise instanceof Undefined)) return otherwise;
    const hint = `The "env" lookup, found an undefined variable: ${name}`;
    return new Undefined({ name, hint, place: runtime.at }).fail();
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
    terms.map((term) => runCommand('pipe', toText(term), runtime).trimEnd()),
  ),
  urlLookup,
  lookup('inventory_hostnames', matchHosts),
];
