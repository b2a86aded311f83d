import { describe, expect, it } from 'vitest';
import { parseRelativeTime, toAsn1Time } from '../../engine/crypto/index.ts';

const now = Date.UTC(2026, 10, 24, 10, 0, 0, 500);

describe('a point in time', () => {
  it.each([
    ['+0s', '20261124100000Z'],
    ['+365d', '20271124100000Z'],
    ['-5m', '20261124095500Z'],
    ['+1w2d3h4m5s', '20261203130405Z'],
    ['+60', '20261124100100Z'],
    ['20300131235959Z', '20300131235959Z'],
    ['203001312359Z', '20300131235900Z'],
  ])('%s is %s', (text, expected) => {
    expect(toAsn1Time(parseRelativeTime(text, now, 'not_after'))).toBe(expected);
  });

  it.each(['tomorrow', '365d', '+1x', '2030-01-31', ''])('is not %j', (text) => {
    expect(() => parseRelativeTime(text, now, 'not_after')).toThrow(
      `The time spec "${text}" for not_after is invalid`,
    );
  });
});
