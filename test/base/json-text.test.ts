/** Text in JSON, as `python3 -c 'import json; print(json.dumps(...))'` gives it (Python 3.11). */
import { expect, it } from 'vitest';
import { quoteAsciiJson } from '../../engine/base/index.ts';

it.each([
  ['plain', '"plain"'],
  ['a"b\\c/', String.raw`"a\"b\\c/"`],
  ['\b\f\n\r\t\v\x1f', String.raw`"\b\f\n\r\t\u000b\u001f"`],
  ['~\x7f\x80é', String.raw`"~\u007f\u0080\u00e9"`],
  ['😀\ud83d', String.raw`"\ud83d\ude00\ud83d"`],
  ['\u2028', String.raw`"\u2028"`],
])('quotes %j', (text, quoted) => {
  expect(quoteAsciiJson(text)).toBe(quoted);
});
