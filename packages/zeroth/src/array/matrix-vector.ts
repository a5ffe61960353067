import type { Floats } from './matrix-product.js';

/** Terms that are summed one after another; longer sums are sums of such runs, which also keep the vector in the cache. */
const runLength = 256;

/**
 * out[at + i] ← Σₗ A(i, l) x(l), A(i, l) being `a[start + i row + l column]`; row or column is 1. Every element of A is used once, so that
 * copying it to the kernels does not pay. Several rows or columns go together: the loads of the other operand are shared,
 * and no addition waits for the one before it. Sums are made in float64.
 */
export function matrixVector(
  m: number,
  k: number,
  a: Floats,
  start: number,
  row: number,
  column: number,
  x: Floats,
  first: number,
  step: number,
  out: Floats,
  at: number,
): void {
  const vector = new Float64Array(k);
  for (let l = 0; l < k; l++) vector[l] = x[first + l * step]!;
  const sums = new Float64Array(m);
  if (column === 1) {
    let i = 0;
    for (; i + 3 < m; i += 4)
      for (let l = 0; l < k; l += runLength)
        addFourRows(a, start + i * row, row, vector, l, Math.min(k, l + runLength), sums, i);
    for (; i < m; i++) sums[i] = dotAt(a, start + i * row, vector, k);
  } else {
    let l = 0;
    for (; l + 7 < k; l += 8) addEightColumns(a, start + l * column, column, vector, l, sums, m);
    for (; l < k; l++) addColumn(a, start + l * column, vector[l]!, sums, m);
  }
  out.set(sums, at);
}

/** sums[at + r] ← sums[at + r] + Σ A(r, l) x(l) over from ≤ l < to, for r = 0, …, 3. */
function addFourRows(
  a: Floats,
  start: number,
  row: number,
  x: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
): void {
  const second = start + row;
  const third = second + row;
  const fourth = third + row;
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  for (let l = from; l < to; l++) {
    const factor = x[l]!;
    s += a[start + l]! * factor;
    t += a[second + l]! * factor;
    u += a[third + l]! * factor;
    v += a[fourth + l]! * factor;
  }
  sums[at]! += s;
  sums[at + 1]! += t;
  sums[at + 2]! += u;
  sums[at + 3]! += v;
}

/** sums ← sums + Σ A(·, c) x(l + c) for c = 0, …, 7, the elements of a column being neighbours. */
function addEightColumns(
  a: Floats,
  start: number,
  column: number,
  x: Float64Array,
  l: number,
  sums: Float64Array,
  m: number,
): void {
  const [x0, x1, x2, x3] = [x[l]!, x[l + 1]!, x[l + 2]!, x[l + 3]!];
  const [x4, x5, x6, x7] = [x[l + 4]!, x[l + 5]!, x[l + 6]!, x[l + 7]!];
  const a1 = start + column;
  const a2 = a1 + column;
  const a3 = a2 + column;
  const a4 = a3 + column;
  const a5 = a4 + column;
  const a6 = a5 + column;
  const a7 = a6 + column;
  for (let i = 0; i < m; i++)
    sums[i]! +=
      x0 * a[start + i]! +
      x1 * a[a1 + i]! +
      (x2 * a[a2 + i]! + x3 * a[a3 + i]!) +
      (x4 * a[a4 + i]! + x5 * a[a5 + i]! + (x6 * a[a6 + i]! + x7 * a[a7 + i]!));
}

function addColumn(a: Floats, start: number, factor: number, sums: Float64Array, m: number): void {
  for (let i = 0; i < m; i++) sums[i]! += factor * a[start + i]!;
}

function dotAt(a: Floats, start: number, x: Float64Array, k: number): number {
  // Four sums, because each addition waits for the one before it.
  let s = 0;
  let t = 0;
  let u = 0;
  let v = 0;
  let l = 0;
  for (; l + 3 < k; l += 4) {
    s += a[start + l]! * x[l]!;
    t += a[start + l + 1]! * x[l + 1]!;
    u += a[start + l + 2]! * x[l + 2]!;
    v += a[start + l + 3]! * x[l + 3]!;
  }
  for (; l < k; l++) s += a[start + l]! * x[l]!;
  return s + t + (u + v);
}
