import type { ArrayLike } from '../../array/conversion.js';
import { choleskyInPlace } from '../dense/cholesky.js';
import { ldlInPlace } from '../dense/ldl.js';
import { exchangeRows, exchangeRowsBack, luInPlace } from '../dense/lu.js';
import { solveTriangularInPlace } from '../dense/triangular.js';
import { notPositiveDefinite, singularMatrix } from '../matrices.js';
import { logDeterminantOf } from './diagonal.js';
import { type MatrixData, matrixOf, squareOf, times, timesTransposed } from './input.js';
import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

/** A matrix that {@link factorize} knows how to factor. */
export interface MatrixOperator<Kind extends string = string> extends LinearOperator<Kind> {
  /** Row by row; it must not be changed. */
  readonly matrix: MatrixData;
}

function matrixOperator<Kind extends string>(kind: Kind, matrix: MatrixData): MatrixOperator<Kind> {
  return checkedProducts<Kind, MatrixOperator<Kind>>({
    kind,
    shape: [matrix.m, matrix.n],
    matrix,
    multiply: (x) => times(matrix, x),
    multiplyTransposed: (y) => timesTransposed(matrix, y),
  });
}

/** A matrix without structure, shape [m, n]. */
export function denseOperator(a: ArrayLike): MatrixOperator<'dense'> {
  return matrixOperator('dense', matrixOf('denseOperator', a));
}

/** A symmetric matrix, shape [n, n], of which the lower triangle is read. */
export function symmetricOperator(a: ArrayLike): MatrixOperator<'symmetric'> {
  return matrixOperator('symmetric', mirrored(squareOf('symmetricOperator', a)));
}

/** A symmetric positive definite matrix, shape [n, n], of which the lower triangle is read. */
export function positiveDefiniteOperator(a: ArrayLike): MatrixOperator<'positiveDefinite'> {
  return matrixOperator('positiveDefinite', mirrored(squareOf('positiveDefiniteOperator', a)));
}

function mirrored(matrix: MatrixData): MatrixData {
  const { data, n } = matrix;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) data[j * n + i] = data[i * n + j]!;
  return matrix;
}

/** Factored by LU with partial pivoting. Throws `singular-matrix`. */
export function factorDense(matrix: MatrixData): SolvableOperator<'dense'> {
  const { data, n } = matrix;
  const factors = data.slice();
  const pivots = new Int32Array(n);
  const singular = luInPlace(factors, n, n, pivots);
  if (singular >= 0) throw singularMatrix('factorize', singular);
  const diagonal = Float64Array.from({ length: n }, (_, i) => factors[i * n + i]!);
  let sign = 1;
  for (let i = 0; i < n; i++) if (pivots[i] !== i) sign = -sign;
  return checked({
    ...matrixOperator('dense', matrix),
    solve(b) {
      const x = b.slice();
      exchangeRows(pivots, x, 1);
      solveTriangularInPlace(factors, n, x, 1, { lower: true, unit: true });
      solveTriangularInPlace(factors, n, x, 1, { lower: false });
      return x;
    },
    solveTransposed(b) {
      const x = b.slice();
      solveTriangularInPlace(factors, n, x, 1, { lower: false, transposed: true });
      solveTriangularInPlace(factors, n, x, 1, { lower: true, transposed: true, unit: true });
      exchangeRowsBack(pivots, x, 1);
      return x;
    },
    slogdet: () => logDeterminantOf(diagonal, sign),
  });
}

/** Factored by Cholesky, or undefined and the pivot where it is not positive definite. */
export function tryCholesky(matrix: MatrixData): SolvableOperator<'positiveDefinite'> | number {
  const { data, n } = matrix;
  const l = data.slice();
  const failed = choleskyInPlace(l, n);
  if (failed >= 0) return failed;
  const diagonal = Float64Array.from({ length: n }, (_, i) => l[i * n + i]!);
  const solve = (b: Float64Array) => {
    const x = b.slice();
    solveTriangularInPlace(l, n, x, 1, { lower: true });
    solveTriangularInPlace(l, n, x, 1, { lower: true, transposed: true });
    return x;
  };
  return checked({
    ...matrixOperator('positiveDefinite', matrix),
    solve,
    solveTransposed: solve,
    slogdet: () => ({ sign: 1, logdet: 2 * logDeterminantOf(diagonal).logdet }),
  });
}

/** Factored by Cholesky. Throws `not-positive-definite`. */
export function factorPositiveDefinite(matrix: MatrixData): SolvableOperator<'positiveDefinite'> {
  const factored = tryCholesky(matrix);
  if (typeof factored === 'number') throw notPositiveDefinite('factorize', factored);
  return factored;
}

/** Factored by Bunch and Kaufman's LDL. Throws `singular-matrix`. */
export function factorSymmetric(matrix: MatrixData): SolvableOperator<'symmetric'> {
  const { data, n } = matrix;
  const l = data.slice();
  const order = new Int32Array(n);
  const sizes = ldlInPlace(l, n, order);
  // A block of two counts as the product of its eigenvalues: determinant by determinant.
  const blocks = new Float64Array(n).fill(1);
  const beside = new Float64Array(n);
  const diagonal = Float64Array.from({ length: n }, (_, i) => l[i * n + i]!);
  for (let i = 0; i < n; i++) {
    if (sizes[i] === 1) {
      blocks[i] = diagonal[i]!;
      if (diagonal[i] === 0) throw singularMatrix('factorize', i);
    } else if (sizes[i] === 2) {
      beside[i] = l[(i + 1) * n + i]!;
      // Its off-diagonal entry is the largest, so that the quotients are at most 1.
      blocks[i] = beside[i]!;
      blocks[i + 1] = ((diagonal[i]! / beside[i]!) * (diagonal[i + 1]! / beside[i]!) - 1) * beside[i]!;
      l[(i + 1) * n + i] = 0;
    }
  }
  const solve = (b: Float64Array) => {
    const y = b.map((_, i) => b[order[i]!]!);
    solveTriangularInPlace(l, n, y, 1, { lower: true, unit: true });
    for (let i = 0; i < n; i++) {
      if (sizes[i] === 1) y[i]! /= diagonal[i]!;
      else if (sizes[i] === 2) {
        const scale = beside[i]!;
        const p = diagonal[i]! / scale;
        const q = diagonal[i + 1]! / scale;
        const first = y[i]! / scale;
        const second = y[i + 1]! / scale;
        y[i] = (q * first - second) / (p * q - 1);
        y[i + 1] = (p * second - first) / (p * q - 1);
      }
    }
    solveTriangularInPlace(l, n, y, 1, { lower: true, transposed: true, unit: true });
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) x[order[i]!] = y[i]!;
    return x;
  };
  return checked({
    ...matrixOperator('symmetric', matrix),
    solve,
    solveTransposed: solve,
    slogdet: () => logDeterminantOf(blocks),
  });
}
