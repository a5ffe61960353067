import { random } from '../random/index.js';

/** A matrix that a decomposition is tried on, row by row. */
export interface TestMatrix {
  readonly name: string;
  readonly m: number;
  readonly n: number;
  readonly data: Float64Array;
}

/** Sizes around every boundary: of plain loops (16), leaves (8, 32), packed blocks (128, 256) and slivers (4, 8). */
export const SIZES = [1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 96, 97, 127, 128, 129, 160, 257];

export function made(name: string, m: number, n: number, entry: (i: number, j: number) => number): TestMatrix {
  const data = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[i * n + j] = entry(i, j);
  return { name: `${name} ${m} x ${n}`, m, n, data };
}

export function gaussian(m: number, n: number, seed: number): TestMatrix {
  return { name: `random ${m} x ${n}`, m, n, data: random(seed).fillNormal(new Float64Array(m * n)) };
}

/** Square matrices that have broken decompositions before. */
export function hardSquares(n: number): readonly TestMatrix[] {
  const { data } = gaussian(n, n, n);
  const angle = 1.2;
  return [
    made('graded rows', n, n, (i, j) => data[i * n + j]! * 10 ** (-i / 2)),
    made('graded columns', n, n, (i, j) => data[i * n + j]! * 10 ** (-j / 2)),
    made('nearly singular', n, n, (i, j) => (j === n - 1 ? data[i * n]! : data[i * n + j]!) + (i === j ? 1e-13 : 0)),
    made('Hilbert', n, n, (i, j) => 1 / (i + j + 1)),
    made('Kahan', n, n, (i, j) =>
      i > j ? 0 : Math.sin(angle) ** i * (i === j ? 1 + 1e-14 * (n - i) : -Math.cos(angle)),
    ),
    made('Wilkinson W+', n, n, (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : Math.abs(i - j) === 1 ? 1 : 0)),
    made('growth', n, n, (i, j) => (i === j || j === n - 1 ? 1 : i > j ? -1 / 8 : 0)),
    made('repeated', n, n, (i, j) => (i === j ? 2 : 0) + (i + j === n - 1 ? 1 : 0)),
    made('Jordan-like', n, n, (i, j) => (i === j ? 0.5 : j === i + 1 ? 1 : 0)),
    made('huge', n, n, (i, j) => data[i * n + j]! * 1e300),
    made('tiny', n, n, (i, j) => data[i * n + j]! * 1e-300),
    made('mixed', n, n, (i, j) => data[i * n + j]! * (j % 2 === 0 ? 1e150 : 1e-150)),
  ];
}

export const EPS = 2 ** -52;

/** Largest sum of sizes in a row. */
export function infinityNorm(a: Float64Array, columns: number): number {
  let largest = 0;
  for (let at = 0; at < a.length; at += columns) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.abs(a[at + j]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

/** A B by definition, A m x k and B k x n. */
export function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += factor * b[l * n + j]!;
    }
  return c;
}

export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  const t = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) t[j * m + i] = a[i * n + j]!;
  return t;
}

/** ‖A − B‖ / (max(m, n) eps ‖B‖) in the infinity norm, NaN where something is no number. */
export function scaledDifference(a: Float64Array, b: Float64Array, columns: number, eps = EPS): number {
  // Entries may be near the limits of float64: everything is brought to size 1 by a power of two.
  const scale = 2 ** -Math.floor(Math.log2(b.reduce((size, x) => Math.max(size, Math.abs(x)), 0) || 1));
  const rows = columns === 0 ? 0 : b.length / columns;
  const difference = a.map((x, i) => x * scale - b[i]! * scale);
  const norm = infinityNorm(
    b.map((x) => x * scale),
    columns,
  );
  const error = infinityNorm(difference, columns);
  return error === 0 ? 0 : error / (Math.max(rows, columns) * eps * norm);
}

/** ‖QᵀQ − I‖ / (m eps). */
export function orthogonality(q: Float64Array, m: number, k: number, eps = EPS): number {
  const g = product(transpose(q, m, k), q, k, m, k);
  for (let i = 0; i < k; i++) g[i * k + i]! -= 1;
  return m === 0 ? 0 : infinityNorm(g, k) / (m * eps);
}

/** LAPACK's bound for its own tests. */
export const LIMIT = 30;
