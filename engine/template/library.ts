/** Every filter, test and lookup by name, and the compiled templates by text. */
import type { SourceFile } from '../base/index.ts';
import { compileTemplate } from './compile/compile-template.ts';
import type { Library, LookupDef, PluginDef, Program } from './compile/program.ts';
import { basicFilters } from './filters/basic.ts';
import { chooseFilters } from './filters/choose.ts';
import { communityFilters } from './filters/community.ts';
import { dictFilters } from './filters/dict.ts';
import { hashFilters } from './filters/hash.ts';
import { queryFilters } from './filters/json-query.ts';
import { jsonFilters } from './filters/json.ts';
import { keyFilters } from './filters/key-filters.ts';
import { linkFilters } from './filters/link-text.ts';
import { listFilters } from './filters/list.ts';
import { numberFilters } from './filters/number.ts';
import { passwordFilters } from './filters/password-hash.ts';
import { prettyFilters } from './filters/pretty-print.ts';
import { pathFilters } from './filters/path.ts';
import { regexFilters } from './filters/regex.ts';
import { setFilters } from './filters/sets.ts';
import { shellFilters } from './filters/shell.ts';
import { textFilters } from './filters/text.ts';
import { timeFilters } from './filters/time.ts';
import { urlFilters } from './filters/url.ts';
import { csvFilters } from './filters/from-csv.ts';
import { vaultFilters } from './filters/vault.ts';
import { yamlFilters } from './filters/yaml.ts';
import { findGlobal } from './globals.ts';
import { ipFilters } from './ip/ip-filters.ts';
import { ipTests } from './ip/ip-tests.ts';
import { configLookups } from './lookups/config.ts';
import { controllerLookups } from './lookups/controller.ts';
import { fileLookups } from './lookups/files.ts';
import { mergeLookups } from './lookups/merge-variables.ts';
import { passwordLookups } from './lookups/password.ts';
import { loopLookups } from './lookups/loops.ts';
import { syntaxOfIncluded, type Syntax } from './syntax/syntax-options.ts';
import type { Extensions } from './syntax/tags.ts';
import { basicTests } from './tests/basic.ts';
import { fileTests } from './tests/file.ts';
import { textTests } from './tests/text.ts';
import { versionTests } from './tests/version.ts';
import { noParts, toFilter, toLookup, toTest, type AnyPart, type UserParts } from './user-parts.ts';

const MAX_CACHED = 20_000;
/** The path of text that is no file; its place is known to whoever renders it. */
export const TEXT_PATH = '<template>';

function byName<T extends { readonly name: string }>(
  ...families: readonly (readonly T[])[]
): ReadonlyMap<string, T> {
  return new Map(families.flat().map((definition) => [definition.name, definition]));
}

/** Filters and tests of Jinja itself have no full name; Ansible's have `ansible.builtin.`. */
const JINJA_ONLY = new Set([
  'abs',
  'attr',
  'batch',
  'capitalize',
  'center',
  'count',
  'd',
  'default',
  'dictsort',
  'e',
  'escape',
  'filesizeformat',
  'first',
  'float',
  'forceescape',
  'format',
  'groupby',
  'indent',
  'int',
  'join',
  'last',
  'length',
  'list',
  'lower',
  'items',
  'map',
  'min',
  'max',
  'pprint',
  'reject',
  'rejectattr',
  'replace',
  'reverse',
  'round',
  'safe',
  'select',
  'selectattr',
  'slice',
  'sort',
  'string',
  'striptags',
  'sum',
  'title',
  'trim',
  'truncate',
  'upper',
  'urlencode',
  'urlize',
  'wordcount',
  'wordwrap',
  'xmlattr',
  'tojson',
]);

/**
 * Tests that could be written as filters before Ansible 2.9, as `result | failed`; roles that exist
 * still do. Source: Ansible 2.5 porting guide, «Jinja tests used as filters».
 */
const TESTS_AS_FILTERS: ReadonlySet<string> = new Set([
  ...['failed', 'failure', 'success', 'succeeded', 'changed', 'change', 'skipped', 'skip'],
  ...['version_compare', 'match', 'search'],
]);

const JINJA_TESTS = new Set([
  'odd',
  'even',
  'divisibleby',
  'defined',
  'undefined',
  'filter',
  'test',
  'none',
  'boolean',
  'false',
  'true',
  'integer',
  'float',
  'lower',
  'upper',
  'string',
  'mapping',
  'number',
  'sequence',
  'iterable',
  'callable',
  'sameas',
  'escaped',
  'in',
  '==',
  'eq',
  'equalto',
  '!=',
  'ne',
  '>',
  'gt',
  'greaterthan',
  'ge',
  '>=',
  '<',
  'lt',
  'lessthan',
  '<=',
  'le',
]);

