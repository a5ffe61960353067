import { type ArrayLike as ArrayInput, asArray, fromData, type NDArray, toFloat64Array } from '../array/index.js';
import { ZerothError } from '../errors.js';

/** Solves with a factored matrix: a vector for a vector, an array of shape [n, k] for k right-hand sides. */
export interface Solve {
  (b: Float64Array): Float64Array;
  (b: ArrayInput): NDArray;
}

/** Sign and logarithm of a determinant. */
export interface SignedLogDeterminant {
  /** −1 or 1 */
  readonly sign: number;
  /** log |det A| */
  readonly logAbsolute: number;
}

/** A matrix that was factored once, to solve with many times. */
export interface SparseFactorization {
  /** order of the matrix */
  readonly n: number;
  /** x with A x = b */
  readonly solve: Solve;
  /** x with Aᵀ x = b */
  readonly solveTransposed: Solve;
  slogdet(): SignedLogDeterminant;
  /** stored entries of all factors */
  readonly entries: number;
}

/** Makes of a solution for one vector, which may not change it, one for all right-hand sides. */
export function solverOf(n: number, solveVector: (b: Float64Array) => Float64Array): Solve {
  function solve(b: Float64Array): Float64Array;
  function solve(b: ArrayInput): NDArray;
  function solve(b: ArrayInput): Float64Array | NDArray {
    const { shape } = asArray(b);
    if (shape[0] !== n || shape.length > 2)
      throw new ZerothError(
        'shape-mismatch',
        `A right-hand side of a system of order ${n} has shape [${n}] or [${n}, k], not [${shape.join(', ')}].`,
        shape,
      );
    if (b instanceof Float64Array) return solveVector(b);
    const data = toFloat64Array(b);
    const width = shape[1] ?? 1;
    const column = new Float64Array(n);
    for (let j = 0; j < width; j++) {
      for (let i = 0; i < n; i++) column[i] = data[i * width + j]!;
      const x = solveVector(column);
      for (let i = 0; i < n; i++) data[i * width + j] = x[i]!;
    }
    return fromData(data, shape);
  }
  return solve;
}

/** det from pivots and the sign of the permutations. */
export function determinantOf(pivots: Iterable<number>, sign: number): SignedLogDeterminant {
  let logAbsolute = 0;
  let signed = sign;
  for (const pivot of pivots) {
    logAbsolute += Math.log(Math.abs(pivot));
    if (pivot < 0) signed = -signed;
  }
  return { sign: signed, logAbsolute };
}

/** −1 or 1: whether a permutation is odd or even. */
export function signOf(permutation: Int32Array): number {
  const seen = new Uint8Array(permutation.length);
  let sign = 1;
  for (let i = 0; i < permutation.length; i++) {
    if (seen[i]) continue;
    let length = 0;
    for (let j = i; !seen[j]; j = permutation[j]!) {
      seen[j] = 1;
      length++;
    }
    if (length % 2 === 0) sign = -sign;
  }
  return sign;
}
