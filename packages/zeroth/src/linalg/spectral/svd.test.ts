import { describe, expect, it } from 'vitest';
import { fromData, type NDArray } from '../../array/index.js';
import {
  EPS,
  gaussian,
  hardSquares,
  LIMIT,
  made,
  orthogonality,
  product,
  scaledDifference,
  type TestMatrix,
  transpose,
} from '../fixtures.js';
import { svd, svdvals } from './svd.js';

function doubles(x: NDArray): Float64Array {
  return Float64Array.from(x.data);
}

function expectStable({ data, m, n }: TestMatrix, full: boolean, single = false): void {
  const a = single ? Float32Array.from(data) : data;
  const eps = single ? 2 ** -23 : EPS;
  const k = Math.min(m, n);
  const { u, s, vt } = svd(fromData(a, [m, n]), { full });
  expect([u.shape, s.shape, vt.shape]).toEqual([[m, full ? m : k], [k], [full ? n : k, n]]);
  const largest = data.reduce((size, entry) => Math.max(size, Math.abs(entry)), 0);
  const scale = largest > 0 ? 2 ** -Math.floor(Math.log2(largest)) : 1;
  const left = doubles(u);
  const right = doubles(vt);
  const values = doubles(s);
  const wide = full ? m : k;
  const scaled = Float64Array.from({ length: m * k }, (_, i) => {
    const column = i % k;
    return left[Math.floor(i / k) * wide + column]! * (values[column]! * scale);
  });
  const back = product(scaled, right.subarray(0, k * n), m, k, n);
  expect(
    scaledDifference(
      back,
      Float64Array.from(a, (entry) => entry * scale),
      n,
      eps,
    ),
  ).toBeLessThan(LIMIT);
  expect(orthogonality(left, m, wide, eps)).toBeLessThan(LIMIT);
  expect(orthogonality(transpose(right, full ? n : k, n), n, full ? n : k, eps)).toBeLessThan(LIMIT);
  values.forEach((value, i) => {
    expect(value).toBeGreaterThanOrEqual(0);
    if (i > 0) expect(value).toBeLessThanOrEqual(values[i - 1]!);
  });
  const only = doubles(svdvals(fromData(a, [m, n])));
  only.forEach((value, i) => {
    expect(Math.abs(value - values[i]!)).toBeLessThanOrEqual(LIMIT * Math.max(m, n) * eps * values[0]!);
  });
}

const shapes = [
  [0, 0],
  [0, 3],
  [3, 0],
  [1, 1],
  [1, 7],
  [7, 1],
  [2, 2],
  [3, 2],
  [2, 3],
  [8, 8],
  [31, 31],
  [33, 33],
  [64, 65],
  [100, 100],
  [120, 40],
  [40, 120],
] as const;

describe('svd', () => {
  it.each(shapes)('is backward stable with orthonormal vectors: random %i x %i', (m, n) => {
    expectStable(gaussian(m, n, m + 3 * n + 1), false);
    expectStable(gaussian(m, n, m + 3 * n + 1), true);
  });

  it.each(hardSquares(50).map((matrix) => [matrix.name, matrix] as const))(
    'is so on hard matrices: %s',
    (_, matrix) => {
      expectStable(matrix, false);
    },
  );

  it('is so for zero, ones, identity and repeated values', () => {
    expectStable(
      made('zero', 9, 9, () => 0),
      false,
    );
    expectStable(
      made('ones', 9, 6, () => 1),
      true,
    );
    expectStable(
      made('identity', 9, 9, (i, j) => (i === j ? 1 : 0)),
      false,
    );
    expectStable(
      made('exchange', 10, 10, (i, j) => (i + j === 9 ? 2 : 0)),
      false,
    );
    expectStable(
      made('shift', 10, 10, (i, j) => (j === i + 1 ? 1 : 0)),
      false,
    );
  });

  it('is so in float32', () => {
    expectStable(gaussian(40, 30, 5), false, true);
  });

  it('finds small singular values of a bidiagonal graded matrix to full relative accuracy', () => {
    // Demmel and Kahan's theorem; the product of the values is the determinant, that of the diagonal, which is known.
    const n = 30;
    const a = made('graded', n, n, (i, j) => (i === j || j === i + 1 ? 10 ** -i : 0));
    const values = doubles(svdvals(fromData(a.data, [n, n])));
    let logarithm = 0;
    for (const value of values) logarithm += Math.log10(value);
    // Each of n values errs by at most the QR iteration's tolerance of 98 units and a few roundings a step.
    expect(Math.abs(logarithm + (n * (n - 1)) / 2)).toBeLessThan(n * 200 * EPS * 10);
  });

  it('finds 2 cos(kπ / (2n + 1)) for the bidiagonal matrix of ones', () => {
    const n = 60;
    const a = made('ones', n, n, (i, j) => (i === j || j === i + 1 ? 1 : 0));
    doubles(svdvals(fromData(a.data, [n, n]))).forEach((value, k) => {
      expect(Math.abs(value - 2 * Math.cos(((k + 1) * Math.PI) / (2 * n + 1)))).toBeLessThan(LIMIT * n * EPS * 2);
    });
  });

  it('says what is wrong', () => {
    expect(() => svd([1, 2])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => svd([[1, Infinity]])).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });
});
