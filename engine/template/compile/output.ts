/**
 * What a template writes, and how that becomes its value: text, or with the literal conversion of
 * ansible-core 2.14 (`ansible_eval_concat`): text that looks like a list, dict or bool becomes one.
 */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type Value,
} from '../../base/index.ts';
import type { Budget } from '../values/budget.ts';
import { fail } from '../values/failure.ts';
import { isSequence, kindOf } from '../values/kinds.ts';
import { Markup } from '../values/markup.ts';
import { isRolled, toItems } from '../values/iterate.ts';
import { Undefined } from '../values/special.ts';
import { parseLiteral } from '../values/parse-literal.ts';
import { toAnsibleText } from '../values/text.ts';
import type { Mode } from './program.ts';
import type { Runtime } from './runtime.ts';

/** Fails for undefined values anywhere inside, as Ansible's finalize does. */
export function requireDefinedDeep(value: Value): void {
  if (value instanceof Undefined) value.answer(null);
  if (value instanceof Dict) for (const entry of value.values()) requireDefinedDeep(entry);
  else if (isSequence(value)) for (const item of toItems(value)) requireDefinedDeep(item);
}

/** What `{{ value }}` writes: None is nothing unless types are kept, iterators are lists. */
export function finalize(value: Value, mode: Mode = 'convert'): Value {
  if (value === null) return mode === 'native' ? null : '';
  if (typeof value !== 'object') return value;
  if (value instanceof Markup) return value.text;
  if (isRolled(value)) return toItems(value);
  requireDefinedDeep(value);
  return value;
}

/** `joined`: what a block gives that is called by `super()` or `self`; Python joins texts there. */
type OutputMode = Mode | 'joined';

/** Collects what is written. */
export class Output {
  readonly #mode: OutputMode;
  readonly #budget: Budget;
  #text = '';
  /** The only thing written so far, kept as it is; it may become the value. */
  #single: Value | undefined;
  #count = 0;
  /** What becomes text only at the end, for templates that change values after writing them. */
  #held: Value[] | undefined;
  /** False once the beginning of the text tells that it is no literal. */
  #mayConvert = true;

  constructor(mode: OutputMode, budget: Budget) {
    this.#mode = mode;
    this.#budget = budget;
  }

  /** What `{{ value }}` writes in this output's mode. */
  finalize(value: Value): Value {
    return finalize(value, this.#mode === 'joined' ? 'text' : this.#mode);
  }

  /** Keeps what is written as it is until the end: Jinja takes text in as a list of values. */
  hold(): this {
    this.#held = [];
    return this;
  }

  #release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const value of held) this.write(value);
  }

  write(value: Value): void {
    if (this.#held !== undefined) {
      this.#held.push(value);
      return;
    }
    this.#count += 1;
    if (this.#mode === 'joined') this.#refuseOther(value);
    else if (this.#count === 1 && this.#mode !== 'text') {
      this.#single = value;
      return;
    }
    if (this.#single !== undefined) {
      this.#text = toAnsibleText(this.#single);
      this.#single = undefined;
      this.#mayConvert = mayBeLiteral(this.#text);
    }
    this.#text += typeof value === 'string' ? value : toAnsibleText(value);
    this.#budget.checkOutput(this.#text.length);
  }

  /** Ansible prints values as they are, and joining them fails for all that is no text. */
  #refuseOther(value: Value): void {
    if (typeof value === 'string') return;
    const index = String(this.#count - 1);
    const found = kindOf(value);
    fail('TypeError', `sequence item ${index}: expected str instance, ${found} found`);
  }

  #finishNative(runtime: Runtime): Value {
    if (this.#count === 0) return null;
    const single = this.#single;
    if (single === undefined) return convertNative(this.#text);
    if (typeof single !== 'string' || runtime.isKeptText(single)) return single;
    return convertNative(single);
  }

  /** Whether everything written is one text that is never converted. */
  isKept(runtime: Runtime): boolean {
    return typeof this.#single === 'string' && runtime.isKeptText(this.#single);
  }

  /** The value of everything written. */
  finish(runtime: Runtime): Value {
    this.#release();
    if (this.#mode === 'text' || this.#mode === 'joined') return this.#text;
    if (this.#mode === 'native') return this.#finishNative(runtime);
    const single = this.#single;
    if (single === undefined) return this.#mayConvert ? convertText(this.#text) : this.#text;
    if (typeof single === 'string') {
      return runtime.isKeptText(single) ? single : convertText(single);
    }
    if (typeof single === 'boolean' || isPlainData(single)) return single;
    return convertText(toAnsibleText(single));
  }
}

/**
 * What `jinja2_native` makes of text: the literal it is, read as Python reads it. A literal that is
 * itself text keeps its quotes. Observed with ansible-core 2.14.
 */
function convertNative(text: string): Value {
  if (/^[ \t]/u.test(text)) return text;
  const value = parseLiteral(text, 'python-only');
  if (value === undefined) return text;
  const quote = text.charAt(0);
  return typeof value === 'string' ? quote + value + quote : value;
}

/** A list or dict whose repr reads back as itself. */
function isPlainData(value: Value): boolean {
  if (value instanceof Dict || isList(value)) return isReadable(value);
  return value instanceof PySet && value.size > 0 && isReadable(value);
}

function isReadable(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof Float) return Number.isFinite(value.value);
  if (value instanceof Dict) {
    for (const [key, entry] of value) if (!isReadable(key) || !isReadable(entry)) return false;
    return true;
  }
  if (isList(value)) return value.every(isReadable);
  if (value instanceof Tuple) return value.items.every(isReadable);
  if (value instanceof PySet) return [...value].every(isReadable);
  return value instanceof Bytes && !(value instanceof CalendarTime);
}

/** Says by its first character whether a text, or one that begins so, could be a literal. */
function mayBeLiteral(text: string): boolean {
  return text === '' || '{[TF'.includes(text.charAt(0));
}

/** Literal conversion of ansible-core 2.14: lists, dicts, `True` and `False`; the rest is text. */
export function convertText(text: string): Value {
  if (text === 'True' || text === 'False') return text === 'True';
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  const value = parseLiteral(text);
  return value === undefined ? text : value;
}
