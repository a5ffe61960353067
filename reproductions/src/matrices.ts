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

/** The largest eigenvalue of Σ aᵢ aᵢᵀ, the aᵢ being rows. */
export function largestEigenvalue(rows: readonly Float64Array[]): number {
  const matrix = fromData(Float64Array.from(rows.flatMap((row) => [...row])), [rows.length, rows[0]!.length]);
  return spectralNorm(matrix) ** 2;
}

/** The rows of a random orthogonal matrix: Gram and Schmidt's process, twice, on normal rows. */
export function orthogonalRows(draws: Random, size: number): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < size) {
    const row = draws.fillNormal(new Float64Array(size));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of rows) {
        const along = row.reduce((sum, v, i) => sum + v * other[i]!, 0);
        for (let i = 0; i < size; i++) row[i]! -= along * other[i]!;
      }
    }
    const length = Math.hypot(...row);
    rows.push(row.map((v) => v / length));
  }
  return rows;
}
