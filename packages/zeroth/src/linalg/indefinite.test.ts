import { expect, test } from 'vitest';
import { float64Data, fromData } from '../array/index.js';
import {
  gaussian,
  hardSquares,
  infinityNorm,
  LIMIT,
  made,
  orthogonality,
  product,
  scaledDifference,
  type TestMatrix,
  transpose,
} from './fixtures.js';
import {
  cholesky,
  choleskyUpdate,
  cond,
  det,
  inv,
  ldl,
  lstsq,
  modifiedCholesky,
  norm,
  qr,
  qrUpdate,
  slogdet,
} from './index.js';

const nd = ({ data, m, n }: TestMatrix) => fromData(data, [m, n]);
const symmetric = (a: TestMatrix): TestMatrix =>
  made(a.name, a.n, a.n, (i, j) => a.data[Math.max(i, j) * a.n + Math.min(i, j)]!);
const squares = [1, 2, 3, 10, 17, 40].flatMap((n) =>
  [gaussian(n, n, n), ...(n > 2 ? hardSquares(n) : [])].map(symmetric),
);

/** A with rows and columns in an order. */
function ordered(a: Float64Array, n: number, p: ArrayLike<number>): Float64Array {
  return made('', n, n, (i, j) => a[p[i]! * n + p[j]!]!).data;
}

test('LDL: L D Lᵀ is P A Pᵀ to n eps on indefinite and hard matrices, L is bounded', () => {
  for (const a of squares) {
    const { p, l, d } = ldl(nd(a));
    const [lower, blocks] = [float64Data(l), float64Data(d)];
    const back = product(product(lower, blocks, a.n, a.n, a.n), transpose(lower, a.n, a.n), a.n, a.n, a.n);
    expect(scaledDifference(back, ordered(a.data, a.n, p.data), a.n), a.name).toBeLessThan(LIMIT);
    // Bounded pivoting: no entry of L is larger than 1 / (1 − share), 2.78.
    expect(
      lower.every((value) => Math.abs(value) < 2.79),
      a.name,
    ).toBe(true);
    let inBlock = false;
    for (let i = 0; i + 1 < a.n; i++) {
      const beside = blocks[(i + 1) * a.n + i]!;
      expect(beside !== 0 && inBlock, a.name).toBe(false);
      inBlock = beside !== 0;
      // A block of two has one eigenvalue of each sign: inertia can be read from D.
      if (inBlock) expect((blocks[i * a.n + i]! / beside) * (blocks[(i + 1) * a.n + i + 1]! / beside)).toBeLessThan(1);
    }
  }
});

test('modified Cholesky: L Lᵀ is P (A + E) Pᵀ, E is not negative and zero for positive definite matrices', () => {
  for (const a of squares) {
    const { p, l, e } = modifiedCholesky(nd(a));
    const [lower, added] = [float64Data(l), float64Data(e)];
    const sum = made('', a.n, a.n, (i, j) => a.data[i * a.n + j]! + (i === j ? added[i]! : 0)).data;
    const back = product(lower, transpose(lower, a.n, a.n), a.n, a.n, a.n);
    expect(scaledDifference(back, ordered(sum, a.n, p.data), a.n), a.name).toBeLessThan(LIMIT);
    expect(added.every((x) => x >= 0)).toBe(true);
  }
  for (const n of [1, 5, 30]) {
    const { data } = gaussian(n, n + 5, n);
    const a = product(data, transpose(data, n, n + 5), n, n + 5, n);
    expect(float64Data(modifiedCholesky(fromData(a, [n, n])).e)).toEqual(new Float64Array(n));
  }
});

test('lstsq: residuals are orthogonal to the columns, solutions to the null space, at every rank', () => {
  for (const [m, n, rank] of [
    [8, 3, 3],
    [3, 8, 3],
    [30, 20, 7],
    [20, 30, 11],
    [64, 40, 39],
    [5, 5, 0],
    [50, 50, 49],
    [1, 1, 1],
  ] as const)
    for (const columns of [0, 2]) {
      const left = gaussian(m, rank, 1).data;
      const right = gaussian(rank, n, 2).data;
      const a = product(left, right, m, rank, n);
      const k = columns || 1;
      const b = gaussian(m, k, 3).data;
      const result = lstsq(fromData(a, [m, n]), columns === 0 ? fromData(b) : fromData(b, [m, columns]));
      expect(result.rank).toBe(rank);
      const x = float64Data(result.x);
      const residual = product(a, x, m, n, k).map((value, i) => value - b[i]!);
      const size = m * 2 ** -52 * infinityNorm(a, n) * (infinityNorm(a, n) * infinityNorm(x, k) + infinityNorm(b, k));
      if (rank === 0) {
        expect(x.every((value) => value === 0)).toBe(true);
        continue;
      }
      expect(infinityNorm(product(transpose(a, m, n), residual, n, m, k), k) / (size * Math.max(m, n))).toBeLessThan(
        LIMIT,
      );
      const squares = float64Data(result.residuals);
      for (let c = 0; c < k; c++) {
        let square = 0;
        for (let i = 0; i < m; i++) square += residual[i * k + c]! ** 2;
        expect(Math.abs(squares[c]! - square)).toBeLessThan(1e-10);
      }
      // The least solution is in the span of the rows: nothing of it is left after projection on them.
      const { q } = qr(fromData(transpose(right, rank, n), [n, rank]));
      const basis = float64Data(q);
      const inside = product(basis, product(transpose(basis, n, rank), x, rank, n, k), n, rank, k);
      expect(
        infinityNorm(
          inside.map((value, i) => value - x[i]!),
          k,
        ),
      ).toBeLessThan(1e-9 * infinityNorm(x, k));
    }
});

