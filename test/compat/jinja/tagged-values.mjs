/**
 * Values of the engine from what `decode` of answers.mjs hands over, and back to tagged JSON.
 * `$float`, `$tuple` and their like keep apart what JSON does not.
 */
const unsafe = Symbol('text that must never be rendered');
const nowhere = { file: { path: '<vars>', text: '' }, start: 0, end: 0 };

const isUnsafe = (given) => typeof given === 'object' && given !== null && unsafe in given;

const isPlain = (given) =>
  typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;

const toNumber = (text) => (text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text));

function encodeFloat(value) {
  if (Number.isFinite(value)) return { $float: Object.is(value, -0) ? '-0.0' : String(value) };
  return { $float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
}

/** Makes the constructors, the way into a located tree, and the way back for one engine's base. */
export function makeValues(base) {
  const { Bytes, CalendarTime, Dict, Float, PySet, Tuple, isList, locateScalar } = base;

  const toValue = (given) => {
    if (isUnsafe(given)) return given[unsafe];
    if (Array.isArray(given)) return given.map(toValue);
    if (given instanceof Dict) {
      return new Dict([...given].map(([key, value]) => [key, toValue(value)]));
    }
    if (!isPlain(given)) return given;
    return new Dict(Object.entries(given).map(([key, value]) => [key, toValue(value)]));
  };

  const toLocated = (given) => {
    if (isUnsafe(given)) return { ...locateScalar(given[unsafe], nowhere), isUnsafe: true };
    if (Array.isArray(given)) return { kind: 'list', items: given.map(toLocated), span: nowhere };
    if (given instanceof Tuple) return toLocated(given.items);
    if (!isPlain(given) && !(given instanceof Dict)) return locateScalar(given, nowhere);
    const pairs = given instanceof Dict ? [...given] : Object.entries(given);
    const entries = pairs.map(([key, value]) => ({
      key: { ...locateScalar(key, nowhere), isUnsafe: true },
      value: toLocated(value),
    }));
    return { kind: 'map', entries, span: nowhere };
  };

  const encode = (value) => {
    if (value === null || ['boolean', 'string', 'number'].includes(typeof value)) return value;
    if (typeof value === 'bigint') return { $int: String(value) };
    if (value instanceof Float) return encodeFloat(value.value);
    if (isList(value)) return value.map(encode);
    if (value instanceof Tuple) return { $tuple: value.items.map(encode) };
    if (value instanceof PySet) return { $set: [...value].map(encode) };
    if (value instanceof Bytes) return { $bytes: String.fromCharCode(...value.data) };
    if (value instanceof CalendarTime) return value.text;
    return { $dict: [...value].map(([key, entry]) => [encode(key), encode(entry)]) };
  };

  const types = {
    float: (text) => new Float(toNumber(text)),
    bigint: (text) => BigInt(text),
    tuple: (items) => new Tuple(items.map(toValue)),
    set: (items) => new PySet(items.map(toValue)),
    dict: (pairs) => new Dict(pairs.map(([key, value]) => [toValue(key), value])),
    unsafe: (text) => ({ [unsafe]: text }),
    bytes: (text) => new Bytes(Uint8Array.from(text, (character) => character.charCodeAt(0))),
  };

  return { types, toLocated, encode };
}
