import { checkInteger } from '../../array/checks.js';
import { ZerothError } from '../../errors.js';
import type { Vector } from '../../query/index.js';

/** A convex function that is piecewise linear along each variable. */
export interface PiecewiseLinear {
  readonly name: string;
  value(x: Vector): number;
  /** Where t ↦ value(x + t eᵢ) may bend, in any order, and that function itself. */
  along(x: Vector, i: number): { readonly bends: readonly number[]; value(t: number): number };
}

/** ‖x‖₍ₖ₎, the sum of the k largest |xᵢ|. */
export function largestSum(k: number): PiecewiseLinear {
  checkInteger('k', k, 1);
  const sizesOf = (x: Vector) => Array.from(x, Math.abs).sort((a, b) => b - a);
  const sumOf = (sizes: readonly number[]) => sizes.slice(0, k).reduce((sum, v) => sum + v, 0);
  return {
    name: 'largestSum',
    value: (x) => sumOf(sizesOf(x)),
    along(x, i) {
      const others = sizesOf(x.filter((_, j) => j !== i));
      // The k − 1 largest others are in it, and the larger of |xᵢ| and the next of them.
      const next = others[k - 1] ?? 0;
      const rest = sumOf(others) - next;
      return {
        bends: [-next - x[i]!, -x[i]!, next - x[i]!],
        value: (t) => rest + Math.max(Math.abs(x[i]! + t), next),
      };
    },
  };
}

/** ‖G x‖₁. @param matrix G, row-major, with as many columns as x has components */
export function absoluteSum(matrix: Vector): PiecewiseLinear {
  const images = (x: Vector) => {
    if (x.length === 0 || matrix.length % x.length !== 0)
      throw new ZerothError(
        'shape-mismatch',
        `A matrix of ${matrix.length} entries has no rows of ${x.length}: give a row-major matrix with a column a variable.`,
        x.length,
      );
    return Float64Array.from({ length: matrix.length / x.length }, (_, r) =>
      x.reduce((sum, v, j) => sum + matrix[r * x.length + j]! * v, 0),
    );
  };
  const sumOf = (image: Vector) => image.reduce((sum, v) => sum + Math.abs(v), 0);
  return {
    name: 'absoluteSum',
    value: (x) => sumOf(images(x)),
    along(x, i) {
      const image = images(x);
      const slopes = image.map((_, r) => matrix[r * x.length + i]!);
      return {
        bends: Array.from(image, (v, r) => -v / slopes[r]!).filter(Number.isFinite),
        value: (t) => image.reduce((sum, v, r) => sum + Math.abs(v + t * slopes[r]!), 0),
      };
    },
  };
}
