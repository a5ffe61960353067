import type { ArrayLike } from '../../array/conversion.js';
import { NDArray } from '../../array/ndarray.js';
import { ZerothError } from '../../errors.js';
import { type BandedOperator, bandedFrom, factorBanded } from './banded.js';
import { factorDense, factorPositiveDefinite, factorSymmetric, type MatrixOperator, tryCholesky } from './dense.js';
import { diagonalOperator } from './diagonal.js';
import { type MatrixData, squareOf } from './input.js';
import { factorKronecker, type KroneckerOperator } from './kronecker.js';
import { factorLowRankPlusDiagonal, type LowRankPlusDiagonalOperator } from './low-rank-plus-diagonal.js';
import { factorToeplitz, type ToeplitzOperator } from './toeplitz.js';
import { triangularOperator } from './triangular.js';
import type { LinearOperator, SolvableOperator } from './types.js';

/** The operators that {@link factorize} has a way for. */
export type StructuredOperator =
  | MatrixOperator<'dense'>
  | MatrixOperator<'symmetric'>
  | MatrixOperator<'positiveDefinite'>
  | BandedOperator
  | LowRankPlusDiagonalOperator
  | KroneckerOperator
  | ToeplitzOperator
  | SolvableOperator;

/**
 * An operator that solves many systems with one matrix, after the work that can be done once. A structured operator is
 * factored as its kind says: LU, Cholesky, Bunch and Kaufman's LDL, banded LU, Woodbury, Levinson, or the factors of a
 * Kronecker product. A plain matrix is looked at: diagonal, triangular, narrowly banded, symmetric (Cholesky first, LDL
 * where that fails), or none of these.
 *
 * @param a an operator, or a square matrix of shape [n, n]
 * @throws `singular-matrix` with the zero pivot; `not-positive-definite`; `shape-mismatch`; `not-finite`
 */
export function factorize(a: StructuredOperator | ArrayLike): SolvableOperator {
  return isOperator(a) ? factorOperator(a) : factorMatrix(squareOf('factorize', a));
}

/** Whether it is an operator, not numbers. */
export function isOperator(a: StructuredOperator | ArrayLike): a is StructuredOperator {
  return typeof a === 'object' && !(a instanceof NDArray) && 'kind' in a && 'multiply' in a;
}

function hasKind<K extends StructuredOperator['kind'], O extends StructuredOperator>(
  operator: LinearOperator,
  kind: K,
  field: keyof O,
): operator is Extract<O, { readonly kind: K }> {
  return operator.kind === kind && field in operator;
}

function factorOperator(operator: LinearOperator): SolvableOperator {
  if ('solve' in operator) return operator as SolvableOperator;
  const [m, n] = operator.shape;
  if (m !== n)
    throw new ZerothError(
      'shape-mismatch',
      `factorize needs a square operator, not one of shape [${m}, ${n}]: use lstsq for others.`,
      operator.shape,
    );
  if (hasKind<'dense', MatrixOperator<'dense'>>(operator, 'dense', 'matrix')) return factorDense(operator.matrix);
  if (hasKind<'symmetric', MatrixOperator<'symmetric'>>(operator, 'symmetric', 'matrix'))
    return factorSymmetric(operator.matrix);
  if (hasKind<'positiveDefinite', MatrixOperator<'positiveDefinite'>>(operator, 'positiveDefinite', 'matrix'))
    return factorPositiveDefinite(operator.matrix);
  if (hasKind<'banded', BandedOperator>(operator, 'banded', 'bands')) return factorBanded(operator);
  if (hasKind<'lowRankPlusDiagonal', LowRankPlusDiagonalOperator>(operator, 'lowRankPlusDiagonal', 'u'))
    return factorLowRankPlusDiagonal(operator);
  if (hasKind<'kronecker', KroneckerOperator>(operator, 'kronecker', 'factors'))
    return factorKronecker(operator, factorOperator(operator.factors[0]), factorOperator(operator.factors[1]));
  if (hasKind<'toeplitz', ToeplitzOperator>(operator, 'toeplitz', 'values')) return factorToeplitz(operator);
  throw new ZerothError(
    'not-factorable',
    `There is no factorisation of an operator of kind ${operator.kind}: factor its parts, or pass operatorMatrix of it.`,
    operator.kind,
  );
}

/** A banded matrix is treated as one when its bands are less than this share of a row. */
const NARROW = 1 / 4;

function factorMatrix(matrix: MatrixData): SolvableOperator {
  const { data, n } = matrix;
  let below = 0;
  let above = 0;
  let symmetric = true;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const value = data[i * n + j]!;
      if (value !== 0) {
        below = Math.max(below, i - j);
        above = Math.max(above, j - i);
      }
      if (value !== data[j * n + i]!) symmetric = false;
    }
  const whole = asArrayOf(matrix);
  if (below === 0 && above === 0) {
    const diagonal = diagonalOperator(Float64Array.from({ length: n }, (_, i) => data[i * n + i]!));
    return nonsingular(diagonal);
  }
  if (below === 0 || above === 0) return nonsingular(triangularOperator(whole, { lower: above === 0 }));
  const width = below + above + 1;
  if (width < NARROW * n) {
    const bands = new Float64Array(n * width);
    for (let i = 0; i < n; i++)
      for (let j = Math.max(0, i - below); j <= Math.min(n - 1, i + above); j++)
        bands[i * width + below + j - i] = data[i * n + j]!;
    return factorBanded(bandedFrom({ n, below, above, data: bands }));
  }
  if (!symmetric) return factorDense(matrix);
  for (let i = 0; i < n; i++) if (!(data[i * n + i]! > 0)) return factorSymmetric(matrix);
  const factored = tryCholesky(matrix);
  return typeof factored === 'number' ? factorSymmetric(matrix) : factored;
}

function asArrayOf({ data, m, n }: MatrixData): NDArray {
  return new NDArray([m, n], 'float64', { data, strides: [n, 1], offset: 0 });
}

/** What is singular is found out now, not with the first system. */
function nonsingular(operator: SolvableOperator): SolvableOperator {
  operator.solve(new Float64Array(operator.shape[0]));
  return operator;
}
