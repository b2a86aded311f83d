/**
 * Reads Ansible's INI inventories: `[group]`, `[group:children]`, `[group:vars]` and lines of
 * hosts with variables. Every bad line is a problem of its own.
 */
import {
  ProblemList,
  Bytes,
  Dict,
  isList,
  locateScalar,
  type Located,
  type LocatedEntry,
  type SourceFile,
  type Span,
  type Value,
} from '../../base/index.ts';
import { inventoryUnknownGroup, inventoryUnreadable } from '../problems.ts';
import { parsePythonLiteral } from '../python-literal.ts';
import { splitShellWords, type ShellWord } from '../split-shell-words.ts';
import { addHosts, makeEntry, setGroupVar, toGroupName, type SourceTarget } from './source.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

type SectionKind = 'hosts' | 'children' | 'vars';

/** A reading in progress: the section it is in, and groups that still have to be declared. */
interface Reading {
  readonly target: SourceTarget;
  readonly file: SourceFile;
  readonly problems: ProblemList;
  readonly declared: Set<string>;
  readonly awaited: { readonly name: string; readonly use: string; readonly span: Span }[];
  readonly children: { readonly parent: string; readonly child: string; readonly span: Span }[];
  group: string;
  kind: SectionKind;
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/**
 * Reads a whole file into the draft.
 * @throws ProblemError with everything that is wrong in it
 */
export function readIni(target: SourceTarget, file: SourceFile): void {
  const reading: Reading = {
    target,
    file,
    problems: new ProblemList(),
    declared: new Set(['all', 'ungrouped']),
    awaited: [],
    children: [],
    group: 'ungrouped',
    kind: 'hosts',
  };
  let start = 0;
  for (const whole of file.text.split('\n')) {
    const text = whole.trim();
    const line = { text, start: start + whole.indexOf(text) };
    start += whole.length + 1;
    if (text === '' || text.startsWith(';') || text.startsWith('#')) continue;
    reading.problems.collect(() => {
      readLine(reading, line);
    });
  }
  joinChildren(reading);
  reading.problems.throwIfAny();
}

function toSpan(reading: Reading, { text, start }: Line): Span {
  return { file: reading.file, start, end: start + text.length };
}

function readLine(reading: Reading, line: Line): void {
  const section = SECTION.exec(line.text);
  if (section !== null) {
    startSection(reading, line, section);
  } else if (line.text.startsWith('[') && line.text.endsWith(']')) {
    const message = `\`${line.text}\` is not a section: a name has no spaces`;
    reading.problems.add(inventoryUnreadable(message, toSpan(reading, line)));
  } else {
    readInSection(reading, line);
  }
}

function startSection(reading: Reading, line: Line, [, given = '', kind]: RegExpExecArray): void {
  const { draft } = reading.target;
  const name = toGroupName(reading.target, given);
  reading.group = name;
  if (kind !== undefined && kind !== 'children' && kind !== 'vars' && kind !== 'hosts') {
    const message = `\`[${name}:${kind}]\` is not a kind of section`;
    const help = 'sections are `[group]`, `[group:children]` and `[group:vars]`';
    reading.problems.add(inventoryUnreadable(message, toSpan(reading, line), help));
    return;
  }
  reading.kind = kind ?? 'hosts';
  if (reading.kind !== 'vars') reading.declared.add(name);
  else if (!draft.hasGroup(name)) {
    reading.awaited.push({ name, use: 'these variables are for', span: toSpan(reading, line) });
  }
  draft.addGroup(name);
}

function readInSection(reading: Reading, line: Line): void {
  switch (reading.kind) {
    case 'hosts':
      readHostLine(reading, line);
      return;
    case 'vars':
      setGroupVar(reading.target, reading.group, readAssignment(reading, line));
      return;
    case 'children':
      readChild(reading, line);
  }
}

function readChild(reading: Reading, line: Line): void {
  const [, written] = GROUP_NAME.exec(line.text) ?? [];
  const child = written === undefined ? undefined : toGroupName(reading.target, written);
  const span = toSpan(reading, line);
  if (child === undefined) {
    reading.problems.add(inventoryUnreadable(`\`${line.text}\` is not the name of a group`, span));
    return;
  }
  const { draft } = reading.target;
  // A group of another source counts as declared, as Ansible has it.
  if (!draft.hasGroup(child)) reading.awaited.push({ name: child, use: 'this names', span });
  reading.children.push({ parent: reading.group, child, span });
  if (draft.hasGroup(child)) draft.addChild(reading.group, child, span);
}

/** Joins children that were declared below the section that names them. */
function joinChildren(reading: Reading): void {
  const { draft } = reading.target;
  for (const { name, use, span } of reading.awaited) {
    if (!reading.declared.has(name)) reading.problems.add(inventoryUnknownGroup(name, use, span));
  }
  for (const { parent, child, span } of reading.children) {
    reading.problems.collect(() => draft.addChild(parent, child, span));
  }
}

function readHostLine(reading: Reading, line: Line): void {
  const words = splitShellWords(line.text);
  const [host, ...rest] = words ?? [];
  const span = toSpan(reading, line);
  if (host === undefined) {
    reading.problems.add(inventoryUnreadable('a quote in this line is not closed', span));
    return;
  }
  const hostSpan = { file: reading.file, start: line.start, end: line.start + host.end };
  const mistake = findHostMistake(host.text);
  if (mistake !== undefined) {
    reading.problems.add(inventoryUnreadable(mistake, hostSpan));
    return;
  }
  const vars = rest.flatMap((word) => readHostVar(reading, line, word) ?? []);
  addHosts(reading.target, { words: host.text, span: hostSpan, group: reading.group, vars });
}

function findHostMistake(text: string): string | undefined {
  if (text === '---') return '`---` starts a YAML file, but this is read as INI';
  if (!text.endsWith(':')) return undefined;
  return `\`${text}\` ends with \`:\`, behind which a port is missing`;
}

function readHostVar(reading: Reading, line: Line, word: ShellWord): LocatedEntry | undefined {
  const equals = word.text.indexOf('=');
  const start = line.start + word.start;
  const span = { file: reading.file, start, end: line.start + word.end };
  if (equals === -1) {
    const message = `\`${word.text}\` stands behind a host and is not \`name=value\``;
    reading.problems.add(inventoryUnreadable(message, span));
    return undefined;
  }
  const valueSpan = { ...span, start: Math.min(span.end, start + equals + 1) };
  return toEntry(word.text.slice(0, equals), word.text.slice(equals + 1), valueSpan);
}

function readAssignment(reading: Reading, line: Line): LocatedEntry {
  const equals = line.text.indexOf('=');
  const span = toSpan(reading, line);
  if (equals === -1) {
    reading.problems.add(inventoryUnreadable(`\`${line.text}\` is not \`name=value\``, span));
    return toEntry(line.text, '', span);
  }
  const after = line.text.slice(equals + 1);
  const value = after.trim();
  const start = line.start + equals + 1 + after.indexOf(value);
  return toEntry(line.text.slice(0, equals).trim(), value, { ...span, start });
}

/** Values have the type of the Python literal that they are, else they are text. */
function toEntry(name: string, text: string, span: Span): LocatedEntry {
  const literal = parsePythonLiteral(text);
  // Ansible makes text of bytes.
  const value = literal instanceof Bytes ? new TextDecoder().decode(literal.data) : literal;
  return makeEntry(name, locateValue(value === undefined ? text : value, span));
}

/** Gives a literal its place. Text in it may hold templates, unlike that of a final value. */
function locateValue(value: Value, span: Span): Located {
  if (isList(value)) {
    return { kind: 'list', items: value.map((item) => locateValue(item, span)), span };
  }
  if (!(value instanceof Dict)) return locateScalar(value, span);
  const entries = [...value].flatMap(([key, item]) =>
    key instanceof Dict || isList(key)
      ? []
      : [{ key: locateScalar(key, span), value: locateValue(item, span) }],
  );
  return { kind: 'map', entries, span };
}
