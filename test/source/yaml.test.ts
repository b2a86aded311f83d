/** Reads the same text as PyYAML did and compares with what was recorded (see record.py). */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Bytes, CalendarTime, Dict, Float, PySet, isList } from '../../engine/base/index.ts';
import { toRawValue, type Located, type Value } from '../../engine/base/index.ts';
import { loadFile, parseYamlText } from '../../engine/source/index.ts';

interface Recorded {
  readonly documents?: readonly unknown[];
  readonly error?: string;
}
interface Recording {
  readonly scalars: Readonly<Record<string, Recorded>>;
  readonly files: Readonly<Record<string, Recorded>>;
}

/** Where kplay accepts what PyYAML refuses, and why that is right. */
const ACCEPTED: ReadonlySet<string> = new Set([
  // `<<` as a value is text: refusing it helps nobody.
  '<<',
  // YAML allows an anchor to be defined again; the nearest one above counts.
  'anchor-again.yml',
]);

const here = new URL('.', import.meta.url).pathname;
const recording = readRecording(readFileSync(`${here}recorded.json`, 'utf8'));

function isRecording(value: unknown): value is Recording {
  return typeof value === 'object' && value !== null && 'scalars' in value;
}

function readRecording(text: string): Recording {
  const recorded: unknown = JSON.parse(text);
  if (!isRecording(recorded)) throw new TypeError('not a recording');
  return recorded;
}

function encode(located: Located): unknown {
  if (located.kind === 'list') return located.items.map(encode);
  if (located.kind === 'map') {
    return { dict: located.entries.map(({ key, value }) => [encode(key), encode(value)]) };
  }
  const text = encodeValue(located.value);
  return located.isUnsafe ? { unsafe: text } : text;
}

function encodeValue(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Float) return { float: describeFloat(value.value) };
  if (value instanceof CalendarTime) return { date: value.text, iso: value.iso };
  if (value instanceof Bytes) return { bytes: Buffer.from(value.data).toString('hex') };
  if (value instanceof PySet) return { set: [...value].map(encodeValue) };
  if (isList(value)) return value.map(encodeValue);
  throw new TypeError(value instanceof Dict ? 'a Dict in a scalar' : 'unexpected');
}

/** Python's repr, for the few shapes that the recording has. */
function describeFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

function check(name: string, text: string, recorded: Recorded): void {
  const { documents, problems } = parseYamlText({ path: name, text });
  if (recorded.error !== undefined && !ACCEPTED.has(name)) {
    expect(problems.length).toBeGreaterThan(0);
    return;
  }
  expect(problems).toEqual([]);
  if (recorded.documents !== undefined) expect(documents.map(encode)).toEqual(recorded.documents);
}

describe('scalars read as PyYAML reads them', () => {
  test.each(Object.entries(recording.scalars))('%s', (text, recorded) => {
    check(text, `- ${text}\n`, recorded);
  });
});

describe('files read as PyYAML reads them', () => {
  test.each(Object.entries(recording.files))('%s', (name, recorded) => {
    check(name, loadFile(`${here}yaml/${name}`).text, recorded);
  });
});

test('toRawValue gives the same tree without places', () => {
  const { documents } = parseYamlText({ path: 'x.yml', text: 'a: {b: [1, 2.5]}\n' });
  expect(documents.map(toRawValue)).toEqual([Dict.of({ a: Dict.of({ b: [1, new Float(2.5)] }) })]);
});

test('a file that calls itself JSON is told of as JSON', () => {
  const { problems } = parseYamlText({ path: 'vars.json', text: '{ }}' });
  expect(problems.map(({ message }) => message)).toEqual([
    'JSON: something stands behind the end of the value',
  ]);
  expect(problems[0]?.span).toMatchObject({ start: 3 });
});
