import { toCsr, transpose } from './convert.js';
import type { SparseMatrix } from './types.js';

/** ‖A‖_∞: the largest sum of magnitudes of a row. */
export function normInfinity(a: SparseMatrix): number {
  const { rows, pointers, values } = toCsr(a);
  let largest = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let p = pointers[i]!; p < pointers[i + 1]!; p++) sum += Math.abs(values[p]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** ‖A‖₁: the largest sum of magnitudes of a column. */
export function normOne(a: SparseMatrix): number {
  return normInfinity(transpose(a));
}

/** ‖A‖_F, without overflow. */
export function normFrobenius(a: SparseMatrix): number {
  const { values } = toCsr(a);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of values) sum += (value / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Whether A equals its transpose exactly. */
export function isSymmetric(a: SparseMatrix): boolean {
  if (a.rows !== a.columns) return false;
  const first = toCsr(a);
  const second = toCsr(transpose(first));
  // Stored zeros count as absent, so the difference is what is compared.
  let p = 0;
  let q = 0;
  for (let i = 0; i < a.rows; i++) {
    const pEnd = first.pointers[i + 1]!;
    const qEnd = second.pointers[i + 1]!;
    while (p < pEnd || q < qEnd) {
      const left = p < pEnd ? first.indices[p]! : a.columns;
      const right = q < qEnd ? second.indices[q]! : a.columns;
      const x = left <= right ? first.values[p++]! : 0;
      const y = right <= left ? second.values[q++]! : 0;
      if (x !== y) return false;
    }
  }
  return true;
}
