import type { ArrayLike } from '../../array/conversion.js';
import { ZerothError } from '../../errors.js';
import { singularMatrix } from '../matrices.js';
import { factorDense } from './dense.js';
import { logDeterminantOf } from './diagonal.js';
import { type MatrixData, matrixOf, times, timesTransposed, vectorOf } from './input.js';
import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

/** D + U Vᵀ, D diagonal. */
export interface LowRankPlusDiagonalOperator extends LinearOperator<'lowRankPlusDiagonal'> {
  readonly diagonal: Float64Array;
  readonly u: MatrixData;
  readonly v: MatrixData;
}

/**
 * D + U Vᵀ for a diagonal D and thin U and V.
 *
 * @param d diagonal of D, shape [n]; for solving, none may be 0
 * @param u shape [n, k]
 * @param v shape [n, k]; default u, which makes the matrix symmetric
 */
export function lowRankPlusDiagonalOperator(d: ArrayLike, u: ArrayLike, v: ArrayLike = u): LowRankPlusDiagonalOperator {
  const diagonal = vectorOf('lowRankPlusDiagonalOperator', d);
  const left = matrixOf('lowRankPlusDiagonalOperator', u);
  const right = matrixOf('lowRankPlusDiagonalOperator', v);
  const n = diagonal.length;
  if (left.m !== n || right.m !== n || left.n !== right.n)
    throw new ZerothError(
      'shape-mismatch',
      `A diagonal of shape [${n}] does not fit factors of shapes [${left.m}, ${left.n}] and [${right.m}, ${right.n}].`,
      [n, left.m, right.m],
    );
  const multiplyWith = (a: MatrixData, b: MatrixData, x: Float64Array) => {
    const y = times(a, timesTransposed(b, x));
    for (let i = 0; i < n; i++) y[i]! += diagonal[i]! * x[i]!;
    return y;
  };
  return checkedProducts<'lowRankPlusDiagonal', LowRankPlusDiagonalOperator>({
    kind: 'lowRankPlusDiagonal',
    shape: [n, n],
    diagonal,
    u: left,
    v: right,
    multiply: (x) => multiplyWith(left, right, x),
    multiplyTransposed: (y) => multiplyWith(right, left, y),
  });
}

/**
 * Factored by Woodbury's identity: (D + U Vᵀ)⁻¹ = D⁻¹ − D⁻¹ U (I + Vᵀ D⁻¹ U)⁻¹ Vᵀ D⁻¹. As accurate as D and the small
 * matrix are well conditioned. Throws `singular-matrix`.
 */
export function factorLowRankPlusDiagonal(
  operator: LowRankPlusDiagonalOperator,
): SolvableOperator<'lowRankPlusDiagonal'> {
  const { diagonal, u, v } = operator;
  const n = diagonal.length;
  const k = u.n;
  const zero = diagonal.indexOf(0);
  if (zero >= 0) throw singularMatrix('factorize', zero);
  const small = new Float64Array(k * k);
  for (let i = 0; i < k; i++) small[i * k + i] = 1;
  for (let row = 0; row < n; row++)
    for (let i = 0; i < k; i++) {
      const factor = v.data[row * k + i]! / diagonal[row]!;
      for (let j = 0; j < k; j++) small[i * k + j]! += factor * u.data[row * k + j]!;
    }
  const capacitance = factorDense({ data: small, m: k, n: k });
  const divided = (x: Float64Array) => x.map((value, i) => value / diagonal[i]!);
  const solveWith = (
    b: Float64Array,
    left: MatrixData,
    right: MatrixData,
    inner: (x: Float64Array) => Float64Array,
  ) => {
    const x = divided(b);
    const correction = divided(times(left, inner(timesTransposed(right, x))));
    return x.map((value, i) => value - correction[i]!);
  };
  return checked({
    ...operator,
    solve: (b) => solveWith(b, u, v, capacitance.solve),
    solveTransposed: (b) => solveWith(b, v, u, capacitance.solveTransposed),
    slogdet() {
      const [outer, inner] = [logDeterminantOf(diagonal), capacitance.slogdet()];
      return { sign: outer.sign * inner.sign, logdet: outer.logdet + inner.logdet };
    },
  });
}
