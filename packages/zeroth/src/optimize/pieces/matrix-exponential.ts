import type { Vector } from '../../query/index.js';

/** Terms of the series: 0.5ᵏ/k! is below ε from there on. */
const terms = 14;

/** exp(M) of an n x n matrix, row by row: its Taylor series at M / 2ˢ, ‖M / 2ˢ‖ ≤ ½, squared s times. */
export function matrixExponential(m: Vector, n: number): Vector {
  let size = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(m[i * n + j]!);
    size = Math.max(size, row);
  }
  const squarings = size > 0.5 ? Math.ceil(Math.log2(size / 0.5)) : 0;
  const scaled = m.map((v) => v / 2 ** squarings);
  // Horner: I + A (I + A/2 (I + A/3 (…))).
  let sum: Vector = identity(n);
  for (let k = terms; k >= 1; k--) {
    sum = product(scaled, sum, n).map((v) => v / k);
    for (let i = 0; i < n; i++) sum[i * n + i] = sum[i * n + i]! + 1;
  }
  for (let k = 0; k < squarings; k++) sum = product(sum, sum, n);
  return sum;
}

export function identity(n: number): Vector {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}

/** A B, both n x n and row by row. */
export function product(a: Vector, b: Vector, n: number): Vector {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      for (let j = 0; j < n; j++) out[i * n + j] = out[i * n + j]! + factor * b[k * n + j]!;
    }
  return out;
}
