/** Reads Ansible's TOML inventories: the groups of a YAML one, with `children` as a list of names. */
import {
  Float,
  ProblemError,
  locateScalar,
  type Located,
  type LocatedMap,
  type SourceFile,
  type Span,
} from '../../base/index.ts';
import { inventoryEmpty, inventoryUnreadable } from '../problems.ts';
import type { SourceTarget } from './source.ts';
import { readYaml } from './yaml.ts';

/** The place of a line and column, both from 1. */
function spanAt(file: SourceFile, line: number, column: number): Span {
  const lines = file.text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const start = Math.min(before + column - 1, file.text.length);
  return { file, start, end: Math.min(start + 1, file.text.length) };
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toScalar(value: unknown): string | number | bigint | boolean | Float {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === 'number') return new Float(value);
  return typeof value === 'boolean' ? value : String(value);
}

/** Where in the file a name stands first: TOML's reader tells no places. */
function placeOf(file: SourceFile, name: string): Span {
  const start = Math.max(0, file.text.indexOf(name));
  return { file, start, end: Math.min(start + name.length, file.text.length) };
}

/** Values with places as near as they can be had: that of the name above them. */
function locate(value: unknown, file: SourceFile, span: Span): Located {
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item: unknown) => locate(item, file, span)), span };
  }
  if (value instanceof Date) return locateScalar(value.toISOString(), span);
  return isTable(value) ? locateTable(value, file, span) : locateScalar(toScalar(value), span);
}

function locateTable(
  table: Readonly<Record<string, unknown>>,
  file: SourceFile,
  span: Span,
): LocatedMap {
  const entries = Object.entries(table).map(([name, value]) => {
    const place = placeOf(file, name);
    return { key: locateScalar(name, place), value: locate(value, file, place) };
  });
  return { kind: 'map', entries, span };
}

/** A group's `children` as the mapping that a YAML inventory has. */
function withChildren(group: unknown, span: Span): unknown {
  if (!isTable(group) || !('children' in group)) return group;
  const { children } = group;
  if (!Array.isArray(children)) {
    const message = '`children` of a group must be a list of names';
    throw new ProblemError(inventoryUnreadable(message, span, 'children = ["web", "db"]'));
  }
  return { ...group, children: Object.fromEntries(children.map((name) => [String(name), {}])) };
}

/**
 * Reads a file into the draft.
 * @throws ProblemError `inventory-unreadable` with the place of what is no TOML
 */
export async function readToml(target: SourceTarget, file: SourceFile): Promise<void> {
  const { parse, TomlError } = await import('smol-toml');
  let data: Readonly<Record<string, unknown>>;
  try {
    data = parse(file.text, { integersAsBigInt: true });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [message = ''] = error.message.split('\n');
    const span = spanAt(file, error.line, error.column);
    throw new ProblemError(inventoryUnreadable(message, span));
  }
  const whole = spanAt(file, 1, 1);
  if (Object.keys(data).length === 0) throw new ProblemError(inventoryEmpty(file.path, whole));
  const groups = Object.entries(data).map(
    ([name, group]) => [name, withChildren(group, placeOf(file, name))] as const,
  );
  readYaml(target, locateTable(Object.fromEntries(groups), file, whole));
}
