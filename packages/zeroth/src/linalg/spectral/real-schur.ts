import { createArena } from './arena.js';
import { francisQr } from './francis-qr.js';
import { hessenbergBlocks, reduceToHessenberg } from './hessenberg-reduction.js';
import { reflectionScratch, timesTransposed } from './reflectors.js';
import { largestOf, powerOfTwoNear } from './scale.js';
import { transposed } from './transpose.js';

/** A = Z T Zᵀ with Z orthogonal, row by row. */
export interface RealSchur {
  /** Quasi-triangular: 2 x 2 blocks on the diagonal for complex eigenvalues. */
  readonly t: Float64Array;
  /** Zᵀ: row k is Schur vector k. */
  readonly zt: Float64Array;
}

/**
 * The Hessenberg form (`schur` false) or the real Schur form of a matrix.
 *
 * @param a n x n, row by row, finite; it is not changed
 */
export function realSchur(a: Float64Array, n: number, schur = true): RealSchur {
  const scale = powerOfTwoNear(largestOf(a));
  const scratch = reflectionScratch(n);
  const arena = createArena([n * n, ...hessenbergBlocks(n), n * n, scratch]);
  const h = arena.block(n * n);
  for (let i = 0; i < h.data.length; i++) h.data[i] = a[i]! / scale;
  const q = reduceToHessenberg(arena, h, n);
  const z = arena.block(n * n);
  z.data.fill(0);
  for (let i = 0; i < n; i++) z.data[i * n + i] = 1;
  timesTransposed(arena.module, z.address, n, n, q, arena.block(scratch));
  if (schur) francisQr(arena.module, h, n, z);
  return { t: h.data.map((entry) => entry * scale), zt: z.data.slice() };
}

/** The diagonal blocks of the real Schur form; what stands above them is not right. */
export function schurDiagonal(a: Float64Array, n: number): Float64Array {
  const scale = powerOfTwoNear(largestOf(a));
  const arena = createArena([n * n, ...hessenbergBlocks(n)]);
  const h = arena.block(n * n);
  for (let i = 0; i < h.data.length; i++) h.data[i] = a[i]! / scale;
  reduceToHessenberg(arena, h, n);
  francisQr(arena.module, h, n, undefined);
  return h.data.map((entry) => entry * scale);
}

/** Eigenvalues of a quasi-triangular matrix in standard form, in the order of its diagonal. */
export function quasiTriangularEigenvalues(t: Float64Array, n: number): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const at = k * n + k;
    re[k] = t[at]!;
    if (k + 1 < n && t[at + n] !== 0) {
      re[k + 1] = t[at]!;
      im[k] = Math.sqrt(Math.abs(t[at + 1]!)) * Math.sqrt(Math.abs(t[at + n]!));
      im[k + 1] = -im[k]!;
      k++;
    }
  }
  return { re, im };
}

/** {@link realSchur} with Z itself. */
export function schurFactors(a: Float64Array, n: number, schur: boolean): { t: Float64Array; z: Float64Array } {
  const { t, zt } = realSchur(a, n, schur);
  return { t, z: transposed(zt, n, n) };
}
