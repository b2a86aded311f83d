/**
 * What templates read, found without rendering: for checks before a run. A name that a template
 * sets itself anywhere counts as its own everywhere in it: scopes are not told apart, so that
 * nothing is taken for missing that is there.
 */
import type { Located, LocatedScalar, SourceFile } from '../base/index.ts';
import { spanInside } from '../source/index.ts';
import type { NameRead, TemplateReads } from './contract.ts';
import { isGlobal } from './globals.ts';
import { isTemplate } from './scalars.ts';
import { readHeader } from './syntax/header.ts';
import { parseTemplate } from './syntax/parse-template.ts';
import { defaultSyntax, type Syntax } from './syntax/syntax-options.ts';
import { TemplateSyntaxFailure } from './syntax/syntax-failure.ts';
import type { Extensions } from './syntax/tags.ts';

type AnyNode = Readonly<Record<string, unknown>> & { readonly typename: string };

/** A name, and where it stands in the text. */
interface Found {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

interface Walk {
  readonly found: Found[];
  readonly asked: Set<string>;
  readonly own: Set<string>;
  readonly files: (string | undefined)[];
  readonly lookups: Found[];
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'typename' in value;
}

function childrenOf(node: AnyNode): readonly unknown[] {
  return Object.entries(node).flatMap(([key, value]) => (key === 'typename' ? [] : [value]));
}

/** Calls `visit` with every node in a value: fields, lists, pairs, arguments. */
function eachNode(value: unknown, visit: (node: AnyNode) => void): void {
  if (isNode(value)) visit(value);
  else if (Array.isArray(value)) for (const one of value) eachNode(one, visit);
  else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) eachNode(one, visit);
  }
}

function symbolsIn(value: unknown): readonly string[] {
  const names: string[] = [];
  eachNode(value, (node) => {
    if (node.typename === 'Symbol' && typeof node['value'] === 'string') names.push(node['value']);
    for (const child of childrenOf(node)) names.push(...symbolsIn(child));
  });
  return names;
}

const DEFAULTS: ReadonlySet<unknown> = new Set(['default', 'd', 'ansible.builtin.default']);
const ASKING: ReadonlySet<unknown> = new Set(['defined', 'undefined']);

/** Names that are set: targets, macros with their arguments, what is imported. */
function ownNames(node: AnyNode): readonly unknown[] {
  switch (node.typename) {
    case 'Set':
    case 'SetBlock':
    case 'With':
      return symbolsIn(node['targets']);
    case 'For':
      return [...symbolsIn(node['name']), 'loop'];
    case 'Macro':
    case 'CallBlock': {
      const { args } = node;
      const names = typeof args === 'object' && args !== null && 'names' in args ? args.names : [];
      const given: readonly unknown[] = Array.isArray(names) ? names : [];
      return [node['name'], ...given, 'caller', 'varargs', 'kwargs'];
    }
    case 'Import':
      return [node['target']];
    case 'FromImport':
      return Array.isArray(node['names']) ? node['names'].flat() : [];
    default:
      return [];
  }
}

/** Names of which it is asked whether they are there, or that have something in their place. */
function askedNames(node: AnyNode): readonly string[] {
  if (node.typename === 'Filter' && DEFAULTS.has(node['name'])) return symbolsIn(node['symbol']);
  if (node.typename === 'Test' && ASKING.has(node['name'])) return symbolsIn(node['target']);
  return [];
}

const FILES: ReadonlySet<string> = new Set(['Include', 'Import', 'FromImport', 'Extends']);

function textOf(node: unknown): string | undefined {
  const isText = isNode(node) && node.typename === 'Literal' && typeof node['value'] === 'string';
  return isText ? String(node['value']) : undefined;
}

const LOOKUP_CALLS: ReadonlySet<unknown> = new Set(['lookup', 'query', 'q']);

/** The name of a lookup that is called, where it is written out. */
function lookupIn({ typename, name, args }: AnyNode): Found | undefined {
  if (typename !== 'FunCall' || !isNode(name) || name.typename !== 'Symbol') return undefined;
  if (!LOOKUP_CALLS.has(name['value'])) return undefined;
  const hasArgs = typeof args === 'object' && args !== null && 'positional' in args;
  const given: unknown = hasArgs ? args.positional : undefined;
  const first: unknown = Array.isArray(given) ? given[0] : undefined;
  const text = textOf(first);
  return text === undefined || !isNode(first) ? undefined : foundAt(first, text);
}

