/** The functions that every template can call: range, dict, namespace, lookup, now… */
import { Dict, type Value } from '../base/index.ts';
import type { Runtime } from './compile/runtime.ts';
import { runLookup } from './lookups/run-lookup.ts';
import { asText } from './values/arguments.ts';
import { fromEpoch } from './values/calendar.ts';
import { setEntry, toPairs } from './values/collection-methods.ts';
import { fail } from './values/failure.ts';
import { toIndex } from './values/numbers.ts';
import { Callable, Holder, Range, Undefined, type Keywords } from './values/special.ts';
import { bindArguments, parseSignature } from './values/signature.ts';
import { formatTime } from './values/strftime.ts';
import { repr } from './values/text.ts';
import { isTrue } from './values/truth.ts';

const NOW = parseSignature('utc=False, fmt=None');
const JOINER = parseSignature('sep=None');
const UNDEF = parseSignature('hint=None');

type Invoke = (args: readonly Value[], keywords: Keywords) => Value;

/** For functions of Python that are called by places only. */
function refuseKeywords(name: string, keywords: Keywords): void {
  const [first] = keywords.keys();
  if (first !== undefined)
    fail('TypeError', `${name}() got an unexpected keyword argument '${first}'`);
}

function makeRange(args: readonly Value[], keywords: Keywords): Value {
  refuseKeywords('range', keywords);
  if (args.length === 0 || args.length > 3) {
    return fail('TypeError', `range expected 1 to 3 arguments, got ${String(args.length)}`);
  }
  const [first = 0, second, third = 1] = args.map(toIndex);
  if (third === 0) return fail('ValueError', 'range() arg 3 must not be zero');
  return second === undefined ? new Range(0, first, 1) : new Range(first, second, third);
}

function makeDict(args: readonly Value[], keywords: Keywords): Value {
  const dict = new Dict();
  if (args.length > 1)
    fail('TypeError', `dict expected at most 1 argument, got ${String(args.length)}`);
  for (const value of args) for (const [key, entry] of toPairs(value)) setEntry(dict, key, entry);
  for (const [key, entry] of keywords) dict.set(key, entry);
  return dict;
}

function makeNamespace(args: readonly Value[], keywords: Keywords): Value {
  const attributes = new Map<string, Value>();
  const given = makeDict(args, keywords);
  for (const [key, entry] of toPairs(given)) attributes.set(asText(key), entry);
  return new Holder({
    kind: 'Namespace',
    describe: describeOnce(attributes),
    attributes,
  });
}

/** A namespace that holds itself is written once, as Python writes a dict that does. */
function describeOnce(attributes: ReadonlyMap<string, Value>): () => string {
  let isOpen = false;
  return () => {
    if (isOpen) return '<Namespace {...}>';
    isOpen = true;
    try {
      return `<Namespace ${describe(attributes)}>`;
    } finally {
      isOpen = false;
    }
  };
}

function describe(attributes: ReadonlyMap<string, Value>): string {
  return repr(new Dict(attributes));
}

function makeCycler(items: readonly Value[], keywords: Keywords): Value {
  refuseKeywords('Cycler.__init__', keywords);
  if (items.length === 0) return fail('TypeError', 'at least one item has to be provided');
  let at = 0;
  const current = (): Value => items[at % items.length] ?? null;
  return new Holder({
    kind: 'Cycler',
    describe: () => '<Cycler>',
    attributes: new Map<string, Value | (() => Value)>([
      ['current', current],
      [
        'next',
        new Callable('next', () => {
          const value = current();
          at = (at + 1) % items.length;
          return value;
        }),
      ],
      [
        'reset',
        new Callable('reset', () => {
          at = 0;
          return null;
        }),
      ],
    ]),
  });
}

function makeJoiner(args: readonly Value[], keywords: Keywords): Value {
  if (args.length + keywords.size > 0) bindArguments('Joiner.__init__', JOINER, args, keywords);
  const separator = args[0] ?? keywords.get('sep') ?? ', ';
  let isUsed = false;
  return new Callable('joiner', () => {
    const value = isUsed ? separator : '';
    isUsed = true;
    return value;
  });
}

function now(runtime: Runtime): Invoke {
  return (args, keywords) => {
    const [, format = null] = bindArguments('now', NOW, args, keywords);
    const time = fromEpoch(runtime.context.reader.now().getTime());
    return format !== null && isTrue(format) ? formatTime(time, asText(format)) : time;
  };
}

function makeUndefined(args: readonly Value[], keywords: Keywords): Value {
  const [hint = null] = bindArguments('undef', UNDEF, args, keywords);
  const isGiven = typeof hint === 'string' && hint !== '';
  return new Undefined({ hint: isGiven ? hint : 'Mandatory variable has not been overridden' });
}

function lookupFunction(runtime: Runtime, isQuery: boolean): Invoke {
  return (args, keywords) => {
    const [first, ...terms] = args;
    const named = keywords.get('name');
    if (first !== undefined && named !== undefined) {
      fail('TypeError', "_lookup() got multiple values for argument 'name'");
    }
    const name = first ?? named;
    if (name === undefined) {
      return fail('TypeError', "missing 1 required positional argument: 'name'");
    }
    const options = new Map(keywords);
    options.delete('name');
    if (isQuery) options.set('wantlist', true);
    return runLookup(asText(name), terms, options, runtime);
  };
}

const simple: ReadonlyMap<string, Invoke> = new Map([
  ['range', makeRange],
  ['dict', makeDict],
  ['namespace', makeNamespace],
  ['cycler', makeCycler],
  ['joiner', makeJoiner],
  ['undef', makeUndefined],
  ['lipsum', () => fail('FilterError', 'lipsum() is not supported')],
]);

const withRuntime: ReadonlyMap<string, (runtime: Runtime) => Invoke> = new Map([
  ['now', now],
  ['lookup', (runtime) => lookupFunction(runtime, false)],
  ['query', (runtime) => lookupFunction(runtime, true)],
  ['q', (runtime) => lookupFunction(runtime, true)],
]);

/** Globals that are classes in Python. */
const CLASSES = new Set(['range', 'dict', 'namespace', 'cycler', 'joiner']);

/** True for the name of a global. */
export function isGlobal(name: string): boolean {
  return simple.has(name) || withRuntime.has(name);
}

/** Finds a global by name. */
export function findGlobal(name: string, runtime: Runtime): Value | undefined {
  const plain = simple.get(name);
  if (plain !== undefined)
    return new Callable(name, plain, CLASSES.has(name) ? 'type' : 'function');
  const make = withRuntime.get(name);
  return make === undefined ? undefined : new Callable(name, make(runtime));
}
