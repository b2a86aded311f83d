/**
 * What goes wrong while a template runs, with the name of Python's exception. It stays inside the
 * room: at the door it becomes a Problem with the place in the template.
 */
import type { Undefined } from './special.ts';

/** Python exceptions that a template can meet, as far as their names matter. */
export type FailureKind =
  | 'TypeError'
  | 'ValueError'
  | 'KeyError'
  | 'IndexError'
  | 'AttributeError'
  | 'ZeroDivisionError'
  | 'OverflowError'
  | 'TemplateNotFound'
  | 'LookupError'
  | 'FilterError'
  | 'Recursion'
  | 'Budget';

/** A value was of the wrong type, out of range, missing… */
export class TemplateFailure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.name = 'TemplateFailure';
    this.kind = kind;
  }
}

/** An undefined value was used. */
export class UndefinedFailure extends Error {
  readonly undefinedValue: Undefined;

  constructor(undefinedValue: Undefined) {
    super(undefinedValue.message);
    this.name = 'UndefinedFailure';
    this.undefinedValue = undefinedValue;
  }
}

/** Throws a failure; for use where an expression is wanted. */
export function fail(kind: FailureKind, message: string): never {
  throw new TemplateFailure(kind, message);
}
