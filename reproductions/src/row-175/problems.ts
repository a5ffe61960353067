import { fromData, matmul, matrixTranspose, multiply } from 'zeroth/array';
import { eigh, solve } from 'zeroth/linalg';
import { evaluateEach, type Gradients, type Oracle, type Values } from 'zeroth/query';
import type { Random } from 'zeroth/random';

/** Variables and terms of every problem. */
export const [n, terms] = [5, 12];

/** A mean of terms, whole or of a sample, with one subgradient each. */
export interface Sum {
  readonly f: Oracle<Values | Gradients>;
  readonly rows: readonly Float64Array[];
  readonly b: Float64Array;
}

const dot = (a: Float64Array, x: Float64Array): number => a.reduce((sum, v, i) => sum + v * x[i]!, 0);

/** The mean over rows of loss(a·x − b). */
export function linearSum(
  rows: readonly Float64Array[],
  b: Float64Array,
  loss: (r: number) => number,
  slope: (r: number) => number,
): Sum {
  const all = rows.map((_, i) => i);
  const chosen = (sample: unknown): readonly number[] => (Array.isArray(sample) ? sample : all);
  const valueOver = (x: Float64Array, sample: readonly number[]): number =>
    sample.reduce((sum, i) => sum + loss(dot(rows[i]!, x) - b[i]!), 0) / sample.length;
  const gradientOver = (x: Float64Array, sample: readonly number[]): Float64Array => {
    const gradient = new Float64Array(n);
    for (const i of sample) {
      const s = slope(dot(rows[i]!, x) - b[i]!) / sample.length;
      for (let j = 0; j < n; j++) gradient[j] = gradient[j]! + s * rows[i]![j]!;
    }
    return gradient;
  };
  const f: Oracle<Values | Gradients> = {
    values: ({ points, sample }) => evaluateEach(points, (x) => valueOver(x, chosen(sample))),
    gradients: ({ points, sample }) =>
      points.map((x) => ({ value: valueOver(x, chosen(sample)), gradient: gradientOver(x, chosen(sample)) })),
  };
  return { f, rows, b };
}

/** ½ r², mean over rows. */
export function squares(rows: readonly Float64Array[], b: Float64Array): Sum {
  return linearSum(
    rows,
    b,
    (r) => 0.5 * r * r,
    (r) => r,
  );
}

/** |r|, mean over rows. */
export function absolutes(rows: readonly Float64Array[], b: Float64Array): Sum {
  return linearSum(rows, b, Math.abs, Math.sign);
}

/** Rows of standard normal numbers, of this rank. */
export function gaussianRows(draws: Random, rank = n): readonly Float64Array[] {
  const inner = Array.from({ length: rank }, () => draws.fillNormal(new Float64Array(n)));
  return Array.from({ length: terms }, () => {
    if (rank === n) return draws.fillNormal(new Float64Array(n));
    const weights = draws.fillNormal(new Float64Array(rank));
    return Float64Array.from({ length: n }, (_, j) => inner.reduce((sum, row, k) => sum + weights[k]! * row[j]!, 0));
  });
}

/** Right-hand sides with a·x = b. */
export function imagesOf(rows: readonly Float64Array[], x: Float64Array): Float64Array {
  return Float64Array.from(rows, (a) => dot(a, x));
}

/** AᵀA / m, row-major. */
function curvature(rows: readonly Float64Array[]) {
  const a = fromData(
    Float64Array.from({ length: terms * n }, (_, k) => rows[Math.floor(k / n)]![k % n]!),
    [terms, n],
  );
  return multiply(matmul(matrixTranspose(a), a), 1 / terms);
}

/** The eigenvalues of AᵀA / m, ascending. */
export function spectrum(rows: readonly Float64Array[]): Float64Array {
  return Float64Array.from(eigh(curvature(rows)).values.toArray() as number[]);
}

/** The minimiser of the mean of squares, for rows of full rank. */
export function leastSquaresSolution(rows: readonly Float64Array[], b: Float64Array): Float64Array {
  const right = Float64Array.from({ length: n }, (_, j) => rows.reduce((sum, a, i) => sum + a[j]! * b[i]!, 0) / terms);
  return solve(curvature(rows), right);
}

/** Right-hand sides for which x minimises the mean of squares with weight ‖x‖₁, where its components are not 0. */
export function lassoImages(rows: readonly Float64Array[], x: Float64Array, weight: number): Float64Array {
  // Aᵀ r / m = −weight · sign(x) for the residual r = −weight · A (AᵀA/m)⁻¹ sign(x).
  const part = solve(curvature(rows), x.map(Math.sign));
  const residual = imagesOf(rows, part).map((v) => -weight * v);
  return imagesOf(rows, x).map((v, i) => v - residual[i]!);
}

export function squaredNorm(x: Float64Array): number {
  return dot(x, x);
}
