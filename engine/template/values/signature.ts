/**
 * Python signatures: binds positional and named arguments to parameters with defaults, `*args` and
 * `**kwargs`, with Python's messages. Methods, filters, tests and globals all declare theirs so.
 */
import { Dict, Float, Tuple, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import type { Keywords } from './special.ts';

interface Parameter {
  readonly name: string;
  /** undefined when the argument is required. */
  readonly byDefault: Value | undefined;
}

/** What a signature's text says. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly takesRest: boolean;
  readonly takesKeywords: boolean;
  /**
   * How many positional arguments count, for functions that put the names to them with `zip`: more
   * are dropped, and keywords win. So do the filters of the collection ansible.utils.
   */
  readonly zipped?: number | undefined;
}

function parseDefault(text: string): Value {
  if (text === 'None') return null;
  if (text === 'True' || text === 'False') return text === 'True';
  if (text.startsWith("'")) return text.slice(1, -1);
  return text.includes('.') ? new Float(Number(text)) : Number(text);
}

/**
 * Reads `value, width=4, first=False, *args, **kwargs`. Texts stand in single quotes without
 * escapes and without `, `. `...` stands where positional arguments end that are put to names with `zip`.
 */
export function parseSignature(text: string): Signature {
  const signature = known.get(text) ?? readSignature(text);
  known.set(text, signature);
  return signature;
}

/** Many functions have the same signature. */
const known = new Map<string, Signature>();

function readSignature(text: string): Signature {
  const parts = text === '' ? [] : text.split(', ');
  const zipped = parts.indexOf('...');
  const parameters = parts
    .filter((part) => !part.startsWith('*') && part !== '...')
    .map((part) => {
      const [name = '', ...rest] = part.split('=');
      return { name, byDefault: rest.length === 0 ? undefined : parseDefault(rest.join('=')) };
    });
  return {
    parameters,
    takesRest: parts.includes('*args'),
    takesKeywords: parts.includes('**kwargs'),
    zipped: zipped === -1 ? undefined : zipped,
  };
}

function failMissing(name: string, parameter: string): never {
  return fail('TypeError', `${name}() missing 1 required positional argument: '${parameter}'`);
}

function bindKeywords(
  name: string,
  signature: Signature,
  keywords: Keywords,
  bound: (Value | undefined)[],
): Dict {
  const others = new Dict();
  for (const [key, value] of keywords) {
    const index = signature.parameters.findIndex((parameter) => parameter.name === key);
    if (index !== -1) {
      if (bound[index] !== undefined && signature.zipped === undefined) {
        fail('TypeError', `${name}() got multiple values for argument '${key}'`);
      }
      bound[index] = value;
    } else if (signature.takesKeywords) others.set(key, value);
    else fail('TypeError', `${name}() got an unexpected keyword argument '${key}'`);
  }
  return others;
}

/**
 * Puts arguments in the order of a signature; then come `*args` as a tuple and `**kwargs` as a dict.
 * @param name of the function, for messages
 * @throws TemplateFailure TypeError, as Python does
 */
export function bindArguments(
  name: string,
  signature: Signature,
  given: readonly Value[],
  keywords: Keywords,
): Value[] {
  const { parameters, zipped } = signature;
  const args = zipped === undefined ? given : given.slice(0, zipped);
  if (args.length > parameters.length && !signature.takesRest) {
    const wanted = String(parameters.length);
    fail(
      'TypeError',
      `${name}() takes ${wanted} positional arguments but ${String(args.length)} were given`,
    );
  }
  const bound: (Value | undefined)[] = args.slice(0, parameters.length);
  const others = keywords.size > 0 ? bindKeywords(name, signature, keywords, bound) : undefined;
  const result: Value[] = [];
  for (const [index, parameter] of parameters.entries()) {
    const found = bound[index];
    result.push(found === undefined ? defaultOf(name, parameter) : found);
  }
  if (signature.takesRest) result.push(new Tuple(args.slice(parameters.length)));
  if (signature.takesKeywords) result.push(others ?? new Dict());
  return result;
}

function defaultOf(name: string, { name: parameter, byDefault }: Parameter): Value {
  return byDefault === undefined ? failMissing(name, parameter) : byDefault;
}

/** A Python function by its signature. */
export interface FunctionDef {
  readonly name: string;
  readonly signature: Signature;
  readonly apply: (...args: Value[]) => Value;
}

/**
 * Declares a function.
 * @param signature as `parseSignature` reads it
 */
export function define(
  name: string,
  signature: string,
  apply: (...args: Value[]) => Value,
): FunctionDef {
  return { name, signature: parseSignature(signature), apply };
}

/** Makes a table of functions by name. */
export function toTable(definitions: readonly FunctionDef[]): ReadonlyMap<string, FunctionDef> {
  return new Map(definitions.map((definition) => [definition.name, definition]));
}

/** Calls a declared function. */
export function callFunction(
  definition: FunctionDef,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  return definition.apply(...bindArguments(definition.name, definition.signature, args, keywords));
}
