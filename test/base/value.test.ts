import { describe, expect, it } from 'vitest';
import {
  Bytes,
  Dict,
  Float,
  PySet,
  Tuple,
  findSimilar,
  locateFinal,
  toRawValue,
  toValue,
  typeName,
  type Value,
} from '../../engine/base/index.ts';

describe('a dict', () => {
  it('keeps one entry for keys that Python calls equal, under the first key', () => {
    const dict = new Dict([
      [1, 'int'],
      [new Float(1), 'float'],
      [true, 'bool'],
    ]);
    expect([...dict]).toEqual([[1, 'bool']]);
  });

  it('tells a text from a number and a tuple from its text', () => {
    const dict = new Dict([
      ['1', 'text'],
      [1, 'int'],
      [new Tuple([1, 2]), 'tuple'],
      [new Bytes(new Uint8Array([49])), 'bytes'],
    ]);
    expect(dict.size).toBe(4);
    expect(dict.get(new Tuple([1, 2]))).toBe('tuple');
    expect(dict.get(new Tuple(['1', 2]))).toBeUndefined();
  });

  it('refuses what Python cannot hash, in its words', () => {
    expect(() => new Dict([[[1], 'list']])).toThrow("unhashable type: 'list'");
  });
});

describe('values', () => {
  it.each<[Value, string]>([
    [null, 'NoneType'],
    [true, 'bool'],
    [3, 'int'],
    [2n ** 70n, 'int'],
    [new Float(1), 'float'],
    ['kubelet', 'str'],
    [[], 'list'],
    [new Tuple([]), 'tuple'],
    [new PySet(), 'set'],
    [new Dict(), 'dict'],
  ])('%o is called %s', (value, name) => {
    expect(typeName(value)).toBe(name);
  });

  it('come out of plain data with fractions as floats and objects as dicts', () => {
    const value = toValue({ load: 0.5, cpus: 2, tags: ['a'], gone: undefined });
    expect(value).toEqual(Dict.of({ load: new Float(0.5), cpus: 2, tags: ['a'] }));
  });

  it('survive being located', () => {
    const value = Dict.of({ list: [1, 'two', null], text: '{{ not rendered }}' });
    const span = { file: { path: 'x', text: '' }, start: 0, end: 0 };
    expect(toRawValue(locateFinal(value, span))).toEqual(value);
  });
});

describe('did you mean', () => {
  it.each([
    ['destt', 'dest'],
    ['onwer', 'owner'],
    ['notifiy', 'notify'],
  ])('finds %s -> %s', (written, meant) => {
    expect(findSimilar(written, ['dest', 'owner', 'notify', 'mode'])).toBe(meant);
  });

  it('says nothing when nothing is close', () => {
    expect(findSimilar('kubelet', ['dest', 'owner'])).toBeUndefined();
  });
});
