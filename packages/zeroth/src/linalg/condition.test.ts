import { expect, test } from 'vitest';
import { array, fromData, multiply } from '../array/index.js';
import { gaussian, hardSquares, LIMIT, made, SIZES, type TestMatrix } from './fixtures.js';
import { cond, conditionEstimate, denseOperator, factorize } from './index.js';

const nd = ({ data, m, n }: TestMatrix) => fromData(data, [m, n]);
const orders = [1, Infinity] as const;

test('condition estimates are bounds from below, and within the factor that LAPACK asks of its own', () => {
  for (const a of [...SIZES.map((n) => gaussian(n, n, n)), ...[2, 9, 21, 40].flatMap(hardSquares)])
    for (const order of orders) {
      const exact = cond(nd(a), { order });
      // Where the inverse is wrong in its first digit there is nothing to compare with.
      if (!(exact < 0.1 / (a.n * Number.EPSILON))) continue;
      const estimate = conditionEstimate(nd(a), { order });
      // Both are computed with a relative error of n eps cond.
      const rounding = 1 + 4 * a.n * Number.EPSILON * exact;
      expect(estimate, `${a.name} ${order}`).toBeLessThanOrEqual(exact * rounding);
      expect(exact / estimate, `${a.name} ${order}`).toBeLessThan(LIMIT);
      const operator = conditionEstimate(factorize(nd(a)), { order });
      expect(operator, `${a.name} ${order}`).toBeLessThanOrEqual(exact * rounding);
      expect(exact / operator, `${a.name} ${order}`).toBeLessThan(LIMIT);
    }
});

test('they are exact where the inverse has no negative entries: its largest column is found at once', () => {
  for (const n of [1, 2, 5, 30, 101]) {
    const laplacian = made('', n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    // The inverse has the column sums i (n + 1 - i) / 2, i counting from 1.
    const middle = Math.ceil(n / 2);
    const norm = n === 1 ? 2 : n === 2 ? 3 : 4;
    const exact = (norm * middle * (n + 1 - middle)) / 2;
    const matrix = nd(laplacian);
    for (const order of orders) {
      for (const estimate of [
        conditionEstimate(matrix, { order }),
        conditionEstimate(denseOperator(matrix), { order }),
      ]) {
        // The operator's own norm is estimated, and its entries have both signs.
        expect(estimate).toBeLessThanOrEqual(exact * (1 + 30 * n * Number.EPSILON * exact));
        expect(exact / estimate).toBeLessThan(3);
      }
      expect(Math.abs(conditionEstimate(matrix, { order }) / exact - 1)).toBeLessThan(30 * n * Number.EPSILON * exact);
    }
  }
});

test('they know singular, empty and badly scaled matrices', () => {
  const singular = [
    [1, 2],
    [0, 0],
  ];
  const { data } = gaussian(20, 20, 3);
  const matrix = fromData(data, [20, 20]);
  for (const order of orders) {
    expect(conditionEstimate(singular, { order })).toBe(Infinity);
    expect(conditionEstimate(array([[0]]), { order })).toBe(Infinity);
    expect(conditionEstimate(fromData(new Float64Array(0), [0, 0]), { order })).toBe(0);
    const estimate = conditionEstimate(matrix, { order });
    // Entries near 2^-1040 have lost digits below 2^-1074.
    for (const power of [-1040, -900, 900, 1010])
      expect(
        Math.abs(
          conditionEstimate(multiply(multiply(matrix, 2 ** (power / 2)), 2 ** (power / 2)), { order }) / estimate - 1,
        ),
      ).toBeLessThan(power === -1040 ? 2 ** -30 * estimate : 1e-15);
  }
});