/** Finds a definition by its short name or its collection's full name. */
function find<T>(
  table: ReadonlyMap<string, T>,
  name: string,
  isBuiltin: (short: string) => boolean,
): T | undefined {
  const exact = table.get(name);
  if (exact !== undefined || !name.includes('.')) return exact;
  const short = name.replace(/^ansible\.(?:builtin|legacy)\./u, '');
  return short !== name && isBuiltin(short) ? table.get(short) : undefined;
}

const builtinFilters = byName<PluginDef>(
  basicFilters,
  textFilters,
  listFilters,
  setFilters,
  dictFilters,
  chooseFilters,
  jsonFilters,
  yamlFilters,
  regexFilters,
  pathFilters,
  shellFilters,
  hashFilters,
  numberFilters,
  urlFilters,
  timeFilters,
  ipFilters,
  prettyFilters,
  passwordFilters,
  communityFilters,
  queryFilters,
  linkFilters,
  keyFilters,
  csvFilters,
  vaultFilters,
);
const builtinTests = byName<PluginDef>(basicTests, textTests, versionTests, fileTests, ipTests);
const builtinLookups = byName<LookupDef>(
  loopLookups,
  fileLookups,
  controllerLookups,
  configLookups,
  passwordLookups,
  mergeLookups,
);

/** The library with its cache: templates are compiled once per text and options. */
export interface ProgramLibrary extends Library {
  /** What was compiled with a syntax; texts that are no file stand there as they are. */
  programsOf(syntax: Syntax): ReadonlyMap<string, Program>;
  compile(file: SourceFile, syntax: Syntax): Program;
}

/** Makes the function that gives equal names as one string; it forgets them when they are many. */
function makeInterner(): Library['intern'] {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MAX_CACHED) names.clear();
    names.set(text, text);
    return text;
  };
}

/** Puts a user's own parts in front of ours of the same name. */
function withOwn<T>(
  builtin: ReadonlyMap<string, T>,
  own: readonly AnyPart[],
  toDefinition: (part: AnyPart) => T,
): ReadonlyMap<string, T> {
  if (own.length === 0) return builtin;
  return new Map([...builtin, ...own.map((part) => [part.name, toDefinition(part)] as const)]);
}

/** Makes the library; the function that renders nested templates comes from the door. */
export function createLibrary(
  extensions: Extensions,
  doors: Pick<Library, 'renderNested' | 'limits'>,
  own: UserParts = noParts,
): ProgramLibrary {
  const filters = withOwn(builtinFilters, own.filters, toFilter);
  const tests = withOwn(builtinTests, own.tests, toTest);
  const lookups = withOwn(builtinLookups, own.lookups, toLookup);
  const caches = new WeakMap<Syntax, Map<string, Program>>();
  const byShape = new Map<string, Map<string, Program>>();
  /** Options are mostly the same object; others are found by what they say. */
  const cacheOf = (syntax: Syntax): Map<string, Program> => {
    const known = caches.get(syntax);
    if (known !== undefined) return known;
    const shape = JSON.stringify(syntax);
    const cache = byShape.get(shape) ?? new Map<string, Program>();
    byShape.set(shape, cache);
    caches.set(syntax, cache);
    return cache;
  };
  const compile = (file: SourceFile, syntax: Syntax, role: 'main' | 'included'): Program => {
    const cache = cacheOf(syntax);
    const key = file.path === TEXT_PATH ? file.text : `${role}\0${file.path}\0${file.text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const program = compileTemplate({ file, role }, syntax, extensions, library);
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, program);
    return program;
  };
  const library: ProgramLibrary = {
    findFilter: (name) =>
      find(filters, name, (short) => !JINJA_ONLY.has(short)) ??
      (TESTS_AS_FILTERS.has(name) ? tests.get(name) : undefined),
    isTestAsFilter: (name) => TESTS_AS_FILTERS.has(name) && !filters.has(name),
    findTest: (name) => find(tests, name, (short) => !JINJA_TESTS.has(short)),
    findLookup: (name) =>
      find(
        lookups,
        name.replace(/^community\.general\.(?=flattened$|cartesian$)/u, ''),
        () => true,
      ),
    findGlobal,
    filterNames: () => filters.keys(),
    testNames: () => tests.keys(),
    lookupNames: () => lookups.keys(),
    intern: makeInterner(),
    compileFile: (file, syntax) => {
      const program = compile(file, syntaxOfIncluded(syntax), 'included');
      if (program.refusal !== undefined) throw program.refusal;
      return program;
    },
    programsOf: cacheOf,
    compile: (file, syntax) => compile(file, syntax, 'main'),
    renderNested: doors.renderNested,
    limits: doors.limits,
  };
  return library;
}
