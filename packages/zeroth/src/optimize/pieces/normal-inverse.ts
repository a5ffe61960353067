import type { Vector } from '../../query/index.js';
import type { PivotedFactors } from './pivoted-qr.js';

/** Columns of which less is left, beside what they were, depend on the others. */
const dependent = 2 ** -48;

/**
 * (J'J)⁻¹ = R⁻¹R⁻ᵀ of the columns that are free, k x k in the order of {@link PivotedFactors.columns}, J'J never being
 * formed; undefined where one of them depends on the others, so that the residuals do not determine it.
 */
export function normalInverse({ r, columns }: PivotedFactors): Vector | undefined {
  const k = columns.length;
  const inverse = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    let square = 0;
    for (let e = 0; e <= c; e++) square += r[c * k + e]! * r[c * k + e]!;
    if (!(Math.abs(r[c * k + c]!) > dependent * Math.sqrt(square))) return undefined;
  }
  // R⁻¹ by its columns, from the diagonal up; R is stored column after column, and so is this.
  for (let c = 0; c < k; c++) {
    inverse[c * k + c] = 1 / r[c * k + c]!;
    for (let i = c - 1; i >= 0; i--) {
      let sum = 0;
      for (let e = i + 1; e <= c; e++) sum += r[e * k + i]! * inverse[c * k + e]!;
      inverse[c * k + i] = -sum / r[i * k + i]!;
    }
  }
  const out = new Float64Array(k * k);
  for (let i = 0; i < k; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = i; c < k; c++) sum += inverse[c * k + i]! * inverse[c * k + j]!;
      out[i * k + j] = sum;
      out[j * k + i] = sum;
    }
  return out;
}
