import type { Vector } from '../../query/index.js';
import { leastSquaresStep, pivotedFactors } from './pivoted-qr.js';

/**
 * The combination x + Σ γⱼ Δxⱼ for which ‖f + Σ γⱼ Δfⱼ‖ is least, by QR with column pivoting; differences that depend
 * on others are left out.
 *
 * @param moves Δx, oldest first
 * @param changes Δf of the residuals f, likewise
 * @returns what is added to x, and the least residual
 * @source Walker and Ni: Anderson acceleration for fixed-point iterations (2011)
 */
export function combination(
  f: Vector,
  moves: readonly Vector[],
  changes: readonly Vector[],
): { readonly move: Vector; readonly residual: Vector } {
  const k = changes.length;
  const n = f.length;
  const matrix = new Float64Array(n * k);
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) matrix[i * k + j] = changes[j]![i]!;
  const gamma = leastSquaresStep(pivotedFactors(matrix, f, k, new Uint8Array(k)), k);
  const move = new Float64Array(n);
  const residual = f.slice();
  for (let j = 0; j < k; j++)
    for (let i = 0; i < n; i++) {
      move[i] = move[i]! + gamma[j]! * moves[j]![i]!;
      residual[i] = residual[i]! + gamma[j]! * changes[j]![i]!;
    }
  return { move, residual };
}
