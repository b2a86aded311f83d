/**
 * Values with their places: what `source/` reads and everything before templating works on.
 */
import type { Span } from './span.ts';
import { Bug } from './problem.ts';
import { CalendarTime, Dict, Float, isList, typeName, type Value } from './value.ts';

/** A scalar of a source file. `value` is what PyYAML would give. */
export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly value: Exclude<Value, Dict | readonly Value[]>;
  readonly span: Span;
  /** The text between the quotes as it was written; `0644` stays `0644` here. */
  readonly raw: string;
  /** True for `!unsafe`: never rendered, whatever it holds. */
  readonly isUnsafe: boolean;
  /** Never rendered because it was already, and made of what the user wrote alone. */
  readonly isTrusted?: boolean;
  /** True for text that came out of a vault: masked wherever it would be shown. */
  readonly isSecret: boolean;
}

export interface LocatedList {
  readonly kind: 'list';
  readonly items: readonly Located[];
  readonly span: Span;
}

export interface LocatedEntry {
  readonly key: LocatedScalar;
  readonly value: Located;
}

/** A mapping in source order; of two equal keys only the last is kept (with a problem raised). */
export interface LocatedMap {
  readonly kind: 'map';
  readonly entries: readonly LocatedEntry[];
  readonly span: Span;
}

export type Located = LocatedScalar | LocatedList | LocatedMap;

/** Finds the entry of a map by its text key. */
export function findEntry(map: LocatedMap, key: string): LocatedEntry | undefined {
  return map.entries.find((entry) => entry.key.value === key);
}

/** Gives the value without places and without rendering anything. */
export function toRawValue(located: Located): Value {
  switch (located.kind) {
    case 'scalar':
      return located.value;
    case 'list':
      return located.items.map(toRawValue);
    case 'map':
      return new Dict(
        located.entries.map((entry) => [toRawValue(entry.key), toRawValue(entry.value)] as const),
      );
  }
}

/**
 * Gives a final value a place, for values that were made and not read (items of a loop, answers to
 * a prompt). Nothing in it is rendered again.
 * @param isTrusted false for what came from a host or a lookup
 * @throws Bug for a key that is no scalar
 */
export function locateFinal(value: Value, span: Span, isTrusted = true): Located {
  if (value instanceof Dict) {
    const entries = [...value].map(([key, entry]) => ({
      key: locateScalar(toScalar(key), span),
      value: locateFinal(entry, span, isTrusted),
    }));
    return { kind: 'map', entries, span };
  }
  if (isList(value)) {
    return { kind: 'list', items: value.map((item) => locateFinal(item, span, isTrusted)), span };
  }
  return { ...locateScalar(toScalar(value), span), isUnsafe: true, isTrusted };
}

function toScalar(value: Value): LocatedScalar['value'] {
  if (value instanceof Dict || isList(value)) {
    throw new Bug(`a ${typeName(value)} cannot be a scalar`);
  }
  return value;
}

/** Makes a located scalar out of a bare one. */
export function locateScalar(value: LocatedScalar['value'], span: Span): LocatedScalar {
  const raw = typeof value === 'string' ? value : rawText(value);
  return { kind: 'scalar', value, span, raw, isUnsafe: false, isSecret: false };
}

function rawText(value: Exclude<LocatedScalar['value'], string>): string {
  if (value instanceof Float) return String(value.value);
  if (value instanceof CalendarTime) return value.text;
  return value === null || typeof value !== 'object' ? String(value) : typeName(value);
}

/** The text of a scalar where a name is expected: a key, a host, a handler. */
export function toName(value: Value): string {
  if (typeof value === 'string') return value;
  return value instanceof Dict || isList(value) ? typeName(value) : rawText(value);
}
