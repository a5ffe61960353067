import { ZerothError } from '../../errors.js';
import type { KernelExports } from '../../kernels/instance.js';
import type { Block } from './arena.js';
import { reflector } from './reflector.js';
import { standardBlock } from './standard-block.js';

const UNIT = Number.EPSILON / 2;
const STEPS_PER_VALUE = 30;

/**
 * Turns a Hessenberg matrix into its real Schur form in place, by the implicit double-shift QR iteration. 2 x 2
 * diagonal blocks stay where eigenvalues are complex, in standard form.
 *
 * @param h n x n, row by row, entries of about 1 at most
 * @param z n x n, Zᵀ row by row: the transformations are carried over to it; `undefined` where only the eigenvalues are
 *   wanted, and only the diagonal blocks of h are right then
 * @source Francis, The QR transformation (1961, 1962); deflation by Ahues and Tisseur, LAPACK working note 122 (1997)
 */
export function francisQr(module: KernelExports, h: Block, n: number, z: Block | undefined): void {
  const state: State = { module, h, a: h.data, n, z, v: new Float64Array(3), tiny: (2 ** -1022 / UNIT) * n };
  let budget = STEPS_PER_VALUE * Math.max(10, n);
  let steps = 0;
  for (let last = n - 1; last >= 0; ) {
    const first = activeStart(state, last);
    if (first > 0) state.a[first * n + first - 1] = 0;
    if (first >= last - 1) {
      if (first === last - 1) standardize(state, first);
      last = first - 1;
      steps = 0;
      continue;
    }
    if (budget-- === 0)
      throw new ZerothError(
        'no-convergence',
        `The QR iteration for the eigenvalues of a matrix of order ${n} did not converge.`,
        n,
      );
    steps++;
    sweep(state, first, last, steps);
  }
}

interface State {
  readonly module: KernelExports;
  readonly h: Block;
  readonly a: Float64Array;
  readonly n: number;
  readonly z: Block | undefined;
  readonly v: Float64Array;
  /** Entries below the diagonal of this size and less are zero. */
  readonly tiny: number;
}

/** The first row of the undivided block that ends with row `last`. */
function activeStart({ a, n, tiny }: State, last: number): number {
  let k = last;
  for (; k > 0; k--) {
    const at = k * n + k;
    const below = Math.abs(a[at - 1]!);
    if (below <= tiny) break;
    const upper = a[at - n - 1]!;
    const lower = a[at]!;
    let size = Math.abs(upper) + Math.abs(lower);
    if (size === 0) {
      if (k > 1) size += Math.abs(a[at - n - 2]!);
      if (k < n - 1) size += Math.abs(a[at + n]!);
    }
    if (below > UNIT * 2 * size) continue;
    const above = Math.abs(a[at - n]!);
    const difference = Math.abs(upper - lower);
    const large = Math.max(below, above);
    const small = Math.min(below, above);
    const high = Math.max(Math.abs(lower), difference);
    const low = Math.min(Math.abs(lower), difference);
    const sum = high + large;
    if (small * (large / sum) <= Math.max(tiny, UNIT * 2 * (low * (high / sum)))) break;
  }
  return k;
}

/** One double-shift step on rows first to last. */
function sweep(state: State, first: number, last: number, steps: number): void {
  const { a, n, v } = state;
  let h11 = a[(last - 1) * n + last - 1]!;
  let h12 = a[(last - 1) * n + last]!;
  let h21 = a[last * n + last - 1]!;
  let h22 = a[last * n + last]!;
  if (steps % 10 === 0) {
    // Shifts that break the cycles which the usual ones may run into.
    const fromTop = steps % 20 === 10;
    const corner = fromTop ? first : last;
    const size = fromTop
      ? Math.abs(a[(first + 1) * n + first]!) + Math.abs(a[(first + 2) * n + first + 1]!)
      : Math.abs(h21) + Math.abs(a[(last - 1) * n + last - 2]!);
    h11 = h22 = 0.75 * size + a[corner * n + corner]!;
    h12 = -0.4375 * size;
    h21 = size;
  }
  // Eigenvalues of the block: re1 ± i im, or two real ones, of which the one nearer to h22 is taken twice.
  let re = 0;
  let im = 0;
  const scale = Math.abs(h11) + Math.abs(h12) + Math.abs(h21) + Math.abs(h22);
  if (scale !== 0) {
    const mean = (h11 / scale + h22 / scale) / 2;
    const determinant = (h11 / scale - mean) * (h22 / scale - mean) - (h12 / scale) * (h21 / scale);
    const root = Math.sqrt(Math.abs(determinant));
    if (determinant >= 0) {
      re = mean * scale;
      im = root * scale;
    } else {
      const low = mean - root;
      const high = mean + root;
      re = scale * (Math.abs(low - h22 / scale) < Math.abs(high - h22 / scale) ? low : high);
    }
  }
  let start = last - 2;
  for (; ; start--) {
    const at = start * n + start;
    const diagonal = a[at]!;
    const below = a[at + n]!;
    const size = Math.abs(diagonal - re) + Math.abs(im) + Math.abs(below);
    const ratio = below / size;
    v[0] = ratio * a[at + 1]! + (diagonal - re) * ((diagonal - re) / size) + im * (im / size);
    v[1] = ratio * (diagonal + a[at + n + 1]! - 2 * re);
    v[2] = ratio * a[at + 2 * n + 1]!;
    const sum = Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]);
    v[0] /= sum;
    v[1] /= sum;
    v[2] /= sum;
    if (start === first) break;
    const around = Math.abs(a[at - n - 1]!) + Math.abs(diagonal) + Math.abs(a[at + n + 1]!);
    if (Math.abs(a[at - 1]!) * (Math.abs(v[1]) + Math.abs(v[2])) <= UNIT * 2 * Math.abs(v[0]) * around) break;
  }
  chase(state, first, start, last);
}

