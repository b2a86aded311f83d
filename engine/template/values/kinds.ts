/** Python's names of types, and the groups of types that operations ask for. */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  typeName,
  type Value,
} from '../../base/index.ts';
import {
  Callable,
  DictView,
  GroupTuple,
  Holder,
  Range,
  Special,
  Undefined,
  Walk,
} from './special.ts';

/** Names a value's type as Python's error messages do. */
export function kindOf(value: Value): string {
  if (value instanceof GroupTuple) return '_GroupTuple';
  return value instanceof Special ? value.kind : typeName(value);
}

/** An int or a bool, which Python counts as one. */
export function isIntegral(value: Value): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
}

export function isNumeric(value: Value): value is number | bigint | boolean | Float {
  return isIntegral(value) || value instanceof Float;
}

/** Ansible's `is_sequence`: lists, tuples and ranges, no text. */
export function isSequence(value: Value): value is readonly Value[] | Tuple | Range {
  return isList(value) || value instanceof Tuple || value instanceof Range;
}

/** A date or time, not one of the room's own things. */
export function isCalendarTime(value: Value): value is CalendarTime {
  return value instanceof CalendarTime && !(value instanceof Special);
}

export function isCallable(value: Value): boolean {
  if (value instanceof Undefined || value instanceof Callable) return true;
  return value instanceof Holder && value.invoke !== undefined;
}

/** Says whether Python's `iter()` would take it. */
export function isIterable(value: Value): boolean {
  return (
    typeof value === 'string' ||
    isSequence(value) ||
    (value instanceof Holder && value.drain !== undefined) ||
    [Dict, PySet, Bytes, Range, DictView, Walk].some((kind) => value instanceof kind)
  );
}
