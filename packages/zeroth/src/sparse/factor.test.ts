import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { add, scale } from './combine.js';
import { fromDense, fromDiagonals, fromTriplets, identity } from './construct.js';
import { toCoo, toCsc, toDense, transpose } from './convert.js';
import { ldl } from './ldl.js';
import { lu } from './lu.js';
import { normInfinity } from './norms.js';
import { approximateMinimumDegree, columnMinimumDegree } from './ordering.js';
import { multiply } from './product.js';
import { factorize, solve } from './solve.js';
import { laplacian1d, laplacian2d, laplacianEigenvalues, randomSparse } from './subjects.js';
import { analyzeSymmetric } from './symmetric-analysis.js';
import type { SparseMatrix } from './types.js';

/** ‖b − A x‖_∞ / (‖A‖_∞ ‖x‖_∞ + ‖b‖_∞), in units of ε. */
function backwardError(a: SparseMatrix, x: Float64Array, b: Float64Array): number {
  const product = multiply(a, x);
  const largest = (v: Float64Array) => v.reduce((most, vi) => Math.max(most, Math.abs(vi)), 0);
  const residual = largest(product.map((value, i) => b[i]! - value));
  return residual === 0 ? 0 : residual / (normInfinity(a) * largest(x) + largest(b)) / Number.EPSILON;
}

/** Symmetric positive definite with a random pattern. */
function randomDefinite(n: number, density: number, seed: number) {
  const half = randomSparse(n, n, density, random(seed));
  return add(multiply(half, transpose(half)), identity(n), 1, 0.1);
}

/** A grid's wheels, stars and arrows: what orders and trees may stumble on. */
const definite: readonly (readonly [string, SparseMatrix])[] = [
  ['empty', identity(0)],
  ['1 x 1', fromDense([[3]])],
  ['diagonal', fromDiagonals(7, 7, [[0, [1, 2, 3, 4, 5, 6, 7]]])],
  ['tridiagonal', laplacian1d(40)],
  ['grid', laplacian2d(17, 23)],
  [
    'arrow',
    add(
      fromTriplets(
        300,
        300,
        Array.from({ length: 299 }, (_, i) => [[299, i, 1] as const, [i, 299, 1] as const]).flat(),
      ),
      identity(300),
      1,
      400,
    ),
  ],
  ['dense', randomDefinite(30, 1, 3)],
  ['random', randomDefinite(200, 0.02, 4)],
  [
    'blocks',
    fromDense([
      [4, 0, 1, 0],
      [0, 5, 0, 2],
      [1, 0, 6, 0],
      [0, 2, 0, 7],
    ]),
  ],
  [
    'graded',
    fromDense([
      [1e300, 1e150, 0],
      [1e150, 3, 1e-150],
      [0, 1e-150, 1e-300],
    ]),
  ],
];

describe.each(definite)('%s, positive definite', (_, a) => {
  const n = a.rows;
  const b = random(9).fillNormal(new Float64Array(n));
  it.each(['amd', 'natural'] as const)('ldl solves with a backward error below 30 ε in order %s', (ordering) => {
    for (const matrix of [a, toCsc(a), toCoo(a)]) {
      const factor = ldl(matrix, { ordering, positiveDefinite: true });
      expect(backwardError(a, factor.solve(b), b)).toBeLessThan(30);
    }
  });
  it.each(['amd', 'column-amd', 'natural'] as const)(
    'lu solves with a backward error below 30 ε in order %s',
    (ordering) => {
      const factor = lu(a, { ordering });
      expect(backwardError(a, factor.solve(b), b)).toBeLessThan(30);
    },
  );
  it('orders are permutations', () => {
    for (const order of [approximateMinimumDegree(a), columnMinimumDegree(a)])
      expect([...order].sort((i, j) => i - j)).toEqual(Array.from({ length: n }, (_v, i) => i));
  });
  it('both give the same determinant', () => {
    const first = ldl(a).slogdet();
    const second = lu(a).slogdet();
    expect(first.sign).toBe(1);
    expect(second.sign).toBe(1);
    expect(second.logAbsolute).toBeCloseTo(first.logAbsolute, 8);
  });
});

