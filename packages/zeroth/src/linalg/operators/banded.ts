import type { ArrayLike } from '../../array/conversion.js';
import { ZerothError } from '../../errors.js';
import { singularMatrix } from '../matrices.js';
import { logDeterminantOf } from './diagonal.js';
import { vectorOf } from './input.js';
import { checked, checkedProducts, type LinearOperator, type SolvableOperator } from './types.js';

/** Row i holds columns i − below … i + above, one after another; what is outside of the matrix is 0. */
export interface Bands {
  readonly n: number;
  readonly below: number;
  readonly above: number;
  readonly data: Float64Array;
}

/** A square matrix with few diagonals. */
export interface BandedOperator extends LinearOperator<'banded'> {
  readonly bands: Bands;
}

/**
 * A banded matrix from its diagonals, by how far each is above the main one: `{ 0: main, 1: above, [-1]: below }`.
 * Diagonal k of an n x n matrix has n − |k| entries.
 *
 * @throws `shape-mismatch` where lengths do not fit the main diagonal's
 */
export function bandedOperator(diagonals: Readonly<Record<number, ArrayLike>>): BandedOperator {
  const entries = Object.entries(diagonals).map(([key, values]) => ({
    offset: Number(key),
    values: vectorOf('bandedOperator', values),
  }));
  const sizes = entries.map(({ offset, values }) => values.length + Math.abs(offset));
  const n = sizes[0] ?? 0;
  if (entries.some(({ offset }, i) => !Number.isInteger(offset) || sizes[i] !== n))
    throw new ZerothError(
      'shape-mismatch',
      `Diagonal k of a banded matrix must have n - |k| entries, but the diagonals say n = ${sizes.join(', ')}.`,
      diagonals,
    );
  const below = entries.reduce((most, { offset }) => Math.max(most, -offset), 0);
  const above = entries.reduce((most, { offset }) => Math.max(most, offset), 0);
  const width = below + above + 1;
  const data = new Float64Array(n * width);
  for (const { offset, values } of entries)
    for (let t = 0; t < values.length; t++) data[(t + Math.max(0, -offset)) * width + below + offset] = values[t]!;
  return bandedFrom({ n, below, above, data });
}

export function bandedFrom(bands: Bands): BandedOperator {
  const { n, below, above, data } = bands;
  const width = below + above + 1;
  return checkedProducts<'banded', BandedOperator>({
    kind: 'banded',
    shape: [n, n],
    bands,
    multiply(x) {
      const y = new Float64Array(n);
      for (let i = 0; i < n; i++)
        for (let j = Math.max(0, i - below); j <= Math.min(n - 1, i + above); j++)
          y[i]! += data[i * width + below + j - i]! * x[j]!;
      return y;
    },
    multiplyTransposed(y) {
      const x = new Float64Array(n);
      for (let i = 0; i < n; i++)
        for (let j = Math.max(0, i - below); j <= Math.min(n - 1, i + above); j++)
          x[j]! += data[i * width + below + j - i]! * y[i]!;
      return x;
    },
  });
}

/** Factored by LU with partial pivoting within the bands, O(n · below · (below + above)). Throws `singular-matrix`. */
export function factorBanded(operator: BandedOperator): SolvableOperator<'banded'> {
  const { n, below, above, data } = operator.bands;
  const narrow = below + above + 1;
  // Exchanges of rows fill as many diagonals above as there are below.
  const width = narrow + below;
  const reach = above + below;
  const u = new Float64Array(n * width);
  for (let i = 0; i < n; i++) u.set(data.subarray(i * narrow, (i + 1) * narrow), i * width);
  const factors = new Float64Array(n * below);
  const pivots = new Int32Array(n);
  const at = (i: number, j: number) => i * width + below + j - i;
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const last = Math.min(n - 1, k + below);
    const right = Math.min(n - 1, k + reach);
    let best = k;
    for (let i = k + 1; i <= last; i++) if (Math.abs(u[at(i, k)]!) > Math.abs(u[at(best, k)]!)) best = i;
    pivots[k] = best;
    if (u[at(best, k)] === 0) throw singularMatrix('factorize', k);
    if (best !== k) {
      sign = -sign;
      for (let j = k; j <= right; j++) {
        const held = u[at(k, j)]!;
        u[at(k, j)] = u[at(best, j)]!;
        u[at(best, j)] = held;
      }
    }
    for (let i = k + 1; i <= last; i++) {
      const factor = u[at(i, k)]! / u[at(k, k)]!;
      factors[k * below + i - k - 1] = factor;
      u[at(i, k)] = 0;
      if (factor !== 0) for (let j = k + 1; j <= right; j++) u[at(i, j)]! -= factor * u[at(k, j)]!;
    }
  }
  const diagonal = Float64Array.from({ length: n }, (_, i) => u[at(i, i)]!);
  const exchange = (x: Float64Array, k: number) => {
    const held = x[k]!;
    x[k] = x[pivots[k]!]!;
    x[pivots[k]!] = held;
  };
  return checked({
    ...operator,
    solve(b) {
      const x = b.slice();
      for (let k = 0; k < n; k++) {
        exchange(x, k);
        for (let i = k + 1; i <= Math.min(n - 1, k + below); i++) x[i]! -= factors[k * below + i - k - 1]! * x[k]!;
      }
      for (let i = n - 1; i >= 0; i--) {
        for (let j = i + 1; j <= Math.min(n - 1, i + reach); j++) x[i]! -= u[at(i, j)]! * x[j]!;
        x[i]! /= diagonal[i]!;
      }
      return x;
    },
    solveTransposed(b) {
      const x = b.slice();
      for (let i = 0; i < n; i++) {
        for (let j = Math.max(0, i - reach); j < i; j++) x[i]! -= u[at(j, i)]! * x[j]!;
        x[i]! /= diagonal[i]!;
      }
      for (let k = n - 1; k >= 0; k--) {
        for (let i = k + 1; i <= Math.min(n - 1, k + below); i++) x[k]! -= factors[k * below + i - k - 1]! * x[i]!;
        exchange(x, k);
      }
      return x;
    },
    slogdet: () => logDeterminantOf(diagonal, sign),
  });
}
