import type { Compressed } from './compressed.js';

/*
 * Solutions in place with a triangular matrix by columns. Of L the diagonal is 1 and not stored; of U the diagonal is
 * the last entry of each column.
 */

/** x ← L⁻¹ x */
export function solveUnitLower(n: number, { pointers, indices, values }: Compressed, x: Float64Array): void {
  for (let j = 0; j < n; j++) {
    const xj = x[j]!;
    if (xj === 0) continue;
    for (let p = pointers[j]!, end = pointers[j + 1]!; p < end; p++) x[indices[p]!]! -= values[p]! * xj;
  }
}

/** x ← L⁻ᵀ x */
export function solveUnitLowerTransposed(n: number, { pointers, indices, values }: Compressed, x: Float64Array): void {
  for (let j = n - 1; j >= 0; j--) {
    let sum = x[j]!;
    for (let p = pointers[j]!, end = pointers[j + 1]!; p < end; p++) sum -= values[p]! * x[indices[p]!]!;
    x[j] = sum;
  }
}

/** x ← U⁻¹ x */
export function solveUpper(n: number, { pointers, indices, values }: Compressed, x: Float64Array): void {
  for (let j = n - 1; j >= 0; j--) {
    const last = pointers[j + 1]! - 1;
    const xj = x[j]! / values[last]!;
    x[j] = xj;
    if (xj === 0) continue;
    for (let p = pointers[j]!; p < last; p++) x[indices[p]!]! -= values[p]! * xj;
  }
}

/** x ← U⁻ᵀ x */
export function solveUpperTransposed(n: number, { pointers, indices, values }: Compressed, x: Float64Array): void {
  for (let j = 0; j < n; j++) {
    const last = pointers[j + 1]! - 1;
    let sum = x[j]!;
    for (let p = pointers[j]!; p < last; p++) sum -= values[p]! * x[indices[p]!]!;
    x[j] = sum / values[last]!;
  }
}
