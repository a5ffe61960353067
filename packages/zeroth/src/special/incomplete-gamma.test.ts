import { describe, expect, it } from 'vitest';
import { rowsOf, worst } from './fixtures.js';
import { gammaP, gammaPInverse, gammaPrefix, gammaQ, gammaQInverse } from './incomplete-gamma.js';
import { table as lowerTable } from './tables/gammaP.js';
import { table as upperTable } from './tables/gammaQ.js';

describe('incomplete gamma functions', () => {
  it('agree with the tables to 2e-14 in both tails, for shapes from 1e-300 to 1e6', () => {
    expect(worst(lowerTable, gammaP).error).toBeLessThan(2e-14);
    expect(worst(upperTable, gammaQ).error).toBeLessThan(2e-14);
  });

  it('add up to 1', () => {
    for (const [a = 0, x = 0] of rowsOf(upperTable))
      expect(Math.abs(gammaP(a, x) + gammaQ(a, x) - 1)).toBeLessThan(4e-15);
  });

  it('are inverted: P of the inverse is p within what the rounding of x does to it', () => {
    for (const a of [0.01, 0.3, 1, 2.5, 30, 199, 201, 5000, 1e6])
      for (const p of [1e-300, 1e-100, 1e-12, 0.001, 0.3, 0.5, 0.9, 0.999999]) {
        for (const [inverse, forward] of [
          [gammaPInverse, gammaP],
          [gammaQInverse, gammaQ],
        ] as const) {
          const x = inverse(a, p);
          // x below 1e-305 is not represented well enough to say anything.
          if (x < 1e-305) continue;
          const condition = (a * gammaPrefix(a, x)) / p;
          expect(Math.abs(forward(a, x) / p - 1)).toBeLessThan(
            1e-14 + 2 * 2.3e-16 * condition * Math.max(1, Math.abs(Math.log(x))),
          );
        }
      }
  });

  it('have their limits', () => {
    expect([gammaP(2, 0), gammaP(0, 2), gammaP(2, Infinity), gammaQ(2, Infinity)]).toEqual([0, 1, 1, 0]);
    expect([gammaP(-1, 2), gammaP(1, -2), gammaP(0, 0), gammaQ(Number.NaN, 1), gammaPInverse(1, 1.1)]).toEqual(
      Array(5).fill(Number.NaN),
    );
    expect([gammaPInverse(2, 0), gammaPInverse(2, 1), gammaQInverse(2, 0)]).toEqual([0, Infinity, Infinity]);
  });
});
