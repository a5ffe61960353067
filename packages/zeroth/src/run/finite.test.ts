import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { allFinite } from './finite.js';

describe('allFinite', () => {
  it('finds a number that is not finite at any place, at any length', () => {
    for (let n = 0; n < 40; n++) {
      const v = random(n).fillNormal(new Float64Array(n));
      expect(allFinite(v)).toBe(true);
      for (let i = 0; i < n; i++) {
        for (const bad of [Number.NaN, Infinity, -Infinity]) {
          expect(allFinite(v.with(i, bad))).toBe(false);
          // The opposite infinity does not hide it.
          if (i > 0) expect(allFinite(v.with(i, bad).with(0, -bad))).toBe(false);
        }
      }
    }
  });

  it('is not deceived by finite numbers whose sum overflows', () => {
    const large = new Float64Array(20).fill(Number.MAX_VALUE);
    expect(allFinite(large)).toBe(true);
    expect(allFinite(large.with(19, -Infinity))).toBe(false);
    expect(allFinite(large.map((x, i) => (i % 2 ? x : -x)))).toBe(true);
  });
});