describe('lu of matrices without symmetry', () => {
  it.each([
    [1, 0.02],
    [2, 0.05],
    [3, 0.3],
    [4, 1],
  ])('seed %d, density %d', (seed, density) => {
    const n = 120;
    const draws = random(seed);
    // A random permutation keeps it structurally regular.
    const order = draws.permutation(n);
    const a = add(
      randomSparse(n, n, density, draws),
      fromTriplets(
        n,
        n,
        Array.from(order, (j, i) => [i, j, 1] as const),
      ),
    );
    const b = draws.fillNormal(new Float64Array(n));
    for (const options of [{}, { ordering: 'natural' }, { ordering: 'amd', pivotThreshold: 0.01 }] as const) {
      const factor = lu(a, options);
      // Growth is at most 100 a step with this threshold, in practice it is small.
      const limit = 'pivotThreshold' in options ? 1e5 : 100;
      expect(backwardError(a, factor.solve(b), b)).toBeLessThan(limit);
      expect(backwardError(transpose(a), factor.solveTransposed(b), b)).toBeLessThan(limit);
    }
    const { lower, upper, rowOrder, columnOrder } = lu(a);
    const product = toDense(multiply(add(lower, identity(n)), upper)).data;
    const dense = toDense(a).data;
    let worst = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        worst = Math.max(worst, Math.abs(product[i * n + j]! - dense[rowOrder[i]! * n + columnOrder[j]!]!));
    expect(worst).toBeLessThan(n * Number.EPSILON * 30 * normInfinity(a));
  });

  it('gives the determinant of a permutation matrix its sign', () => {
    const odd = fromTriplets(3, 3, [
      [0, 1, 2],
      [1, 0, 3],
      [2, 2, 4],
    ]);
    const { sign, logAbsolute } = lu(odd).slogdet();
    expect(sign).toBe(-1);
    expect(logAbsolute).toBeCloseTo(Math.log(24), 14);
    expect(lu(identity(0)).slogdet()).toEqual({ sign: 1, logAbsolute: 0 });
  });

  it('factors again in the order of an earlier factor', () => {
    const a = randomDefinite(80, 0.05, 5);
    const again = lu(scale(a, 3), { ordering: lu(a).columnOrder });
    const b = new Float64Array(80).fill(1);
    expect(backwardError(scale(a, 3), again.solve(b), b)).toBeLessThan(30);
  });
});

describe('ldl', () => {
  it('has the determinant of the Laplacian, from its known spectrum', () => {
    const values = laplacianEigenvalues(20);
    let expected = 0;
    for (const x of values) for (const y of values) expected += Math.log(x + y);
    const { sign, logAbsolute } = ldl(laplacian2d(20)).slogdet();
    expect(sign).toBe(1);
    // 400 logarithms, each of a pivot with relative error of a few n ε at most.
    expect(Math.abs(logAbsolute - expected)).toBeLessThan(400 * 20 * Number.EPSILON);
  });

  it('counts the negative eigenvalues of an indefinite matrix (Sylvester)', () => {
    const values = laplacianEigenvalues(12);
    const shift = 3.3;
    const below = [...values].flatMap((x) => [...values].map((y) => x + y)).filter((value) => value < shift).length;
    const { diagonal } = ldl(add(laplacian2d(12), identity(144), 1, -shift));
    expect(diagonal.filter((d) => d < 0).length).toBe(below);
  });

  it('refactors with the analysis of the same pattern, and solves for many right-hand sides', () => {
    const a = laplacian2d(9);
    const analysis = analyzeSymmetric(a);
    const scaled = scale(a, 0.25);
    const factor = ldl(scaled, { analysis });
    expect(factor.analysis).toBe(analysis);
    const b = new Float64Array(81).fill(1);
    const x = factor.solve(b);
    expect(x).toEqual(ldl(scaled).solve(b));
    const both = factor.solve(Array.from(b, (value) => [value, 2 * value]));
    expect(both.shape).toEqual([81, 2]);
    expect(Array.from(both.data)).toEqual(Array.from(x, (value) => [value, 2 * value]).flat());
    expect(() => ldl(identity(81), { analysis })).toThrow(expect.objectContaining({ code: 'pattern-mismatch' }));
  });

  it('reads the lower triangle only', () => {
    const whole = fromDense([
      [4, 1],
      [1, 3],
    ]);
    const half = fromDense([
      [4, 0],
      [1, 3],
    ]);
    expect(ldl(half).solve(Float64Array.of(1, 2))).toEqual(ldl(whole).solve(Float64Array.of(1, 2)));
  });

  it('fills less by minimum degree than in natural order: below 31 n log₂ n / 4, against n^1.5', () => {
    for (const m of [20, 40, 80]) {
      const a = laplacian2d(m);
      const n = m * m;
      const natural = analyzeSymmetric(a, { ordering: 'natural' }).factorPointers[n]!;
      const amd = analyzeSymmetric(a).factorPointers[n]!;
      // Column j of the band holds m entries below the diagonal, but those that the end of the matrix cuts off, and
      // those of the first grid line, where fill has only begun.
      expect(natural).toBe(m * n - (m * (m + 1)) / 2 - ((m - 1) * (m - 2)) / 2);
      expect(amd).toBeLessThan((31 / 4) * n * Math.log2(m));
      expect(amd).toBeLessThan(natural * (m === 20 ? 0.6 : 0.4));
    }
  });

  it('eliminates a tree and an arrow without fill', () => {
    const path = laplacian1d(50);
    expect(analyzeSymmetric(path).factorPointers[50]).toBe(49);
    const star = add(
      fromTriplets(
        60,
        60,
        Array.from({ length: 59 }, (_, i) => [[0, i + 1, 1] as const, [i + 1, 0, 1] as const]).flat(),
      ),
      identity(60),
    );
    expect(analyzeSymmetric(star).factorPointers[60]).toBe(59);
  });
});

