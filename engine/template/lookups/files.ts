/** Lookups that read files of the controller. */
import { Bytes, Dict, Float, isList, type Value } from '../../base/index.ts';
import { asText } from '../values/arguments.ts';
import { decodeBytes } from '../values/codecs.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence } from '../values/kinds.ts';
import { toIndex } from '../values/numbers.ts';
import { toText } from '../values/text.ts';
import { joinPaths } from '../filters/path.ts';
import { compileRegex } from '../regex/regex.ts';
import type { TreeEntry } from '../contract.ts';
import type { Runtime } from '../compile/runtime.ts';
import { findFile, flagOption, lookup, runCommand, textOption } from './lookup-def.ts';
import { parseTerm } from './loops.ts';
import { parseDelimited } from './parse-csv.ts';
import { parseIni } from './parse-ini.ts';

type Options = ReadonlyMap<string, Value>;

function readFile(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.map((term) => {
    let text = runtime.context.reader.readText(findFile(runtime, 'files', term));
    if (flagOption(options, 'lstrip', false)) text = text.trimStart();
    return flagOption(options, 'rstrip', true) ? text.trimEnd() : text;
  });
}

/** A file's text in the encoding that the option names; Ansible's default is UTF-8. */
function readEncoded(path: string, options: Options, runtime: Runtime): string {
  const { reader } = runtime.context;
  const encoding = textOption(options, 'encoding', 'utf-8');
  if (reader.readBytes === undefined) return reader.readText(path);
  return decodeBytes(new Bytes(reader.readBytes(path)), encoding, 'surrogateescape');
}

function renderTemplates(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  return terms.map((term) => {
    const path =
      runtime.context.reader.find('templates', asText(term, 'file name')) ??
      fail('LookupError', `the template file ${asText(term)} could not be found for the lookup`);
    const { reader } = runtime.context;
    const file = { path, text: reader.readText(path) };
    const given = options.get('template_vars');
    const own = new Dict(reader.templateVars?.(path, asText(term)));
    if (given instanceof Dict) for (const [name, value] of given) own.set(name, value);
    const all = new Map([...options, ['template_vars', own]]);
    return runtime.deeper(() => runtime.library.renderNested(file, runtime.context, all));
  });
}

function splitOn(value: Value, separators: RegExp): string[] {
  if (typeof value === 'string') return value.split(separators);
  return isSequence(value) ? toItems(value).flatMap((item) => splitOn(item, separators)) : [];
}

interface Search {
  readonly names: readonly string[];
  readonly canSkip: boolean;
}

function toSearch(term: Value, options: Options): Search {
  if (isSequence(term)) {
    const parts = toItems(term).map((item) => toSearch(item, options));
    return {
      names: parts.flatMap(({ names }) => names),
      canSkip: parts.at(-1)?.canSkip ?? false,
    };
  }
  const given =
    term instanceof Dict
      ? new Map(Array.from(term, ([key, value]) => [toText(key), value] as const))
      : options;
  const files = splitOn(given.get('files') ?? [], /[,;]/u);
  const paths = splitOn(given.get('paths') ?? [], /[,:;]/u);
  const canSkip = flagOption(given, 'skip', false);
  if (paths.length > 0) {
    const names = paths.flatMap((path) => files.map((file) => joinPaths([path, file])));
    return { names, canSkip };
  }
  if (files.length > 0) return { names: files, canSkip };
  return { names: term instanceof Dict ? [] : [asText(term)], canSkip };
}

/** @param options `_subdir`, when it makes the items of a task: the folder of what the task does */
function findFirst(terms: readonly Value[], options: Options, runtime: Runtime): Value[] {
  const wanted = textOption(options, '_subdir', 'files');
  const folder = wanted === 'vars' || wanted === 'templates' ? wanted : 'files';
  const searches = terms.map((term) => toSearch(term, options));
  const names = searches.flatMap((search) => search.names);
  for (const name of names) {
    const path = runtime.context.reader.find(folder, name);
    if (path !== undefined) return [path];
  }
  if (searches.at(-1)?.canSkip === true || flagOption(options, 'skip', false)) return [];
  return fail('LookupError', 'No file was found when using first_found.');
}

/** What may stand in a term of `ini` besides the key. */
const INI_OPTIONS: ReadonlySet<string> = new Set([
  ...['_raw_params', 'type', 'file', 'section', 're', 'encoding', 'default', 'case_sensitive'],
  'allow_no_value',
]);

function checkOptions(names: Iterable<Value>, known: ReadonlySet<string>): void {
  for (const name of names) {
    if (!known.has(toText(name))) fail('LookupError', `${toText(name)} is not a valid option`);
  }
}

function readInline(term: Value, options: Options): { key: string; options: Map<string, Value> } {
  const text = asText(term);
  const all = new Map(options);
  if (!text.includes('=')) return { key: text, options: all };
  const parsed = parseTerm(text);
  const key = parsed.get('_raw_params');
  checkOptions(parsed.keys(), INI_OPTIONS);
  for (const [name, value] of parsed) if (name !== '_raw_params') all.set(toText(name), value);
  if (key === undefined) {
    const what = 'No key to lookup was provided as first term with in string inline options';
    return fail('LookupError', `${what}: ${text}`);
  }
  return { key: toText(key).trim().split(/\s+/u).join(' '), options: all };
}