/** Applies the reflection that begins at row `start`, and those that chase its bulge out below `last`. */
function chase({ module, h, a, n, z, v }: State, first: number, start: number, last: number): void {
  const top = z === undefined ? first : 0;
  const right = z === undefined ? last + 1 : n;
  for (let k = start; k < last; k++) {
    const size = Math.min(3, last - k + 1);
    const at = k * n + k;
    if (k > start) for (let i = 0; i < size; i++) v[i] = a[at + i * n - 1]!;
    const { length, factor } = reflector(v, 0, size);
    if (k > start) {
      a[at - 1] = length;
      for (let i = 1; i < size; i++) a[at + i * n - 1] = 0;
    } else if (start > first) a[at - 1]! *= 1 - factor;
    if (size === 3) {
      const b = v[1]!;
      const c = v[2]!;
      module.reflectRows(right - k, h.address + 8 * at, n, b, c, factor);
      const bottom = Math.min(k + 3, last) + 1;
      module.reflectColumns(bottom - top, h.address + 8 * (top * n + k), n, b, c, factor);
      if (z !== undefined) module.reflectRows(n, z.address + 8 * k * n, n, b, c, factor);
    } else {
      const b = v[1]!;
      reflectTwoRows(a, n, at, right - k, b, factor);
      for (let i = top, p = top * n + k; i <= last; i++, p += n) {
        const t = factor * (a[p]! + b * a[p + 1]!);
        a[p]! -= t;
        a[p + 1]! -= t * b;
      }
      if (z !== undefined) reflectTwoRows(z.data, n, k * n, n, b, factor);
    }
  }
}

function reflectTwoRows(a: Float64Array, n: number, at: number, width: number, b: number, factor: number): void {
  for (let p = at; p < at + width; p++) {
    const t = factor * (a[p]! + b * a[p + n]!);
    a[p]! -= t;
    a[p + n]! -= t * b;
  }
}

/** Brings the diagonal block of rows k and k + 1 to standard form. */
function standardize({ a, n, z }: State, k: number): void {
  const at = k * n + k;
  const {
    a: h11,
    b: h12,
    c: h21,
    d: h22,
    cosine,
    sine,
  } = standardBlock(a[at]!, a[at + 1]!, a[at + n]!, a[at + n + 1]!);
  a[at] = h11;
  a[at + 1] = h12;
  a[at + n] = h21;
  a[at + n + 1] = h22;
  if (z === undefined) return;
  rotateTwoRows(a, n, at + 2, n - k - 2, cosine, sine);
  for (let i = 0, p = k; i < k; i++, p += n) {
    const x = a[p]!;
    const y = a[p + 1]!;
    a[p] = cosine * x + sine * y;
    a[p + 1] = cosine * y - sine * x;
  }
  rotateTwoRows(z.data, n, k * n, n, cosine, sine);
}

function rotateTwoRows(a: Float64Array, n: number, at: number, width: number, cosine: number, sine: number): void {
  for (let p = at; p < at + width; p++) {
    const x = a[p]!;
    const y = a[p + n]!;
    a[p] = cosine * x + sine * y;
    a[p + n] = cosine * y - sine * x;
  }
}
