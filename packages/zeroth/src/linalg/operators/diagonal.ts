import type { ArrayLike } from '../../array/conversion.js';
import { singularMatrix } from '../matrices.js';
import { vectorOf } from './input.js';
import { checked, type SolvableOperator } from './types.js';

/**
 * The diagonal matrix of a vector.
 *
 * @param d shape [n]; solving throws `singular-matrix` where one is 0
 */
export function diagonalOperator(d: ArrayLike): SolvableOperator<'diagonal'> {
  const values = vectorOf('diagonalOperator', d);
  const n = values.length;
  const multiply = (x: Float64Array) => x.map((value, i) => value * values[i]!);
  const solve = (b: Float64Array) => {
    const zero = values.indexOf(0);
    if (zero >= 0) throw singularMatrix('solve', zero);
    return b.map((value, i) => value / values[i]!);
  };
  return checked({
    kind: 'diagonal',
    shape: [n, n],
    multiply,
    multiplyTransposed: multiply,
    solve,
    solveTransposed: solve,
    slogdet: () => logDeterminantOf(values),
  });
}

/** Of a product of numbers. */
export function logDeterminantOf(factors: Float64Array, sign = 1): { readonly sign: number; readonly logdet: number } {
  let signs = sign;
  let logdet = 0;
  for (const value of factors) {
    signs = value === 0 ? 0 : signs * Math.sign(value);
    logdet += Math.log(Math.abs(value));
  }
  return { sign: signs, logdet };
}
