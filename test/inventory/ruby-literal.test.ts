/** Ruby's `inspect` text. Every case was printed by Ruby 3.1, the last group by the rules of 3.4. */
import { expect, test } from 'vitest';
import { Dict, Float, type Value } from '../../engine/base/index.ts';
import { readRubyLiteral } from '../../engine/inventory/ruby-literal.ts';

const cases: readonly (readonly [string, Value])[] = [
  ['{}', new Dict()],
  ['[]', []],
  ['{"a"=>1, :b=>[true, false, nil]}', Dict.of({ a: 1, b: [true, false, null] })],
  [
    '{1=>"x", 2.5=>-3}',
    new Dict([
      [1, 'x'],
      [new Float(2.5), -3],
    ]),
  ],
  ['["two words", "it\'s", "a\\"b", "c\\\\d"]', ['two words', "it's", 'a"b', 'c\\d']],
  [
    '["\\n\\t\\e", "\\u00E9", "\\u{1F600}", "\\x00", "\\#{x}"]',
    ['\n\t\u001b', 'é', '😀', '\0', '#{x}'],
  ],
  ['[:sym, :"odd sym", :ok?]', ['sym', 'odd sym', 'ok?']],
  ['[12345678901234567890, 1.0e+20]', [12345678901234567890n, new Float(1e20)]],
  ['{"a"=>{"b"=>[{"c"=>1}]}}', Dict.of({ a: Dict.of({ b: [Dict.of({ c: 1 })] }) })],
  ['{"a" => 1, b: 2, "c d": [3]}', Dict.of({ a: 1, b: 2, 'c d': [3] })],
];

test.each(cases)('%s', (text, value) => {
  expect(readRubyLiteral(text, 0)).toEqual({ value, end: text.length });
});

test('ends where the literal ends', () => {
  expect(readRubyLiteral('x=[1, 2] y', 2)?.end).toBe(8);
});

test.each(['', 'a', '{"a", 1}', '["a"', '[1 2]', '[#<Object:0x1>]'])('no literal: %s', (text) => {
  expect(readRubyLiteral(text, 0)).toBeUndefined();
});
