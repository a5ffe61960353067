import { expect, test } from 'vitest';
import { conditionEstimate } from './condition.js';
import { fromDense, identity } from './construct.js';
import { lu } from './lu.js';
import { laplacian1d } from './subjects.js';

const orders = [1, Infinity] as const;

test('condition estimates are exact where the inverse has no negative entries', () => {
  for (const n of [3, 30, 101, 1000])
    for (const order of orders) {
      const a = laplacian1d(n);
      // The column sums of the inverse are i (n + 1 - i) / 2, i counting from 1; no column of A is larger than 4.
      const middle = Math.ceil(n / 2);
      const exact = 2 * middle * (n + 1 - middle);
      for (const estimate of [conditionEstimate(a, { order }), conditionEstimate(a, { order, factorization: lu(a) })])
        expect(Math.abs(estimate / exact - 1)).toBeLessThan(n * Number.EPSILON * exact);
    }
});

test('singular matrices have an infinite one, empty ones 0', () => {
  const singular = fromDense([
    [1, 2],
    [2, 4],
  ]);
  for (const order of orders) {
    expect(conditionEstimate(singular, { order })).toBe(Infinity);
    expect(conditionEstimate(identity(0), { order })).toBe(0);
    expect(conditionEstimate(identity(5), { order })).toBe(1);
  }
});
