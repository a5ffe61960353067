import { gemv, type Lines } from '../kernels/gemv.js';
import type { Floats } from './matrix-product.js';

/** Terms that are summed one after another; longer sums are sums of such runs, which also keep the vector in the cache. */
const runLength = 256;

/**
 * out[at + i] ← Σₗ A(i, l) x(l), A(i, l) being `a[start + i row + l column]`; row or column is 1. Several rows or columns
 * go together: the loads of the other operand are shared, and no addition waits for the one before it. Sums are made in
 * float64, in an order that depends on m, k and which of the strides is 1; large products by kernels, with the same bits.
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
  const vector = doublesOf(k, x, first, step);
  const sums = out instanceof Float64Array && out.length === m ? out : new Float64Array(m);
  const byRows = column === 1;
  const lines = byRows
    ? { data: a, start, count: m, length: k, stride: row }
    : { data: a, start, count: k, length: m, stride: column };
  if (!gemv(lines, byRows, vector, sums)) loops(lines, byRows, vector, sums);
  if (sums !== out) out.set(sums, at);
}

/** The elements x(first + l step) for l < k, in memory of their own only where they are not doubles that lie together. */
function doublesOf(k: number, x: Floats, first: number, step: number): Float64Array {
  if (x instanceof Float64Array && step === 1) return x.length === k ? x : x.subarray(first, first + k);
  const copy = new Float64Array(k);
  for (let l = 0; l < k; l++) copy[l] = x[first + l * step]!;
  return copy;
}

function loops({ data: a, start, count, length, stride }: Lines, byRows: boolean, x: Float64Array, sums: Float64Array) {
  sums.fill(0);
  if (byRows) {
    let i = 0;
    for (; i + 3 < count; i += 4)
      for (let l = 0; l < length; l += runLength)
        addFourRows(a, start + i * stride, stride, x, l, Math.min(length, l + runLength), sums, i);
    for (; i < count; i++)
      for (let l = 0; l < length; l += runLength)
        addRow(a, start + i * stride, x, l, Math.min(length, l + runLength), sums, i);
  } else {
    let l = 0;
    for (; l + 7 < count; l += 8) addEightColumns(a, start + l * stride, stride, x, l, sums, length);
    for (; l + 3 < count; l += 4) addFourColumns(a, start + l * stride, stride, x, l, sums, length);
    for (; l < count; l++) addColumn(a, start + l * stride, x[l]!, sums, length);
  }
}

/** sums[at + r] ← sums[at + r] + Σ A(r, l) x(l) over from ≤ l < to, for r = 0, …, 3: terms of even and of odd l apart. */
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
  let [s, t, u, v] = [0, 0, 0, 0];
  let [s1, t1, u1, v1] = [0, 0, 0, 0];
  let l = from;
  for (; l + 1 < to; l += 2) {
    const even = x[l]!;
    const odd = x[l + 1]!;
    s += a[start + l]! * even;
    t += a[second + l]! * even;
    u += a[third + l]! * even;
    v += a[fourth + l]! * even;
    s1 += a[start + l + 1]! * odd;
    t1 += a[second + l + 1]! * odd;
    u1 += a[third + l + 1]! * odd;
    v1 += a[fourth + l + 1]! * odd;
  }
  if (l < to) {
    const last = x[l]!;
    s += a[start + l]! * last;
    t += a[second + l]! * last;
    u += a[third + l]! * last;
    v += a[fourth + l]! * last;
  }
  sums[at]! += s + s1;
  sums[at + 1]! += t + t1;
  sums[at + 2]! += u + u1;
  sums[at + 3]! += v + v1;
}

/** As {@link addFourRows}, for one row. */
function addRow(
  a: Floats,
  start: number,
  x: Float64Array,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
): void {
  let even = 0;
  let odd = 0;
  let l = from;
  for (; l + 1 < to; l += 2) {
    even += a[start + l]! * x[l]!;
    odd += a[start + l + 1]! * x[l + 1]!;
  }
  if (l < to) even += a[start + l]! * x[l]!;
  sums[at]! += even + odd;
}

/**
 * sums ← sums + Σ A(·, c) x(l + c) for c = 0, …, 7, the elements of a column being neighbours: four columns and four more,
 * in one loop, because the sums are loaded and stored as often as it runs.
 */
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
  for (let i = 0; i < m; i++) {
    const sum = sums[i]! + (x0 * a[start + i]! + x1 * a[a1 + i]! + (x2 * a[a2 + i]! + x3 * a[a3 + i]!));
    sums[i] = sum + (x4 * a[a4 + i]! + x5 * a[a5 + i]! + (x6 * a[a6 + i]! + x7 * a[a7 + i]!));
  }
}

function addFourColumns(
  a: Floats,
  start: number,
  column: number,
  x: Float64Array,
  l: number,
  sums: Float64Array,
  m: number,
): void {
  const [x0, x1, x2, x3] = [x[l]!, x[l + 1]!, x[l + 2]!, x[l + 3]!];
  const a1 = start + column;
  const a2 = a1 + column;
  const a3 = a2 + column;
  for (let i = 0; i < m; i++) sums[i]! += x0 * a[start + i]! + x1 * a[a1 + i]! + (x2 * a[a2 + i]! + x3 * a[a3 + i]!);
}

function addColumn(a: Floats, start: number, factor: number, sums: Float64Array, m: number): void {
  for (let i = 0; i < m; i++) sums[i]! += factor * a[start + i]!;
}
