import type { Arena, Block } from './arena.js';
import { powerOfTwoNear } from './scale.js';
import { secularRoot } from './secular.js';
import { hypotenuse, tridiagonalQr } from './tridiagonal-qr.js';

/** Matrices of this order and less are left to the QR iteration. */
const SMALL = 32;

/** Lengths of the blocks that {@link divideAndConquer} takes. */
export function divideAndConquerBlocks(n: number): number[] {
  return n <= SMALL ? [n * n, 2 * n] : [n * n, 2 * n, n * n, n * n, n * n];
}

/**
 * Eigenvalues, ascending, and eigenvectors, the rows of an n x n block, of a symmetric tridiagonal matrix: it is torn
 * in two halves and a matrix of rank one; the halves' eigenvectors are joined by matrix products.
 *
 * @param d diagonal, overwritten by the eigenvalues
 * @param e what stands beside it, overwritten
 * @source Cuppen (1981); Gu and Eisenstat, A divide-and-conquer algorithm for the symmetric tridiagonal
 *   eigenproblem (1995); deflation as in LAPACK's dlaed2
 */
export function divideAndConquer(arena: Arena, d: Float64Array, e: Float64Array): Block {
  const n = d.length;
  const rows = arena.block(n * n);
  const rotations = arena.block(2 * n);
  rows.data.fill(0);
  for (let i = 0; i < n; i++) rows.data[i * n + i] = 1;
  const solver: Solver = {
    arena,
    d,
    e,
    n,
    rows,
    rotations,
    joined: n > SMALL ? [arena.block(n * n), arena.block(n * n), arena.block(n * n)] : [],
  };
  // Where the matrix falls apart, each part keeps its own scale.
  let from = 0;
  for (let i = 0; i < n; i++) {
    const isEnd =
      i === n - 1 ||
      Math.abs(e[i]!) <= (Number.EPSILON / 2) * Math.sqrt(Math.abs(d[i]!)) * Math.sqrt(Math.abs(d[i + 1]!));
    if (!isEnd) continue;
    solvePart(solver, from, i + 1);
    from = i + 1;
  }
  sortRows(solver, 0, n, 0, n);
  return rows;
}

/** Solves a part scaled to entries of about 1, so that no square overflows or vanishes. */
function solvePart(solver: Solver, from: number, to: number): void {
  const { d, e } = solver;
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(d[i]!), i < to - 1 ? Math.abs(e[i]!) : 0);
  const scale = powerOfTwoNear(largest);
  for (let i = from; i < to; i++) {
    d[i]! /= scale;
    e[i]! /= scale;
  }
  solve(solver, from, to);
  for (let i = from; i < to; i++) d[i]! *= scale;
}

interface Solver {
  readonly arena: Arena;
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly n: number;
  readonly rows: Block;
  readonly rotations: Block;
  readonly joined: readonly Block[];
}

/** Solves rows and columns from … to − 1, in which `rows` holds the identity. */
function solve(solver: Solver, from: number, to: number): void {
  const { d, e } = solver;
  if (to - from <= SMALL) {
    const { arena, rows, rotations, n } = solver;
    tridiagonalQr(d, e, from, to, rotations.data, (first, last) => {
      const at = rows.address + 8 * (first * n + from);
      arena.module.rotateRowsPass(last - first, to - from, at, n, rotations.address);
    });
    sortRows(solver, from, to, from, to);
    return;
  }
  const middle = (from + to) >> 1;
  const coupling = e[middle - 1]!;
  d[middle - 1]! -= Math.abs(coupling);
  d[middle]! -= Math.abs(coupling);
  solve(solver, from, middle);
  solve(solver, middle, to);
  join(solver, from, middle, to, coupling);
}

/** Puts rows from … to − 1 in the order of their eigenvalues; only columns left … right − 1 are not zero. */
function sortRows({ d, n, rows, joined }: Solver, from: number, to: number, left: number, right: number): void {
  const order = orderOf(d, from, to);
  if (order.every((row, i) => row === from + i)) return;
  const values = Float64Array.from(order, (i) => d[i]!);
  d.set(values, from);
  const width = right - left;
  const copy = joined[0]?.data ?? new Float64Array(order.length * width);
  order.forEach((row, i) => {
    copy.set(rows.data.subarray(row * n + left, row * n + right), i * width);
  });
  for (let i = 0; i < order.length; i++)
    rows.data.set(copy.subarray(i * width, (i + 1) * width), (from + i) * n + left);
}

function orderOf(d: Float64Array, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i).sort((i, j) => d[i]! - d[j]! || i - j);
}

/** Eigenvectors of the two halves that differ in where they are not zero. */
const UPPER = 0;
const BOTH = 1;
const LOWER = 2;

