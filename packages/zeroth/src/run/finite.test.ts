import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { allFinite } from './finite.js';

describe('allFinite', () => {
  it('finds a number that is not finite at any place, at any length', () => {
    for (const n of [...Array(40).keys(), 255, 256, 4096, 4097]) {
      const v = random(n).fillNormal(new Float64Array(n));
      expect(allFinite(v)).toBe(true);
      for (let i = 0; i < n; i += n < 40 ? 1 : 85) {
        for (const bad of [Number.NaN, Infinity, -Infinity]) {
          expect(allFinite(v.with(i, bad))).toBe(false);
          // The opposite infinity does not hide it.
          if (i > 0) expect(allFinite(v.with(i, bad).with(0, -bad))).toBe(false);
        }
      }
    }
  });

  it('is not deceived by finite numbers whose sum overflows', () => {
    for (const n of [20, 10_000]) {
      const large = new Float64Array(n).fill(Number.MAX_VALUE);
      expect(allFinite(large)).toBe(true);
      expect(allFinite(large.with(n - 1, -Infinity))).toBe(false);
      expect(allFinite(large.map((x, i) => (i % 2 ? x : -x)))).toBe(true);
    }
  });
});
