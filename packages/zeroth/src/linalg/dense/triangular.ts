import { computeFor } from '../../kernels/compute.js';
import { SMALL } from './small.js';

/** Which triangle a matrix holds and how it is used. */
export interface Triangle {
  /** Whether the entries are on and below the diagonal; those on the other side are not read. */
  readonly lower: boolean;
  /** Whether it stands for its transpose. Default false. */
  readonly transposed?: boolean;
  /** Whether the diagonal is ones, and not read. Default false. */
  readonly unit?: boolean;
}

/**
 * op(T) X = B, X overwriting B. Nothing is checked: a zero on the diagonal gives infinities.
 *
 * @param t n x n, row by row
 * @param b n x columns, row by row
 */
export function solveTriangularInPlace(
  t: Float64Array,
  n: number,
  b: Float64Array,
  columns: number,
  { lower, transposed = false, unit = false }: Triangle,
): void {
  if (n === 0 || columns === 0) return;
  const forward = lower !== transposed;
  const [row, column] = transposed ? [1, n] : [n, 1];
  if (n < SMALL || (columns === 1 && n < 2 * SMALL)) {
    smallSolve(t, n, row, column, b, columns, forward, unit);
    return;
  }
  const { memory, module, at } = computeFor([8 * n * n, 8 * n * columns]);
  new Float64Array(memory.buffer, at[0], n * n).set(t);
  const copy = new Float64Array(memory.buffer, at[1], n * columns);
  copy.set(b);
  (forward ? module.solveLower : module.solveUpper)(n, columns, at[0], row, column, unit, at[1], columns);
  b.set(copy);
}

/** In plain loops; element (i, j) of op(T) is t[i row + j column]. */
export function smallSolve(
  t: Float64Array,
  n: number,
  row: number,
  column: number,
  b: Float64Array,
  columns: number,
  forward: boolean,
  unit: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    const from = forward ? 0 : i + 1;
    const to = forward ? i : n;
    const pivot = unit ? 1 : t[i * row + i * column]!;
    for (let c = 0; c < columns; c++) {
      let sum = b[i * columns + c]!;
      for (let k = from, p = i * row + from * column; k < to; k++, p += column) sum -= t[p]! * b[k * columns + c]!;
      b[i * columns + c] = sum / pivot;
    }
  }
}
