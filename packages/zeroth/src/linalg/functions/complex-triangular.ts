import { quotient, squareRootOf } from './complex-numbers.js';
import type { ComplexMatrix } from './complex-schur.js';

/**
 * The principal square root of an upper triangular matrix, column by column.
 *
 * @returns undefined where it has none: zero is an eigenvalue that is defective
 * @source Björck and Hammarling, A Schur method for the square root of a matrix (1983)
 */
export function complexTriangularRoot(t: ComplexMatrix, n: number): ComplexMatrix | undefined {
  const re = new Float64Array(n * n);
  const im = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const at = j * n + j;
    [re[at], im[at]] = squareRootOf([t.re[at]!, t.im[at]!]);
    for (let i = j - 1; i >= 0; i--) {
      const place = i * n + j;
      let sumRe = t.re[place]!;
      let sumIm = t.im[place]!;
      for (let k = i + 1; k < j; k++) {
        const [p, q] = [i * n + k, k * n + j];
        sumRe -= re[p]! * re[q]! - im[p]! * im[q]!;
        sumIm -= re[p]! * im[q]! + im[p]! * re[q]!;
      }
      if (sumRe === 0 && sumIm === 0) continue;
      const own = i * n + i;
      const divisor = [re[own]! + re[at]!, im[own]! + im[at]!] as const;
      if (divisor[0] === 0 && divisor[1] === 0) return undefined;
      [re[place], im[place]] = quotient([sumRe, sumIm], divisor);
    }
  }
  return { re, im };
}

/** U⁻¹ B for an upper triangular U without zeros on its diagonal, in place of an upper triangular B. */
export function complexTriangularDivide(u: ComplexMatrix, b: ComplexMatrix, n: number): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const [c, d] = [u.re[i * n + k]!, u.im[i * n + k]!];
      if (c === 0 && d === 0) continue;
      for (let j = k, p = i * n + k, q = k * n + k; j < n; j++, p++, q++) {
        b.re[p]! -= c * b.re[q]! - d * b.im[q]!;
        b.im[p]! -= c * b.im[q]! + d * b.re[q]!;
      }
    }
    const pivot = [u.re[i * n + i]!, u.im[i * n + i]!] as const;
    for (let p = i * n + i; p < (i + 1) * n; p++) [b.re[p], b.im[p]] = quotient([b.re[p]!, b.im[p]!], pivot);
  }
}