/** Eigenvalues and eigenvectors of diag(D₁, D₂) + |coupling| v vᵀ, carried over to the rows. */
function join(solver: Solver, from: number, middle: number, to: number, coupling: number): void {
  const { d, n, rows } = solver;
  const size = to - from;
  const z = new Float64Array(n);
  const half = Math.SQRT1_2;
  for (let i = from; i < middle; i++) z[i] = half * rows.data[i * n + middle - 1]!;
  const sign = coupling < 0 ? -half : half;
  for (let i = middle; i < to; i++) z[i] = sign * rows.data[i * n + middle]!;
  const rho = 2 * Math.abs(coupling);
  const kind = new Uint8Array(n);
  kind.fill(LOWER, middle, to);

  const kept: number[] = [];
  const deflated: number[] = [];
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(d[i]!), Math.abs(z[i]!));
  const tolerance = 4 * Number.EPSILON * largest;
  let pending = -1;
  for (const i of orderOf(d, from, to)) {
    if (rho * Math.abs(z[i]!) <= tolerance) {
      deflated.push(i);
      continue;
    }
    if (pending >= 0) {
      const length = hypotenuse(z[i]!, z[pending]!);
      const cosine = z[i]! / length;
      const sine = -z[pending]! / length;
      const gap = d[i]! - d[pending]!;
      if (Math.abs(gap * cosine * sine) <= tolerance) {
        // Two eigenvalues that are one to rounding: a rotation takes the coupling from one of them.
        z[i] = length;
        z[pending] = 0;
        rotatePair(rows.data, n, from, to, pending, i, cosine, sine);
        if (kind[i] !== kind[pending]) kind[i] = kind[pending] = BOTH;
        const low = d[pending]!;
        d[pending] = low * cosine * cosine + d[i]! * sine * sine;
        d[i] = low * sine * sine + d[i]! * cosine * cosine;
        deflated.push(pending);
      } else kept.push(pending);
    }
    pending = i;
  }
  if (pending >= 0) kept.push(pending);
  if (kept.length > 0) carryOver(solver, from, middle, to, rho, kept, kind, z);
  if (kept.length + deflated.length !== size) throw new Error('An eigenvalue was lost.');
  sortRows(solver, from, to, from, to);
}

function rotatePair(
  a: Float64Array,
  n: number,
  from: number,
  to: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
): void {
  for (let j = from; j < to; j++) {
    const x = a[p * n + j]!;
    const y = a[q * n + j]!;
    a[p * n + j] = cosine * x + sine * y;
    a[q * n + j] = cosine * y - sine * x;
  }
}

function carryOver(
  { arena, d, n, rows, joined }: Solver,
  from: number,
  middle: number,
  to: number,
  rho: number,
  kept: readonly number[],
  kind: Uint8Array,
  z: Float64Array,
): void {
  const [factors, gathered, result] = joined as readonly [Block, Block, Block];
  const count = kept.length;
  const poles = Float64Array.from(kept, (i) => d[i]!);
  const weights = Float64Array.from(kept, (i) => z[i]!);
  const s = factors.data;
  const values = new Float64Array(count);
  for (let j = 0; j < count; j++)
    values[j] = secularRoot(poles, weights, count, rho, j, s.subarray(j * count, (j + 1) * count));

  // The weights for which the computed values are exact: with them the vectors are orthogonal to rounding.
  const exact = new Float64Array(count).fill(1);
  for (let j = 0; j < count; j++) {
    const row = j * count;
    for (let i = 0; i < count; i++) exact[i]! *= i === j ? s[row + i]! : s[row + i]! / (poles[i]! - poles[j]!);
  }
  for (let i = 0; i < count; i++) exact[i] = (weights[i]! < 0 ? -1 : 1) * Math.sqrt(Math.abs(exact[i]!));

  const byKind = Array.from({ length: count }, (_, i) => i).sort((i, j) => kind[kept[i]!]! - kind[kept[j]!]! || i - j);
  const vector = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const row = j * count;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const entry = exact[i]! / s[row + i]!;
      vector[i] = entry;
      squares += entry * entry;
    }
    const inverse = 1 / Math.sqrt(squares);
    for (let t = 0; t < count; t++) s[row + t] = vector[byKind[t]!]! * inverse;
  }
  const size = to - from;
  byKind.forEach((i, t) => {
    const at = kept[i]! * n;
    gathered.data.set(rows.data.subarray(at + from, at + to), t * size);
  });
  const upper = byKind.filter((i) => kind[kept[i]!] !== LOWER).length;
  const onlyUpper = byKind.filter((i) => kind[kept[i]!] === UPPER).length;
  const { gemmF64 } = arena.module;
  const width = middle - from;
  gemmF64(count, width, upper, 1, factors.address, count, 1, gathered.address, size, 1, 0, result.address, size);
  gemmF64(
    count,
    size - width,
    count - onlyUpper,
    1,
    factors.address + 8 * onlyUpper,
    count,
    1,
    gathered.address + 8 * (onlyUpper * size + width),
    size,
    1,
    0,
    result.address + 8 * width,
    size,
  );
  for (let j = 0; j < count; j++) {
    const row = kept[j]!;
    d[row] = values[j]!;
    rows.data.set(result.data.subarray(j * size, (j + 1) * size), row * n + from);
  }
}
