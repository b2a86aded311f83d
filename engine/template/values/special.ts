/**
 * Things that live only while a template runs: undefined, ranges, functions, loops, namespaces.
 * They must stand wherever a Value stands (in lists, dicts, variables), and Value is a closed
 * union; so they extend its one open class. None of them ever leaves the room.
 */
import { CalendarTime, Tuple, type Dict, type ProblemError, type Value } from '../../base/index.ts';
import { UndefinedFailure } from './failure.ts';

let made = 0;

/** Base of everything that is no playbook value. Hashed by identity. */
export abstract class Special extends CalendarTime {
  /** The name of Python's type. */
  abstract readonly kind: string;

  constructor(text = '') {
    made += 1;
    super(text, `#${String(made)}`);
  }
}

/** Where in which template something was read. */
export interface TemplatePlace {
  readonly start: number;
  readonly end: number;
  readonly source: object;
}

/** Why a value is missing. */
export interface UndefinedReason {
  readonly name?: string | undefined;
  /** `'dict object'` when an attribute of something is missing. */
  readonly owner?: string | undefined;
  /** That something itself, for Python's `repr`. */
  readonly object?: Value | undefined;
  /** What that something was asked for, when it is no name. */
  readonly key?: Value | undefined;
  readonly hint?: string | undefined;
  /** The variable's own template failed because of this. */
  readonly cause?: ProblemError | undefined;
  readonly place?: TemplatePlace | undefined;
  /**
   * Jinja's own undefined value, for `a if b` without else: nothing as text, false, empty; other
   * uses fail all the same.
   */
  readonly isLenient?: boolean | undefined;
  /** Names that would have been there, for «did you mean». */
  readonly known?: (() => Iterable<string>) | undefined;
}

/** A value that is not there. Using it fails; asking whether it is there does not. */
export class Undefined extends Special {
  readonly kind = 'AnsibleUndefined';
  readonly reason: UndefinedReason;

  constructor(reason: UndefinedReason) {
    super();
    this.reason = reason;
  }

  /** The sentence of Jinja and Ansible. */
  get message(): string {
    const { hint, owner, name } = this.reason;
    if (hint !== undefined && hint !== '') return hint;
    if (owner === undefined) return `'${name ?? ''}' is undefined`;
    return `'${owner}' has no attribute '${name ?? ''}'`;
  }

  get isLenient(): boolean {
    return this.reason.isLenient === true;
  }

  /** Gives the answer of a lenient undefined value, or fails because the value was used. */
  answer<T>(lenient: T): T {
    return this.isLenient ? lenient : this.fail();
  }

  /** Chains: what an undefined value has is undefined too. Jinja's own fails there. */
  answerWithSelf(): this {
    return this.isLenient ? this.fail() : this;
  }

  /** Fails because the value was used. */
  fail(): never {
    throw new UndefinedFailure(this);
  }
}

/** Arguments of a call by name; few, so a plain Map in order. */
export type Keywords = ReadonlyMap<string, Value>;
export const noKeywords: Keywords = new Map();

/** A function that a template can call: a global, a macro, a bound method. */
export class Callable extends Special {
  readonly kind: string;
  readonly name: string;
  readonly invoke: (args: readonly Value[], keywords: Keywords) => Value;
  /** Attributes that templates may read, as `macro.name`. */
  readonly attributes: ReadonlyMap<string, Value>;

  constructor(
    name: string,
    invoke: (args: readonly Value[], keywords: Keywords) => Value,
    kind = 'function',
    attributes: ReadonlyMap<string, Value> = new Map(),
  ) {
    super();
    this.name = name;
    this.invoke = invoke;
    this.kind = kind;
    this.attributes = attributes;
  }
}

/** Python's range. */
export class Range extends Special {
  readonly kind = 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;

  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get size(): number {
    return Math.max(0, Math.ceil((this.stop - this.start) / this.step));
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.toArray().values();
  }

  /** All its numbers at once. */
  toArray(): number[] {
    const { size, start, step } = this;
    const numbers: number[] = [];
    for (let index = 0; index < size; index += 1) numbers.push(start + index * step);
    return numbers;
  }
}

/** `dict.keys()`, `.values()` and `.items()`. */
export class DictView extends Special {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items';
  readonly dict: Dict;

  constructor(dict: Dict, kind: DictView['kind']) {
    super();
    this.dict = dict;
    this.kind = kind;
  }

  /** Views of keys and entries compare as sets do, so Python does not hash them. */
  override hashKey(): string {
    if (this.kind !== 'dict_values') throw new TypeError(`unhashable type: '${this.kind}'`);
    return super.hashKey();
  }
}

/** A generator or iterator that was not unrolled: it can be walked once. */
export class Walk extends Special {
  readonly kind: string;
  readonly items: Iterator<Value>;

  constructor(items: Iterator<Value>, kind = 'generator') {
    super();
    this.items = items;
    this.kind = kind;
  }
}

/** An object with named attributes: `namespace()`, a loop, an imported template, a cycler. */
export class Holder extends Special {
  readonly kind: string;
  readonly attributes: Map<string, Value | (() => Value)>;
  /** What `str()` gives. */
  readonly describe: () => string;
  /** Called as a function, when it can be. */
  readonly invoke: ((args: readonly Value[], keywords: Keywords) => Value) | undefined;
  /** Takes all that is left to walk, for an object that is an iterator. */
  readonly drain: (() => readonly Value[]) | undefined;

  constructor(options: {
    readonly kind: string;
    readonly attributes: Map<string, Value | (() => Value)>;
    readonly describe: () => string;
    readonly invoke?: (args: readonly Value[], keywords: Keywords) => Value;
    readonly drain?: () => readonly Value[];
  }) {
    super();
    this.kind = options.kind;
    this.attributes = options.attributes;
    this.describe = options.describe;
    this.invoke = options.invoke;
    this.drain = options.drain;
  }
}

/** Python's timedelta, in microseconds. */
export class Duration extends Special {
  readonly kind = 'timedelta';
  readonly microseconds: number;

  constructor(microseconds: number) {
    super();
    this.microseconds = microseconds;
  }
}

/** What `groupby` gives: a tuple whose parts also have names. */
export class GroupTuple extends Tuple {
  readonly grouper: Value;
  readonly list: Value;

  constructor(grouper: Value, list: Value) {
    super([grouper, list]);
    this.grouper = grouper;
    this.list = list;
  }
}

/** Fails when the value is undefined, gives it back otherwise. */
export function requireDefined(value: Value): Value {
  if (value instanceof Undefined) value.fail();
  return value;
}
