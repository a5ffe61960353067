import { float64Data, fromData } from '../../array/index.js';
import { svd } from '../../linalg/index.js';
import type { Tensor, UpdateRule, UpdateState } from './update.js';

/** Norms of a tensor, as a matrix of its first dimension's rows where they are of matrices. */
export type SteepestNorm =
  /** The root of the sum of squares. */
  | 'euclidean'
  /** The largest entry. */
  | 'max'
  /** The largest singular value: from ℓ₂ to ℓ₂. */
  | 'spectral'
  /** The largest root mean square of a column: from ℓ₁ to RMS. */
  | 'oneToRms'
  /** √columns times the largest length of a row: from RMS to ℓ∞. */
  | 'rmsToMax';

/** Options of {@link steepestUpdate}. */
export interface SteepestUpdateOptions {
  /** Default `spectral`. */
  readonly norm?: SteepestNorm;
  /** Whether steps are as long as the gradient's dual norm, as steepest descent's are; else of length 1. Default true. */
  readonly scaled?: boolean;
}

/**
 * Steepest descent under a norm of each tensor: x ← x + η ‖g‖* d, where d of norm 1 makes ⟨g, d⟩ = −‖g‖*. What is left of
 * Adam (`max`) and of Shampoo (`spectral`) without their averages.
 *
 * @source Bernstein, Newhouse: Old optimizer, new norm: an anthology (2024), proposition 1
 */
export function steepestUpdate({
  norm = 'spectral',
  scaled = true,
}: SteepestUpdateOptions = {}): UpdateRule<UpdateState> {
  return {
    name: 'steepest',
    rate: 0.01,
    begin: () => ({ step: 0 }),
    step(tensors, gradients, state, rate) {
      state.step++;
      for (const [t, { values, shape }] of tensors.entries()) {
        const { direction, dualNorm } = steepestDirection({ values: gradients[t]!, shape }, norm);
        const amount = scaled ? rate * dualNorm : rate;
        for (let i = 0; i < values.length; i++) values[i]! += amount * direction[i]!;
      }
    },
  };
}

/** The direction of norm 1 (or 0 where the gradient is zero) along which a gradient falls most, and its dual norm. */
export function steepestDirection(
  { values: g, shape }: Tensor,
  norm: SteepestNorm,
): { readonly direction: Float64Array; readonly dualNorm: number } {
  const rows = shape[0] ?? 1;
  const columns = rows === 0 ? 0 : g.length / rows;
  switch (norm) {
    case 'euclidean':
      return byParts(g, () => 0, 1, 1);
    case 'max':
      return byParts(g, (i) => i, g.length, 1);
    case 'oneToRms':
      return byParts(g, (i) => i % columns, columns, Math.sqrt(rows));
    case 'rmsToMax':
      return byParts(g, (i) => Math.floor(i / columns), rows, 1 / Math.sqrt(columns));
    case 'spectral': {
      const { u, s, vt } = svd(fromData(Float64Array.from(g), [rows, columns]));
      const [U, S, V] = [float64Data(u), float64Data(s), float64Data(vt)];
      const direction = new Float64Array(g.length);
      const zero = Math.max(rows, columns) * 2 ** -52 * (S[0] ?? 0);
      for (let k = 0; k < S.length; k++) {
        if (S[k]! <= zero) continue;
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) direction[i * columns + j]! -= U[i * S.length + k]! * V[k * columns + j]!;
      }
      return { direction, dualNorm: S.reduce((sum, v) => sum + v, 0) };
    }
  }
}

/** The norm maxₚ ‖part p‖₂ / size: parts of length `size` against the gradient's, and size Σ ‖part‖₂. */
function byParts(g: ArrayLike<number>, partOf: (i: number) => number, parts: number, size: number) {
  const lengths = new Float64Array(parts);
  for (let i = 0; i < g.length; i++) lengths[partOf(i)]! += g[i]! * g[i]!;
  let total = 0;
  for (let p = 0; p < parts; p++) {
    lengths[p] = Math.sqrt(lengths[p]!);
    total += lengths[p]!;
  }
  const direction = new Float64Array(g.length);
  for (let i = 0; i < g.length; i++) {
    const length = lengths[partOf(i)]!;
    if (length > 0) direction[i] = (-size * g[i]!) / length;
  }
  return { direction, dualNorm: size * total };
}
