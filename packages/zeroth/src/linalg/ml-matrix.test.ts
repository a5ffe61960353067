import {
  CholeskyDecomposition,
  determinant,
  EigenvalueDecomposition,
  inverse,
  Matrix,
  pseudoInverse,
  QrDecomposition,
  SingularValueDecomposition,
  solve as solveMl,
} from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { fromData, matmul, matrixTranspose, type NDArray, toFloat64Array } from '../array/index.js';
import { EPS, gaussian } from './fixtures.js';
import { cholesky, cond, det, eig, eigh, inv, lstsq, pinv, qr, solve, svd } from './index.js';

/*
 * An independent implementation. Both sides are backward stable, so their results may differ by 100 n ε times the
 * condition of what is computed, relative to its size.
 */

const SQUARE = [1, 2, 3, 5, 8, 15, 16, 17, 24];

function matrix(m: number, n: number, seed: number): NDArray {
  return fromData(gaussian(m, n, seed).data, [m, n]);
}

function theirs(a: NDArray): Matrix {
  return new Matrix(a.toArray() as number[][]);
}

function expectClose(ours: ArrayLike<number>, other: readonly number[], bound: number): void {
  expect(ours.length).toBe(other.length);
  const size = Math.max(...other.map(Math.abs));
  const difference = Math.max(...other.map((value, i) => Math.abs(value - ours[i]!)));
  expect(difference).toBeLessThanOrEqual(bound * size);
}

const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const sizes = (values: Iterable<number>) => [...values].map(Math.abs);

describe('ml-matrix agrees', () => {
  it.each(SQUARE)('on systems, inverses and determinants of order %i', (n) => {
    const a = matrix(n, n, n);
    const b = gaussian(n, 1, 100 + n).data;
    const bound = 100 * n * EPS * cond(a);
    expectClose(solve(a, b), solveMl(theirs(a), Matrix.columnVector([...b])).to1DArray(), bound);
    expectClose(toFloat64Array(inv(a)), inverse(theirs(a)).to1DArray(), bound);
    expectClose([det(a).item()], [determinant(theirs(a))], bound);
  });

  it.each(SQUARE)('on Cholesky factors and symmetric eigenvalues of order %i', (n) => {
    const half = matrix(n, n + 4, n);
    const a = matmul(half, matrixTranspose(half));
    const bound = 100 * n * EPS * cond(a);
    const factor = new CholeskyDecomposition(theirs(a)).lowerTriangularMatrix;
    expectClose(toFloat64Array(cholesky(a)), factor.to1DArray(), bound);
    const { realEigenvalues } = new EigenvalueDecomposition(theirs(a), { assumeSymmetric: true });
    expectClose(toFloat64Array(eigh(a).values), ascending(realEigenvalues), 100 * n * EPS);
  });

  it.each(SQUARE)('on general eigenvalues of order %i', (n) => {
    const a = matrix(n, n, n);
    const { values, vectors } = eig(a);
    const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(theirs(a), {
      assumeSymmetric: false,
    });
    // Eigenvalues move by at most the condition of the vectors times the change of the matrix (Bauer and Fike).
    const bound = 100 * n * EPS * Math.max(1, cond(stacked(vectors.re, vectors.im)));
    expectClose(
      ascending(toFloat64Array(values.re)),
      ascending(realEigenvalues),
      (bound * largestOf(a)) / largest(realEigenvalues),
    );
    const imaginary = ascending(imaginaryEigenvalues);
    if (largest(imaginary) > 0)
      expectClose(ascending(toFloat64Array(values.im)), imaginary, (bound * largestOf(a)) / largest(imaginary));
  });

  it.each([
    [1, 1],
    [5, 3],
    [3, 5],
    [20, 7],
    [17, 16],
  ])('on singular values and pseudo-inverses of %i x %i', (m, n) => {
    const a = matrix(m, n, m);
    const { diagonal } = new SingularValueDecomposition(theirs(a), { autoTranspose: true });
    expectClose(toFloat64Array(svd(a).s), diagonal.slice(0, Math.min(m, n)), 100 * m * EPS);
    // The inverse of the inverse: conditions are squared.
    expectClose(toFloat64Array(pinv(a)), pseudoInverse(theirs(a)).to1DArray(), 100 * (m + n) * EPS * cond(a) ** 2);
  });

  it.each([
    [5, 3],
    [20, 7],
    [17, 16],
  ])('on R and on least squares of %i x %i', (m, n) => {
    const a = matrix(m, n, m);
    const b = gaussian(m, 1, 1).data;
    const peer = new QrDecomposition(theirs(a));
    const bound = 100 * m * EPS * cond(a);
    expectClose(sizes(toFloat64Array(qr(a).r)), sizes(peer.upperTriangularMatrix.to1DArray()), bound);
    const { x, rank } = lstsq(a, b);
    expect(rank).toBe(n);
    expectClose(x, peer.solve(Matrix.columnVector([...b])).to1DArray(), bound * cond(a));
    // Results print as numbers, not as getters.
    expect(JSON.parse(JSON.stringify(lstsq(a, b)))).toHaveProperty('rank', n);
    expect(Object.getOwnPropertyDescriptor(lstsq(a, b), 'rank')?.value).toBe(n);
  });
});

/** ((Re V, −Im V), (Im V, Re V)), which has the condition of V. */
function stacked(re: NDArray, im: NDArray): NDArray {
  const n = re.shape[0]!;
  const out = new Float64Array(4 * n * n);
  const [real, imaginary] = [toFloat64Array(re), toFloat64Array(im)];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const [u, v] = [real[i * n + j]!, imaginary[i * n + j]!];
      out[i * 2 * n + j] = out[(n + i) * 2 * n + n + j] = u;
      out[i * 2 * n + n + j] = -v;
      out[(n + i) * 2 * n + j] = v;
    }
  return fromData(out, [2 * n, 2 * n]);
}

const largest = (values: Iterable<number>) => Math.max(...sizes(values));
const largestOf = (a: NDArray) => a.shape[0]! * largest(toFloat64Array(a));
