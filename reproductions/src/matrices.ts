import { add, fromData, matmul, matrixTranspose, multiply, type NDArray, sqrt, subtract, sum } from 'zeroth/array';
import { eigvalsh } from 'zeroth/linalg';
import type { Random } from 'zeroth/random';

/** Independent standard normal entries. */
export function gaussianMatrix(draws: Random, rows: number, columns: number): NDArray {
  return fromData(draws.fillNormal(new Float64Array(rows * columns)), [rows, columns]);
}

/** √Σ a_ij². */
export function frobeniusNorm(a: NDArray): number {
  return sqrt(sum(multiply(a, a))).item();
}

/** The largest singular value, for matrices whose squares neither overflow nor underflow. */
export function spectralNorm(a: NDArray): number {
  const values = eigvalsh(matmul(matrixTranspose(a), a));
  return Math.sqrt(Math.max(0, ...values.data));
}

/** ‖a − b‖ / ‖b‖ in the Frobenius norm. */
export function relativeDistance(a: NDArray, b: NDArray): number {
  return frobeniusNorm(subtract(a, b)) / frobeniusNorm(b);
}

/** Σ_i w_i m_i. */
export function combination(weights: Float64Array, matrices: readonly NDArray[]): NDArray {
  return matrices.map((matrix, i) => multiply(matrix, weights[i]!)).reduce((total, term) => add(total, term));
}
