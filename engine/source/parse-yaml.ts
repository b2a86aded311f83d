/**
 * YAML text in, located values out, read as PyYAML's SafeLoader and Ansible read YAML 1.1. Uses
 * the `yaml` package for structure and places only; what a scalar means is decided here. Collects
 * every problem instead of stopping at the first. Must not touch files.
 */
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { PySet, ProblemError, ProblemList } from '../base/index.ts';
import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from '../base/index.ts';
import type { Problem, SourceFile, Span } from '../base/index.ts';
import { buildEntries, findMerged } from './build-map.ts';
import { describeSyntax } from './describe-syntax.ts';
import { tryParseJson } from './parse-json.ts';
import * as problem from './problems.ts';
import { describeTag, readTag, toTaggedValue } from './read-tag.ts';
import { parseRelaxed, readHidden } from './relax-indent.ts';
import { NO_VAULT, closeScalar, hideTexts, type VaultReader } from './vault.ts';
import { findScalarType, toScalarValue } from './resolve-scalar.ts';

/** What a YAML file holds: its documents, what is wrong with it, and what only looks wrong. */
export interface YamlReading {
  readonly documents: readonly Located[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The state of one reading; `isUnsafe` holds below a collection tagged `!unsafe`. */
interface Reader {
  readonly file: SourceFile;
  /** What was parsed; differs from the file's text where line breaks had to be hidden. */
  readonly parsed: string;
  readonly problems: ProblemList;
  readonly warnings: ProblemList;
  readonly anchors: Map<string, Located>;
  readonly isUnsafe: boolean;
  readonly vault: VaultReader;
}

/** What reading a document may be told. */
export interface YamlOptions {
  /** Told of what only looks wrong, such as a key written twice. */
  readonly onWarning?: ((warning: Problem) => void) | undefined;
  /** Opens values tagged `!vault` when they are first used; without it they stay closed. */
  readonly vault?: VaultReader | undefined;
}

/**
 * Reads all documents of a text, as JSON where it is that.
 * @returns what could be read; `documents` is only whole when there are no `problems`
 */
export function parseYamlText(file: SourceFile, vault: VaultReader = NO_VAULT): YamlReading {
  const json = tryParseJson(file);
  if (json !== undefined) return { documents: [json], problems: [], warnings: [] };
  return parseOnlyYaml(file, vault);
}

/** Reads all documents of a text that is YAML even where it looks like JSON: `[1e3]` holds a text. */
export function parseOnlyYaml(file: SourceFile, vault: VaultReader = NO_VAULT): YamlReading {
  const problems = new ProblemList();
  const warnings = new ProblemList();
  const parsed = parseRelaxed(file.text);
  const documents = parsed.documents.map((document): Located => {
    for (const found of describeSyntax(file, document)) problems.add(found);
    const reader = {
      file,
      parsed: parsed.text,
      problems,
      warnings,
      anchors: new Map(),
      isUnsafe: false,
      vault,
    };
    return readDocument(reader, document);
  });
  return { documents, problems: byPlace(problems), warnings: warnings.all };
}

/** In the order of the text, whoever found them. */
function byPlace(problems: ProblemList): readonly Problem[] {
  return [...problems.all].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
}

/**
 * Reads a text that must hold one document; an empty one is null.
 * @throws ProblemError with every problem of the text
 */
export function parseYaml(file: SourceFile, options: YamlOptions = {}): Located {
  const { documents, problems, warnings } = parseYamlText(file, options.vault);
  const [first, second] = documents;
  if (problems.length > 0) throw new ProblemError(...problems);
  if (second !== undefined) throw new ProblemError(problem.yamlManyDocuments(second.span));
  for (const warning of warnings) options.onWarning?.(warning);
  const root = first ?? emptyScalar({ file, start: 0, end: 0 });
  if (file.isSecret === true && root.kind === 'map') hideTexts(root, options.vault);
  return root;
}

function readDocument(reader: Reader, document: Document.Parsed): Located {
  const { contents } = document;
  if (contents !== null) return readNode(reader, contents);
  const [start] = document.range;
  return emptyScalar({ file: reader.file, start, end: start });
}

function emptyScalar(span: Span): LocatedScalar {
  return { kind: 'scalar', value: null, span, raw: '', isUnsafe: false, isSecret: false };
}

function toSpan(reader: Reader, node: ParsedNode): Span {
  const [start, end] = node.range;
  return { file: reader.file, start, end };
}

function readNode(reader: Reader, node: ParsedNode): Located {
  if (isAlias(node)) return readAlias(reader, node);
  const located = readAnchored(reader, node);
  if (node.anchor !== undefined) reader.anchors.set(node.anchor, located);
  return located;
}

function readAnchored(
  reader: Reader,
  node: Scalar.Parsed | YAMLMap.Parsed | YAMLSeq.Parsed,
): Located {
  if (isScalar(node)) return readScalar(reader, node);
  const span = toSpan(reader, node);
  const meaning = readTag(node.tag);
  if (meaning.is === 'unknown' || meaning.is === 'vault' || meaning.is === 'type') {
    const place = toTagSpan(reader, span);
    reader.problems.add(problem.yamlUnknownTag(describeTag(node.tag ?? ''), place));
  }
  const inner = meaning.is === 'unsafe' ? { ...reader, isUnsafe: true } : reader;
  if (isSeq(node)) {
    return { kind: 'list', items: node.items.map((item) => readNode(inner, item)), span };
  }
  const map = readMap(inner, node, span);
  if (meaning.is !== 'set' || map.kind !== 'map') return map;
  return { ...emptyScalar(span), value: new PySet(map.entries.map((entry) => entry.key.value)) };
}

function readAlias(reader: Reader, node: Alias.Parsed): Located {
  const located = reader.anchors.get(node.source);
  if (located !== undefined) return located;
  const span = toSpan(reader, node);
  const message = `no anchor \`&${node.source}\` is complete before this alias`;
  reader.problems.add(problem.yamlSyntax(message, span));
  return emptyScalar(span);
}

function readScalar(reader: Reader, node: Scalar.Parsed): LocatedScalar {
  const span = toSpan(reader, node);
  const text = toText(reader, node);
  const base = {
    kind: 'scalar' as const,
    span,
    raw: toRaw(reader.file.text, node),
    isUnsafe: reader.isUnsafe,
    isSecret: false,
  };
  const meaning = readTag(node.tag);
  if (node.tag === undefined || meaning.is === 'plain') {
    const value = node.type === 'PLAIN' ? readPlain(reader, text, span) : text;
    return { ...base, value };
  }
  if (meaning.is === 'unsafe') return { ...base, value: text, isUnsafe: true };
  if (meaning.is === 'vault') {
    return closeScalar(base, text, reader.vault);
  }
  const place = meaning.is === 'unknown' ? toTagSpan(reader, span) : span;
  const made = toTaggedValue(meaning, { tag: node.tag, text, span: place });
  if ('value' in made) return { ...base, value: made.value };
  reader.problems.add(made.problem);
  return { ...base, value: text };
}

/** The folded text; a block that ends with the file has no more newlines than the file. */
function toText({ file, parsed }: Reader, node: Scalar.Parsed): string {
  const [start, end] = node.range;
  const written = file.text.slice(start, end);
  if (parsed !== file.text && parsed.slice(start, end) !== written) {
    return readHidden(written, node.type);
  }
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const isCutOff = isBlock && end >= file.text.length && /[^\s]$/.test(file.text);
  return isCutOff ? node.source.replace(/\n$/, '') : node.source;
}

/** Where the tag before a node stands; the parser keeps no place for it. */
function toTagSpan({ file }: Reader, node: Span): Span {
  const before = file.text.slice(0, node.start).trimEnd();
  const start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('\n')) + 1;
  return before.charAt(start) === '!' ? { file, start, end: before.length } : node;
}

function readPlain(reader: Reader, text: string, span: Span): LocatedScalar['value'] {
  const type = findScalarType(text);
  if (type === 'str') return text;
  const value = toScalarValue(text, type);
  if (value === undefined && type === 'timestamp') {
    reader.problems.add(problem.yamlNoSuchDay(text, span));
  }
  return value === undefined ? text : value;
}

/** The text as written: without quotes; of blocks and of text over several lines the value. */
function toRaw(text: string, node: Scalar.Parsed): string {
  const [start, end] = node.range;
  switch (node.type) {
    case 'PLAIN':
      return node.source;
    case 'QUOTE_SINGLE':
    case 'QUOTE_DOUBLE':
      return text.slice(start + 1, end - 1);
    default:
      return node.source;
  }
}

function readMap(reader: Reader, node: YAMLMap.Parsed, span: Span): Located {
  if (isUnquotedTemplate(node, reader.file.text)) {
    reader.problems.add(problem.yamlUnquotedTemplate(span));
    return emptyScalar(span);
  }
  const own: LocatedEntry[] = [];
  const merged: LocatedMap[] = [];
  for (const pair of node.items) {
    const key = readNode(reader, pair.key);
    const end = { file: reader.file, start: key.span.end, end: key.span.end };
    const value = pair.value === null ? emptyScalar(end) : readNode(reader, pair.value);
    checkTabs(reader, key.span, value.span);
    if (isMergeKey(pair.key)) merged.push(...readMerged(reader, value));
    else if (key.kind === 'scalar') own.push({ key, value });
    else reader.problems.add(problem.yamlSyntax(`a ${key.kind} cannot be a key`, key.span));
  }
  const entries = buildEntries(own, merged, (again, first) => {
    reader.warnings.add(problem.yamlDuplicateKey(again.key.raw, again.key.span, first.key.span));
  });
  return { kind: 'map', entries, span };
}

/** A tab between a key and its value: YAML allows it, PyYAML does not. */
function checkTabs(reader: Reader, key: Span, value: Span): void {
  const between = reader.file.text.slice(key.end, value.start);
  const tab = between.indexOf('\t');
  if (tab === -1 || /[\n#]/.test(between.slice(0, tab))) return;
  const start = key.end + tab;
  reader.problems.add(problem.yamlTab({ file: reader.file, start, end: start + 1 }));
}

/** `key: {{ name }}`: a flow mapping whose only key is a flow mapping without a value. */
function isUnquotedTemplate(node: YAMLMap.Parsed, text: string): boolean {
  return text.startsWith('{{', node.range[0]) && node.items.some((pair) => isMap(pair.key));
}

function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<' && key.tag === undefined;
}

function readMerged(reader: Reader, value: Located): readonly LocatedMap[] {
  const merged = findMerged(value);
  if (merged !== undefined) return merged;
  const message = '`<<` takes a mapping or a list of mappings';
  reader.problems.add(problem.yamlSyntax(message, value.span));
  return [];
}