test('updates of Cholesky and QR agree with decompositions made anew', () => {
  for (const n of [1, 2, 6, 20]) {
    const { data } = gaussian(n, n + 5, n);
    const a = product(data, transpose(data, n, n + 5), n, n + 5, n);
    const x = gaussian(n, 1, 5).data;
    const more = made('', n, n, (i, j) => a[i * n + j]! + x[i]! * x[j]!).data;
    const l = cholesky(fromData(a, [n, n]));
    const up = choleskyUpdate(l, x);
    const lower = float64Data(up);
    expect(scaledDifference(product(lower, transpose(lower, n, n), n, n, n), more, n)).toBeLessThan(LIMIT);
    const back = float64Data(choleskyUpdate(up, x, { downdate: true }));
    const again = product(back, transpose(back, n, n), n, n, n).map(
      (value, at) => value + x[Math.floor(at / n)]! * x[at % n]!,
    );
    expect(scaledDifference(again, more, n)).toBeLessThan(LIMIT);
    expect(() =>
      choleskyUpdate(
        l,
        x.map((value) => 1e4 * value),
        { downdate: true },
      ),
    ).toThrow(expect.objectContaining({ code: 'not-positive-definite' }));
  }
  for (const [m, n] of [
    [1, 1],
    [5, 5],
    [9, 4],
    [4, 9],
    [40, 12],
  ] as const)
    for (const mode of ['reduced', 'complete'] as const) {
      const a = gaussian(m, n, 1);
      const u = gaussian(m, 1, 2).data;
      const v = gaussian(n, 1, 3).data;
      const before = qr(nd(a), { mode });
      const { q, r } = qrUpdate(before.q, before.r, u, v);
      const k = q.shape[1]!;
      const sum = made('', m, n, (i, j) => a.data[i * n + j]! + u[i]! * v[j]!).data;
      const upper = float64Data(r);
      expect(scaledDifference(product(float64Data(q), upper, m, k, n), sum, n), `${m} ${n} ${mode}`).toBeLessThan(
        LIMIT,
      );
      expect(orthogonality(float64Data(q), m, k)).toBeLessThan(LIMIT);
      expect(upper.every((value, at) => Math.floor(at / n) <= at % n || value === 0)).toBe(true);
    }
});

test('determinants of known matrices, beyond the range of float64 too', () => {
  expect(
    det([
      [1, 2],
      [3, 4],
    ]),
  ).toBeCloseTo(-2, 14);
  expect(det(fromData(new Float64Array(0), [0, 0])).item()).toBe(1);
  // Second differences: n + 1.
  const second = made('', 40, 40, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
  expect(Math.abs(det(nd(second)).item() - 41)).toBeLessThan(41 * 40 * 2 ** -52 * LIMIT);
  const spread = made('', 4, 4, (i, j) => (i === j ? [1e300, 1e-300, 1e250, 1e-250][i]! : 0));
  expect(det(nd(spread)).item()).toBeCloseTo(1, 12);
  expect(det(nd(made('', 3, 3, (i, j) => (i === j ? 1e-300 : 0)))).item()).toBe(0);
  const huge = slogdet(nd(made('', 30, 30, (i, j) => (i + j === 29 ? 1e300 : 0))));
  expect(huge.sign.item()).toBe(-1);
  expect(Math.abs(huge.logdet.item() / (9000 * Math.LN10) - 1)).toBeLessThan(1e-14);
  const none = slogdet([
    [1, 2],
    [2, 4],
  ]);
  expect([none.sign, none.logdet]).toEqual([0, -Infinity]);
});

test('norms: definitions, extremes and axes', () => {
  const a = [
    [3, -4],
    [0, 12],
  ];
  expect(norm(a).item()).toBe(13);
  expect(norm(a, { order: 1 }).item()).toBe(16);
  expect(norm(a, { order: Infinity }).item()).toBe(12);
  expect(norm(a, { axis: 1 }).toArray()).toEqual([5, 12]);
  expect(norm(a, { axis: 0, order: 1, keepdims: true }).toArray()).toEqual([[3, 16]]);
  expect(norm([3e300, 4e300]).item()).toBe(5e300);
  expect(norm([3e-300, 4e-300]).item()).toBeCloseTo(5e-300, 310);
  expect(norm([0, 0]).item()).toBe(0);
  expect(norm([1, 0, 2], { order: 0 }).item()).toBe(2);
  expect(norm([1, -5, 2], { order: -Infinity }).item()).toBe(1);
  expect(() => norm(a, { order: 3 })).toThrow(expect.objectContaining({ code: 'option-out-of-range' }));
});

test('cond: exact for diagonal matrices, that of Hilbert matrices as published, Infinity for singular ones', () => {
  expect(
    cond([
      [1, 0],
      [0, 1e-5],
    ]),
  ).toBeCloseTo(1e5, 6);
  expect(
    cond(
      [
        [1, 1],
        [1, 1],
      ],
      { order: 1 },
    ),
  ).toBe(Infinity);
  // ‖H‖₁ ‖H⁻¹‖₁ for n = 5, from the inverse's integers.
  const hilbert = made('', 5, 5, (i, j) => 1 / (i + j + 1));
  expect(Math.abs(cond(nd(hilbert), { order: 1 }) / 943656 - 1)).toBeLessThan(1e-10);
  expect(inv(nd(hilbert)).at(4, 4).item()).toBeCloseTo(44100, 4);
});
