import type { ArrayLike } from '../../array/conversion.js';
import { ZerothError } from '../../errors.js';
import { factorDense } from './dense.js';
import { vectorOf } from './input.js';
import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

/** A square matrix with constant diagonals: entry (i, j) is `values[n − 1 + i − j]`. */
export interface ToeplitzOperator extends LinearOperator<'toeplitz'> {
  readonly values: Float64Array;
}

/**
 * The Toeplitz matrix of a first column and a first row.
 *
 * @param column shape [n]
 * @param row shape [n], beginning with the same entry; default the column, which makes the matrix symmetric
 */
export function toeplitzOperator(column: ArrayLike, row: ArrayLike = column): ToeplitzOperator {
  const c = vectorOf('toeplitzOperator', column);
  const r = vectorOf('toeplitzOperator', row);
  const n = c.length;
  if (r.length !== n || r[0] !== c[0])
    throw new ZerothError(
      'shape-mismatch',
      `The first column, shape [${n}], and the first row, shape [${r.length}], must be equally long and begin with the same entry.`,
      [n, r.length],
    );
  const values = new Float64Array(Math.max(0, 2 * n - 1));
  for (let i = 0; i < n; i++) {
    values[n - 1 - i] = r[i]!;
    values[n - 1 + i] = c[i]!;
  }
  return toeplitzFrom(values, n);
}

function toeplitzFrom(values: Float64Array, n: number): ToeplitzOperator {
  const multiply = (x: Float64Array, direction: 1 | -1) => {
    const y = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += values[n - 1 + direction * (i - j)]! * x[j]!;
      y[i] = sum;
    }
    return y;
  };
  return checkedProducts<'toeplitz', ToeplitzOperator>({
    kind: 'toeplitz',
    shape: [n, n],
    values,
    multiply: (x) => multiply(x, 1),
    multiplyTransposed: (y) => multiply(y, -1),
  });
}

/**
 * Levinson's recursion in its general form, O(n²) a system.
 *
 * @param t entry k of it, −n < k < n, is the diagonal i − j = k
 * @returns undefined where a leading minor vanishes, which the recursion cannot pass
 * @source Golub and Van Loan, Matrix Computations (4th edition), section 4.7
 */
function levinson(t: (k: number) => number, n: number, b: Float64Array): Float64Array | undefined {
  const x = new Float64Array(n);
  // Solutions of the leading systems with the first and the last unit vector.
  let forward = new Float64Array(n);
  let backward = new Float64Array(n);
  if (n === 0) return x;
  if (t(0) === 0) return undefined;
  forward[0] = 1 / t(0);
  backward[0] = forward[0];
  x[0] = b[0]! / t(0);
  for (let m = 1; m < n; m++) {
    let afterForward = 0;
    let beforeBackward = 0;
    let found = 0;
    for (let i = 0; i < m; i++) {
      afterForward += t(m - i) * forward[i]!;
      beforeBackward += t(-(i + 1)) * backward[i]!;
      found += t(m - i) * x[i]!;
    }
    const determinant = 1 - afterForward * beforeBackward;
    if (determinant === 0) return undefined;
    const nextForward = new Float64Array(n);
    const nextBackward = new Float64Array(n);
    for (let i = 0; i <= m; i++) {
      const f = i < m ? forward[i]! : 0;
      const g = i > 0 ? backward[i - 1]! : 0;
      nextForward[i] = (f - afterForward * g) / determinant;
      nextBackward[i] = (g - beforeBackward * f) / determinant;
    }
    forward = nextForward;
    backward = nextBackward;
    const missing = b[m]! - found;
    for (let i = 0; i <= m; i++) x[i]! += missing * backward[i]!;
  }
  return x;
}

/** Backward errors that Levinson's recursion may have; beyond, the matrix is not well enough for it. */
const GOOD_ENOUGH = 2 ** -40;

/**
 * Solves by Levinson's recursion, and by LU where that is not accurate, as may be when the matrix is not positive
 * definite. Throws `singular-matrix`.
 */
export function factorToeplitz(operator: ToeplitzOperator): SolvableOperator<'toeplitz'> {
  const { values } = operator;
  const n = operator.shape[0];
  // Made when it is first needed, and kept: the matrix does not change.
  let dense: SolvableOperator | undefined;
  const denseFactors = () => {
    dense ??= factorDense({
      data: Float64Array.from({ length: n * n }, (_, at) => values[n - 1 + Math.floor(at / n) - (at % n)]!),
      m: n,
      n,
    });
    return dense;
  };
  const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const solveWith = (
    b: Float64Array,
    direction: 1 | -1,
    multiply: (x: Float64Array) => Float64Array,
    otherwise: (factors: SolvableOperator) => Float64Array,
  ) => {
    const x = levinson((k) => values[n - 1 + direction * k]!, n, b);
    if (x === undefined || !x.every(Number.isFinite)) return otherwise(denseFactors());
    const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const accurate = multiply(x).every((value, i) => Math.abs(value - b[i]!) <= GOOD_ENOUGH * size * largest);
    return accurate ? x : otherwise(denseFactors());
  };
  return checked({
    ...operator,
    solve: (b) => solveWith(b, 1, operator.multiply, (factors) => factors.solve(b)),
    solveTransposed: (b) => solveWith(b, -1, operator.multiplyTransposed, (factors) => factors.solveTransposed(b)),
    slogdet: () => denseFactors().slogdet(),
  });
}