/** The parser keeps the start and the end of a node where others keep a line and a column. */
function foundAt({ lineno, colno }: AnyNode, name: string): Found {
  return { name, start: Number(lineno), end: Number(colno) };
}

function walk(node: AnyNode, into: Walk): void {
  for (const name of ownNames(node)) if (typeof name === 'string') into.own.add(name);
  for (const name of askedNames(node)) into.asked.add(name);
  if (FILES.has(node.typename)) into.files.push(textOf(node['template']));
  if (node.typename === 'Symbol' && typeof node['value'] === 'string') {
    into.found.push(foundAt(node, node['value']));
  }
  const lookup = lookupIn(node);
  if (lookup !== undefined) into.lookups.push(lookup);
  for (const child of childrenOf(node))
    eachNode(child, (one) => {
      walk(one, into);
    });
}

const NOTHING: TemplateReads = {
  reads: [],
  asked: new Set(),
  own: new Set(),
  files: [],
  lookups: [],
};

function readText(
  text: string,
  given: Syntax,
  extensions: Extensions,
  locate: (start: number, end: number) => NameRead['span'],
): TemplateReads {
  const into: Walk = { found: [], asked: new Set(), own: new Set(), files: [], lookups: [] };
  try {
    const header = readHeader(text, given);
    const { root } = parseTemplate(text, header.start, header.syntax, extensions);
    eachNode(root, (node) => {
      walk(node, into);
    });
  } catch (error) {
    // What cannot be parsed is a problem that others tell.
    if (error instanceof TemplateSyntaxFailure) return NOTHING;
    throw error;
  }
  const toRead = ({ name, start, end }: Found): NameRead => ({ name, span: locate(start, end) });
  const reads = into.found.filter(({ name }) => !into.own.has(name) && !isGlobal(name)).map(toRead);
  const { asked, own, files } = into;
  return { reads, asked, own, files, lookups: into.lookups.map(toRead) };
}

/** Joins what several texts read. */
function join(parts: readonly TemplateReads[]): TemplateReads {
  return {
    reads: parts.flatMap((part) => part.reads),
    asked: new Set(parts.flatMap((part) => [...part.asked])),
    own: new Set(parts.flatMap((part) => [...part.own])),
    files: parts.flatMap((part) => part.files),
    lookups: parts.flatMap((part) => part.lookups),
  };
}

/** A scalar that is text. */
type TextScalar = LocatedScalar & { readonly value: string };

function isText(scalar: LocatedScalar): scalar is TextScalar {
  return typeof scalar.value === 'string' && !scalar.isUnsafe;
}

function eachText(located: Located): readonly TextScalar[] {
  switch (located.kind) {
    case 'scalar':
      return isText(located) ? [located] : [];
    case 'list':
      return located.items.flatMap(eachText);
    case 'map':
      return located.entries.flatMap(({ key, value }) => [...eachText(key), ...eachText(value)]);
  }
}

/** What the templates in a tree of values read. */
export function readsIn(located: Located, extensions: Extensions): TemplateReads {
  const texts = eachText(located).filter(({ value }) => isTemplate(value));
  return join(
    texts.map((scalar) => {
      const locate = (start: number, end: number): NameRead['span'] =>
        spanInside(scalar, start, end);
      return readText(scalar.value, { ...defaultSyntax, rawStrings: true }, extensions, locate);
    }),
  );
}

const OPEN = '{{ ';

/** The same for expressions without delimiters. */
export function readsInConditions(located: Located, extensions: Extensions): TemplateReads {
  return join(
    eachText(located).map((scalar) => {
      const text = scalar.value;
      if (isTemplate(text)) return readsIn(scalar, extensions);
      const locate = (start: number, end: number): NameRead['span'] =>
        spanInside(scalar, start - OPEN.length, Math.min(text.length, end - OPEN.length));
      return readText(`${OPEN}${text} }}`, defaultSyntax, extensions, locate);
    }),
  );
}

/** The same for a template's file. */
export function readsInFile(file: SourceFile, extensions: Extensions): TemplateReads {
  return readText(file.text, defaultSyntax, extensions, (start, end) => ({ file, start, end }));
}
