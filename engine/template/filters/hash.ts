/** Hashes, base64, UUIDs and vault-free random choice (ansible's core filters). */
import { createHash, getHashes, randomBytes, randomInt } from 'node:crypto';
import { Bytes, Dict, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { decodeBytes, encodeText } from '../values/codecs.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isIntegral, isIterable } from '../values/kinds.ts';
import { asInteger, toIndex, toInteger } from '../values/numbers.ts';
import { Undefined } from '../values/special.ts';
import { toAnsibleText, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { PythonRandom } from './python-random.ts';

const ANSIBLE_NAMESPACE = '361E6D51-FAEC-444A-9079-341386DA8E2E';

function toBytes(value: Value): Uint8Array {
  return value instanceof Bytes ? value.data : new TextEncoder().encode(toText(value));
}

/** Python's names of hashes that OpenSSL calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { blake2b: 'blake2b512', blake2s: 'blake2s256' };

function hash(value: Value, type: Value): string {
  const name = asText(type).toLowerCase().replace('_', '-');
  const wanted = NAMES[name] ?? name;
  const found = getHashes().find((one) => one.toLowerCase() === wanted);
  if (found === undefined) return fail('FilterError', `unsupported hash type ${asText(type)}`);
  return createHash(found).update(toBytes(value)).digest('hex');
}

/** Python's `uuid.uuid5`. */
/** Ansible's `to_native`: bytes are the text they hold. */
function toNative(value: Value): string {
  return value instanceof Bytes ? decodeBytes(value, 'utf-8', 'strict') : toText(value);
}

function toUuid(value: Value, namespace: Value): string {
  const digits = toText(namespace).replace(/^urn:uuid:|[{}-]/gu, '');
  if (!/^[\da-fA-F]{32}$/u.test(digits)) {
    return fail('FilterError', `Invalid value '${toText(namespace)}' for 'namespace'`);
  }
  const digest = createHash('sha1')
    .update(Buffer.from(digits, 'hex'))
    .update(toNative(value))
    .digest()
    .subarray(0, 16);
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

/** What Python's `binascii` reads: up to the padding of a last group, without all that is foreign. */
function takeBase64(text: string): string {
  let [body, pads] = ['', 0];
  for (const character of text) {
    if (/[A-Za-z\d+/]/u.test(character)) [body, pads] = [body + character, 0];
    else if (character === '=' && body.length % 4 >= 2) {
      pads += 1;
      if ((body.length % 4) + pads >= 4) return body;
    }
  }
  if (body.length % 4 !== 0) fail('ValueError', 'Incorrect padding');
  return body;
}

function decodeBase64(value: Value, encoding: Value): string {
  const body = takeBase64(Buffer.from(toBytes(value)).toString('latin1'));
  const bytes = Buffer.from(body, 'base64');
  return decodeBytes(new Bytes(Uint8Array.from(bytes)), asText(encoding), 'surrogateescape');
}

/** Something that picks numbers below a bound. */
interface Picker {
  below(bound: number): number;
  /** For bounds of any size. */
  belowBig(bound: bigint): bigint;
}

/** As many random bytes as the bound has, and some more so that no number is likelier by much. */
function belowBig(bound: bigint): bigint {
  const size = Math.ceil(bound.toString(16).length / 2) + 8;
  return BigInt(`0x${randomBytes(size).toString('hex')}`) % bound;
}

const unseeded: Picker = { below: (bound) => randomInt(bound), belowBig };

function toPicker(seed: Value): Picker {
  return seed === null ? unseeded : new PythonRandom(seed);
}

/** Python's `randrange`. */
function randomBelow(end: bigint, start: Value, step: Value, picker: Picker): Value {
  const from = isTrue(start) ? toBig(start) : 0n;
  const unit = isTrue(step) ? toBig(step) : 1n;
  const rest = unit > 0n ? unit - 1n : unit + 1n;
  const count = (end - from + rest) / unit;
  if (count <= 0n) return fail('ValueError', 'empty range for randrange()');
  return toInteger(from + unit * picker.belowBig(count));
}

function toBig(value: Value): bigint {
  return BigInt(isIntegral(value) ? asInteger(value) : toIndex(value));
}

function random(end: Value, start: Value, step: Value, seed: Value): Value {
  const picker = toPicker(seed);
  if (isIntegral(end)) return randomBelow(toBig(end), start, step, picker);
  if (end instanceof Undefined) end.fail();
  if (end instanceof Dict) return fail('KeyError', 'a dict has no items by number');
  if (!isIterable(end)) {
    return fail('FilterError', 'random can only be used on sequences and integers');
  }
  if (isTrue(start) || isTrue(step)) {
    return fail('FilterError', 'start and step can only be used with integer values');
  }
  const items = toItems(end);
  if (items.length === 0) return fail('IndexError', 'Cannot choose from an empty sequence');
  return items[picker.below(items.length)] ?? null;
}

function shuffle(value: Value, seed: Value): Value {
  if (value instanceof Undefined) return value.answer([]);
  if (!isIterable(value)) return value;
  const items = [...toItems(value)];
  const picker = toPicker(isTrue(seed) ? seed : null);
  for (let at = items.length - 1; at > 0; at -= 1) {
    const other = picker.below(at + 1);
    [items[at], items[other]] = [items[other] ?? null, items[at] ?? null];
  }
  return items;
}

function encodeBase64(value: Value, encoding: Value): string {
  const bytes =
    value instanceof Bytes ? value : encodeText(toAnsibleText(value), asText(encoding), 'strict');
  return Buffer.from(bytes.data).toString('base64');
}

export const hashFilters = [
  plugin('hash', "data, hashtype='sha1'", hash),
  plugin('md5', 'data', (value) => hash(value, 'md5')),
  plugin('sha1', 'data', (value) => hash(value, 'sha1')),
  plugin('checksum', 'data', (value) => hash(value, 'sha1')),
  plugin('b64encode', "string, encoding='utf-8'", encodeBase64),
  plugin('b64decode', "string, encoding='utf-8'", decodeBase64),
  plugin('to_uuid', `string, namespace='${ANSIBLE_NAMESPACE}'`, toUuid),
  plugin('random', 'end, start=None, step=None, seed=None', random),
  plugin('shuffle', 'mylist, seed=None', shuffle),
];
