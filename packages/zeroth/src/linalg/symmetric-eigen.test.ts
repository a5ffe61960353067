import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Distance between 1 and the next double, halved: the unit that LAPACK's test ratios are in. */
const unit = Number.EPSILON / 2;
/** LAPACK's own threshold for the ratios. */
const threshold = 30;

function filled(n: number, entry: (i: number, j: number) => number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = entry(i, j);
  return a;
}

function oneNorm(a: Float64Array, n: number): number {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(a[i * n + j]!);
    norm = Math.max(norm, sum);
  }
  return norm;
}

/** ‖A − Z Λ Zᵀ‖ / (n ε ‖A‖) and ‖I − Z Zᵀ‖ / (n ε), both in the one-norm. */
function ratios(a: Float64Array, n: number): { residual: number; orthogonality: number; values: Float64Array } {
  const { values, vectors } = symmetricEigen(a, n);
  const back = new Float64Array(n * n);
  const gram = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const row = vectors.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const factor = values[k]! * row[i]!;
      for (let j = 0; j < n; j++) back[i * n + j]! += factor * row[j]!;
    }
    for (let l = 0; l < n; l++) {
      let product = k === l ? -1 : 0;
      for (let j = 0; j < n; j++) product += row[j]! * vectors[l * n + j]!;
      gram[k * n + l] = product;
    }
  }
  const norm = oneNorm(a, n);
  const difference = oneNorm(
    back.map((entry, i) => entry - a[i]!),
    n,
  );
  return {
    residual: norm === 0 ? difference : difference / norm / (n * unit),
    orthogonality: oneNorm(gram, n) / (n * unit),
    values,
  };
}

function randomMatrix(n: number, seed: number): Float64Array {
  const draws = random(seed);
  return filled(n, () => draws.normal());
}

/** Q diag(values) Qᵀ for a random reflection Q. */
function withEigenvalues(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const u = random(seed).sphere(n);
  const q = filled(n, (i, j) => (i === j ? 1 : 0) - 2 * u[i]! * u[j]!);
  return filled(n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += q[i * n + k]! * values[k]! * q[j * n + k]!;
    return sum;
  });
}

const cases: readonly (readonly [string, number, Float64Array])[] = [
  ...[1, 2, 3, 10, 33, 100].map((n) => [`random, n = ${n}`, n, randomMatrix(n, n)] as const),
  ['random, huge', 40, randomMatrix(40, 1).map((entry) => entry * 1e300)],
  ['random, tiny', 40, randomMatrix(40, 2).map((entry) => entry * 1e-300)],
  ['graded down', 60, filled(60, (i, j) => 10 ** (-(i + j) / 4) * (1 + ((i * j) % 7)))],
  ['graded up', 60, filled(60, (i, j) => 10 ** ((i + j - 118) / 4) * (1 + ((i * j) % 7)))],
  [
    'geometric eigenvalues',
    50,
    withEigenvalues(
      Array.from({ length: 50 }, (_, i) => 10 ** (-i / 3)),
      4,
    ),
  ],
  [
    'repeated eigenvalues',
    50,
    withEigenvalues(
      Array.from({ length: 50 }, (_, i) => Math.floor(i / 10)),
      5,
    ),
  ],
  [
    'one eigenvalue but for one',
    50,
    withEigenvalues(
      Array.from({ length: 50 }, (_, i) => (i === 7 ? 1e-9 : 1)),
      6,
    ),
  ],
  ['identity', 20, filled(20, (i, j) => (i === j ? 1 : 0))],
  ['zero', 20, new Float64Array(400)],
  ['rank one', 30, filled(30, (i, j) => (i + 1) * (j + 1))],
  ['all ones', 30, filled(30, () => 1)],
  ['exchange of two', 2, Float64Array.of(0, 1, 1, 0)],
  ['zero diagonal', 31, filled(31, (i, j) => (i - j === 1 ? 1 : 0))],
  ['tiny coupling', 3, Float64Array.of(0, 1e-200, 0, 1e-200, 0, 1, 0, 1, 0)],
];

describe('symmetricEigen', () => {
  it.each(cases)('is backward stable and orthogonal by the measures of LAPACK: %s', (_, n, a) => {
    const { residual, orthogonality, values } = ratios(a, n);
    expect(residual).toBeLessThan(threshold);
    expect(orthogonality).toBeLessThan(threshold);
    expect(values).toEqual(values.slice().sort());
  });

  it('has the eigenvalues 2 − 2 cos(kπ / (n + 1)) for the second difference matrix', () => {
    const n = 64;
    const { values } = symmetricEigen(
      filled(n, (i, j) => (i === j ? 2 : i - j === 1 ? -1 : 0)),
      n,
    );
    // Weyl: an eigenvalue moves by at most the norm of the backward error, here at most 30 n ε ‖a‖ with ‖a‖ = 4.
    values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(
        threshold * n * unit * 4,
      );
    });
  });

  it('keeps what denormal numbers can hold: each value to one unit', () => {
    const whole = randomMatrix(5, 3).map((entry) => Math.round(100 * entry));
    const { values, vectors } = symmetricEigen(
      whole.map((entry) => entry * Number.MIN_VALUE),
      5,
    );
    const expected = symmetricEigen(whole, 5);
    values.forEach((value, i) => {
      expect(Math.abs(value / Number.MIN_VALUE - expected.values[i]!)).toBeLessThanOrEqual(1);
    });
    expect(vectors).toEqual(expected.vectors);
  });

  it('takes 0 x 0 and 1 x 1', () => {
    expect(symmetricEigen(new Float64Array(0), 0)).toEqual({
      values: new Float64Array(0),
      vectors: new Float64Array(0),
    });
    expect(symmetricEigen(Float64Array.of(-3), 1)).toEqual({
      values: Float64Array.of(-3),
      vectors: Float64Array.of(1),
    });
  });

  it('reads the lower triangle only and changes nothing', () => {
    const a = randomMatrix(6, 9);
    const upperSpoilt = a.map((entry, i) => (i % 6 > Math.floor(i / 6) ? Number.NaN : entry));
    const copy = upperSpoilt.slice();
    expect(symmetricEigen(upperSpoilt, 6)).toEqual(symmetricEigen(a, 6));
    expect(upperSpoilt).toEqual(copy);
  });

  it('says what is wrong', () => {
    expect(() => symmetricEigen(new Float64Array(5), 2)).toThrow('A matrix of order 2 must have 2 x 2 entries, not 5.');
    expect(() => symmetricEigen(Float64Array.of(1, 0, Number.NaN, 1), 2)).toThrow(
      'Entry (1, 0) of the matrix is NaN: it must be finite.',
    );
  });
});
