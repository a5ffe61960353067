import { halfOf, triangularSylvester } from './triangular-sylvester.js';

/**
 * The principal square root of a quasi-triangular matrix in standard form, in place: of the diagonal blocks, then of what
 * stands above from Sylvester equations, by halves.
 *
 * @returns false where it has none: zero is an eigenvalue that is defective
 * @source Björck and Hammarling (1983); Higham, Computing real square roots of a real matrix (1987); recursion by
 *   Deadman, Higham and Ralha, Blocked Schur algorithms for computing the matrix square root (2013)
 */
export function triangularSquareRoot(t: Float64Array, ld: number, n: number): boolean {
  if (n === 0) return true;
  if (n === 1) {
    t[0] = Math.sqrt(t[0]!);
    return true;
  }
  const k = halfOf(t, ld, n);
  if (k === 0) {
    pairRoot(t, ld);
    return true;
  }
  const corner = t.subarray(k * ld + k);
  if (!triangularSquareRoot(t, ld, k) || !triangularSquareRoot(corner, ld, n - k)) return false;
  return triangularSylvester(t, ld, k, corner, ld, n - k, t.subarray(k), ld);
}

/** ((a, b), (c, a)) with eigenvalues a ± i μ: its root is α I + (T − a I) / (2 α), α the real part of √(a + i μ). */
function pairRoot(t: Float64Array, ld: number): void {
  const a = t[0]!;
  const mu = Math.sqrt(Math.abs(t[1]!)) * Math.sqrt(Math.abs(t[ld]!));
  const size = Math.max(Math.abs(a), mu);
  const modulus = size * Math.sqrt((a / size) ** 2 + (mu / size) ** 2);
  // Of the two formulas, the one without cancellation.
  const alpha = a >= 0 ? Math.sqrt(a / 2 + modulus / 2) : mu / (2 * Math.sqrt(modulus / 2 - a / 2));
  t[0] = t[ld + 1] = alpha;
  t[1]! /= 2 * alpha;
  t[ld]! /= 2 * alpha;
}