function readIni(terms: readonly Value[], given: Options, runtime: Runtime): Value[] {
  return terms.flatMap((term) => {
    const { key, options } = readInline(term, given);
    const name = textOption(options, 'file', 'ansible.ini');
    const isProperties = textOption(options, 'type', 'ini') === 'properties';
    const text = readEncoded(findFile(runtime, 'files', name), options, runtime);
    const section = isProperties ? 'java_properties' : textOption(options, 'section', 'global');
    const sections = parseIni(isProperties ? `[java_properties]\n${text}` : text, {
      isCaseSensitive: flagOption(options, 'case_sensitive', false),
      allowsNoValue: flagOption(
        options,
        'allow_no_value',
        flagOption(options, 'allow_none', false),
      ),
    });
    const found = sections.get(section);
    if (found === undefined) return fail('LookupError', `No section '${section}' in ${name}`);
    if (flagOption(options, 're', false)) {
      const regex = compileRegex(key);
      const values = [...found].filter(
        ([option]) => regex.match(option, runtime.budget) !== undefined,
      );
      return values.map(([, value]) => value);
    }
    const wanted = flagOption(options, 'case_sensitive', false) ? key : key.toLowerCase();
    const value = [found.get(wanted), options.get('default'), ''].find((one) => one !== undefined);
    if (value === undefined || value === null) return [];
    return isList(value) ? [...value] : [value];
  });
}

/** What may stand in a term of `csvfile` besides the key. */
const CSV_OPTIONS: ReadonlySet<string> = new Set([
  ...['_raw_params', 'file', 'delimiter', 'col', 'default', 'encoding'],
]);

function readCsv(terms: readonly Value[], given: Options, runtime: Runtime): Value[] {
  return terms.flatMap((term) => {
    const parsed = parseTerm(asText(term));
    const key = parsed.get('_raw_params');
    if (key === undefined) return fail('LookupError', 'Search key is required but was not found');
    const options = new Map(given);
    checkOptions(parsed.keys(), CSV_OPTIONS);
    for (const [name, value] of parsed) options.set(toText(name), value);
    const delimiter = textOption(options, 'delimiter', 'TAB');
    if (delimiter !== 'TAB' && [...delimiter].length !== 1) {
      fail('LookupError', 'csvfile: "delimiter" must be a 1-character string');
    }
    const name = textOption(options, 'file', 'ansible.csv');
    const path =
      runtime.context.reader.find('files', name) ??
      fail('LookupError', `could not locate file in lookup: ${name}: No such file or directory`);
    const rows = parseDelimited(readEncoded(path, options, runtime), {
      delimiter: delimiter === 'TAB' ? '\t' : delimiter,
    });
    const row = rows.find(([first]) => first === toText(key));
    if (row === undefined) {
      const otherwise = options.get('default') ?? null;
      if (otherwise === null) return [];
      return isList(otherwise) ? [...otherwise] : [otherwise];
    }
    const column = toIndex(Number(textOption(options, 'col', '1')));
    return [row[column] ?? fail('LookupError', 'csvfile: list index out of range')];
  });
}

/** Source: `file_props` of community.general's lookup `filetree`. */
function describeEntry({ root, path, kind, source, owner, group, stats }: TreeEntry): Dict {
  const entries: readonly (readonly [string, Value])[] = [
    ['root', root],
    ['path', path],
    ['state', kind],
    ...(kind === 'directory' ? [] : [['src', source] as const]),
    ['uid', stats.uid],
    ['gid', stats.gid],
    ['owner', owner],
    ['group', group],
    ['mode', `0${(stats.mode & 0o7777).toString(8).padStart(3, '0')}`],
    ['size', stats.size],
    ['mtime', new Float(stats.mtimeMs / 1000)],
    ['ctime', new Float(stats.ctimeMs / 1000)],
  ];
  return new Dict(entries);
}

/** Of several folders the first one that has a path gives it. */
function listTrees(terms: readonly Value[], _: Options, runtime: Runtime): Value[] {
  const entries = new Map<string, Dict>();
  for (const term of terms) {
    for (const entry of runtime.context.reader.tree?.(asText(term)) ?? []) {
      if (!entries.has(entry.path)) entries.set(entry.path, describeEntry(entry));
    }
  }
  return [...entries.values()];
}

function findSealed(runtime: Runtime, term: Value): string {
  const name = asText(term, 'file name');
  const missing = `Unable to find file matching "${name}" `;
  return runtime.context.reader.find('files', name) ?? fail('LookupError', missing);
}

/** Lines of bytes: only newlines and carriage returns end them. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\r\n]/u);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

export const fileLookups = [
  lookup('file', readFile),
  lookup('unvault', (terms, _, runtime) =>
    terms.map((term) => runtime.context.reader.readText(findSealed(runtime, term))),
  ),
  lookup('template', renderTemplates),
  lookup('fileglob', (terms, _, runtime) =>
    terms.flatMap((term) => runtime.context.reader.glob('files', asText(term))),
  ),
  lookup('filetree', listTrees),
  lookup('first_found', findFirst),
  lookup('ini', readIni),
  lookup('csvfile', readCsv),
  lookup('lines', (terms, _, runtime) =>
    terms.flatMap((term) => linesOf(runCommand('lines', asText(term), runtime))),
  ),
];