describe('singular matrices', () => {
  it.each([
    ['zero', fromTriplets(3, 3, [])],
    [
      'an empty row',
      fromDense([
        [1, 2, 0],
        [3, 4, 0],
        [5, 6, 0],
      ]),
    ],
    [
      'structurally singular',
      fromDense([
        [1, 2, 3],
        [0, 0, 4],
        [0, 0, 5],
      ]),
    ],
    [
      'rank one',
      fromDense([
        [1, 2],
        [2, 4],
      ]),
    ],
  ])('%s: lu says so', (_, a) => {
    expect(() => lu(a)).toThrow(expect.objectContaining({ code: 'singular-matrix' }));
    expect(() => solve(a, new Float64Array(a.rows))).toThrow(expect.objectContaining({ code: 'singular-matrix' }));
  });

  it.each([
    ['zero', fromTriplets(2, 2, [])],
    [
      'rank one',
      fromDense([
        [1, 2],
        [2, 4],
      ]),
    ],
    [
      'the Laplacian of a cycle',
      add(
        fromTriplets(9, 9, [
          [0, 8, -1],
          [8, 0, -1],
        ]),
        laplacian1d(9),
      ),
    ],
  ])('%s: ldl says so', (_, a) => {
    expect(() => ldl(a)).toThrow(expect.objectContaining({ code: 'singular-matrix' }));
    expect(() => ldl(a, { positiveDefinite: true })).toThrow(
      expect.objectContaining({ code: 'not-positive-definite' }),
    );
  });

  it.each([
    ['shape-mismatch', () => lu(fromDense([[1, 2]]))],
    ['shape-mismatch', () => ldl(fromDense([[1, 2]]))],
    ['shape-mismatch', () => lu(identity(3)).solve(new Float64Array(2))],
    ['not-finite', () => lu(fromDense([[Number.NaN]]))],
    ['not-finite', () => ldl(fromDense([[Infinity]]))],
    ['not-a-permutation', () => ldl(identity(2), { ordering: [0, 0] })],
    ['not-a-permutation', () => lu(identity(2), { ordering: [0] })],
    ['option-out-of-range', () => lu(identity(2), { pivotThreshold: 0 })],
  ])('%s is thrown for what cannot be factored', (code, make) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

it('factorize takes LDLᵀ for definite matrices and LU for others', () => {
  expect(factorize(laplacian2d(4))).toHaveProperty('diagonal');
  const indefinite = fromDense([
    [1, 2],
    [2, 1],
  ]);
  const factor = factorize(indefinite);
  expect(factor).toHaveProperty('upper');
  // Eigenvalues 3 and −1.
  const { sign, logAbsolute } = factor.slogdet();
  expect(sign).toBe(-1);
  expect(logAbsolute).toBeCloseTo(Math.log(3), 14);
});
