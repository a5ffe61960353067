import { expect, test } from 'vitest';
import { array, float64Data, fromData } from '../array/index.js';
import { ZerothError } from '../errors.js';
import {
  EPS,
  gaussian,
  hardSquares,
  infinityNorm,
  LIMIT,
  made,
  orthogonality,
  product,
  SIZES,
  scaledDifference,
  type TestMatrix,
  transpose,
} from './fixtures.js';
import { cholesky, inv, lu, qr, solve, solveTriangular } from './index.js';

const squares = [...SIZES.map((n) => gaussian(n, n, n)), ...[2, 9, 16, 21, 40, 70].flatMap(hardSquares)];
const rectangles = [
  [5, 3],
  [3, 5],
  [40, 7],
  [7, 40],
  [33, 32],
  [32, 33],
  [100, 65],
  [65, 100],
  [300, 4],
  [4, 300],
  [260, 40],
  [1, 9],
  [9, 1],
].map(([m, n]) => gaussian(m!, n!, 7));
const nd = ({ data, m, n }: TestMatrix) => fromData(data, [m, n]);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof ZerothError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

function zerosWhere(a: Float64Array, m: number, n: number, where: (i: number, j: number) => boolean): boolean {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) if (where(i, j) && a[i * n + j] !== 0) return false;
  return true;
}

test('LU: L U is P A to n eps, L is bounded by 1, both are triangular', () => {
  for (const a of [...squares, ...rectangles]) {
    const { p, l, u } = lu(nd(a));
    const k = Math.min(a.m, a.n);
    const [lower, upper] = [float64Data(l), float64Data(u)];
    const permuted = new Float64Array(a.data.length);
    for (let i = 0; i < a.m; i++) permuted.set(a.data.subarray(p.data[i]! * a.n, (p.data[i]! + 1) * a.n), i * a.n);
    // The bound of Gaussian elimination has |L| |U| in it: partial pivoting may let U grow.
    const growth = Math.max(1, infinityNorm(upper, a.n) / infinityNorm(a.data, a.n)) || 1;
    expect(scaledDifference(product(lower, upper, a.m, k, a.n), permuted, a.n) / growth, a.name).toBeLessThan(LIMIT);
    expect(
      lower.every((x) => Math.abs(x) <= 1),
      a.name,
    ).toBe(true);
    expect(
      zerosWhere(lower, a.m, k, (i, j) => j > i),
      a.name,
    ).toBe(true);
    expect(
      zerosWhere(upper, k, a.n, (i, j) => j < i),
      a.name,
    ).toBe(true);
  }
});

test('QR, plain, complete and pivoted: Q R is A (columns in order) to n eps, Q is orthogonal', () => {
  for (const a of [...squares, ...rectangles])
    for (const mode of ['reduced', 'complete'] as const)
      for (const pivot of [false, true]) {
        if (mode === 'complete' && a.m > 130) continue;
        const factors = pivot ? qr(nd(a), { mode, pivot: true }) : qr(nd(a), { mode });
        const k = mode === 'complete' ? a.m : Math.min(a.m, a.n);
        const [q, r] = [float64Data(factors.q), float64Data(factors.r)];
        const order = 'p' in factors ? (factors.p as typeof factors.q).data : undefined;
        const expected = made('', a.m, a.n, (i, j) => a.data[i * a.n + (order?.[j] ?? j)]!).data;
        const name = `${a.name} ${mode} ${pivot}`;
        expect(scaledDifference(product(q, r, a.m, k, a.n), expected, a.n), name).toBeLessThan(LIMIT);
        expect(orthogonality(q, a.m, k), name).toBeLessThan(LIMIT);
        expect(
          zerosWhere(r, k, a.n, (i, j) => j < i),
          name,
        ).toBe(true);
        if (pivot)
          for (let i = 1, least = Infinity; i < Math.min(k, a.n); i++) {
            const size = Math.abs(r[i * a.n + i]!);
            if (size > least * (1 + 1e-7)) throw new Error(`${name}: diagonal grows at ${i}`);
            least = size;
          }
      }
});

test('Cholesky: L Lᵀ is A to n eps, the upper triangle is not read', () => {
  const scales = [1, 1e300, 1e-300];
  for (const n of SIZES)
    for (const scale of scales) {
      const { data } = gaussian(n, n + 2, n);
      const a = product(data, transpose(data, n, n + 2), n, n + 2, n).map((x) => (x / (4 * n)) * scale);
      const read = made('', n, n, (i, j) => (j > i ? 1e5 : a[i * n + j]!));
      const l = float64Data(cholesky(nd(read)));
      // In two halves, as the product of factors of 1e150 is near the limit.
      expect(scaledDifference(product(l, transpose(l, n, n), n, n, n), a, n), `${n} ${scale}`).toBeLessThan(LIMIT);
      expect(zerosWhere(l, n, n, (i, j) => j > i)).toBe(true);
    }
  const hilbert = made('Hilbert', 12, 12, (i, j) => 1 / (i + j + 1));
  const l = float64Data(cholesky(nd(hilbert)));
  expect(scaledDifference(product(l, transpose(l, 12, 12), 12, 12, 12), hilbert.data, 12)).toBeLessThan(LIMIT);
});

test('solve: backward error ‖A x − b‖ / (n eps ‖A‖ ‖x‖) below 30, for vectors and columns', () => {
  for (const a of squares)
    for (const columns of [1, 2, 5, 9, 40]) {
      if (a.name.startsWith('Jordan') && a.n > 60) continue;
      const b = gaussian(a.n, columns, 3).data;
      let x: Float64Array;
      try {
        x = columns === 1 ? solve(nd(a), b) : float64Data(solve(nd(a), fromData(b, [a.n, columns])));
      } catch (error) {
        // Matrices of 1e-300, or far from full rank, have solutions out of range.
        expect(error).toMatchObject({ code: expect.stringMatching(/overflow|singular-matrix/) });
        continue;
      }
      const scale = 2 ** -Math.floor(Math.log2(infinityNorm(a.data, a.n)));
      const scaled = a.data.map((value) => value * scale);
      for (let c = 0; c < columns; c++) {
        const one = Float64Array.from({ length: a.n }, (_, i) => x[i * columns + c]!);
        const size = infinityNorm(one, 1);
        const shrink = size > 0 ? 2 ** -Math.floor(Math.log2(size)) : 1;
        const unit = one.map((value) => value * shrink);
        const residual = product(scaled, unit, a.n, a.n, 1).map(
          (value, i) => value - b[i * columns + c]! * scale * shrink,
        );
        const error = infinityNorm(residual, 1) / (a.n * EPS * infinityNorm(scaled, a.n) * infinityNorm(unit, 1));
        expect(error, `${a.name} ${columns}`).toBeLessThan(LIMIT);
      }
    }
});

test('solveTriangular: every kind has a small backward error', () => {
  for (const n of [1, 5, 15, 16, 31, 32, 33, 64, 100])
    for (const columns of [1, 3, 4, 12, 33])
      for (const lower of [false, true])
        for (const transposed of [false, true])
          for (const unit of [false, true]) {
            const { data } = gaussian(n, n, n);
            const t = made('', n, n, (i, j) => (i === j ? 2 + Math.abs(data[i * n + j]!) : data[i * n + j]! / n));
            const b = gaussian(n, columns, 4).data;
            const x = float64Data(solveTriangular(nd(t), fromData(b, [n, columns]), { lower, transposed, unit }));
            const used = made('', n, n, (i, j) =>
              i === j ? (unit ? 1 : t.data[i * n + i]!) : i > j === lower ? t.data[i * n + j]! : 0,
            ).data;
            const back = product(transposed ? transpose(used, n, n) : used, x, n, n, columns);
            const residual = infinityNorm(
              back.map((value, i) => value - b[i]!),
              columns,
            );
            const size = infinityNorm(used, n) * infinityNorm(x, columns);
            expect(residual / (n * EPS * size), `${n} ${columns}`).toBeLessThan(LIMIT);
          }
});

test('inv: A X and X A are the identity to n eps cond', () => {
  for (const n of SIZES) {
    const a = gaussian(n, n, n);
    const x = float64Data(inv(nd(a)));
    const scale = n * EPS * infinityNorm(a.data, n) * infinityNorm(x, n);
    const eye = made('', n, n, (i, j) => (i === j ? 1 : 0)).data;
    for (const back of [product(a.data, x, n, n, n), product(x, a.data, n, n, n)])
      expect(
        infinityNorm(
          back.map((value, i) => value - eye[i]!),
          n,
        ) / scale,
      ).toBeLessThan(LIMIT);
  }
});

test('float32 in gives float32 out, rounded once', () => {
  const a = array(Float32Array.from([4, 1, 1, 3]));
  const square = fromData(Float32Array.from([4, 1, 1, 3]), [2, 2]);
  const b = Float32Array.from([1, 2]);
  const x = solve(square, a.dtype === 'float32' ? array(b) : b);
  expect(x.dtype).toBe('float32');
  expect(x.toArray()).toEqual([Math.fround(1 / 11), Math.fround(7 / 11)]);
  for (const result of [cholesky(square), inv(square), lu(square).l, qr(square).q, qr(square).r])
    expect(result.dtype).toBe('float32');
});

test('batches are solved one by one, leading axes broadcast', () => {
  const a = gaussian(6 * 4, 4, 9).data;
  const b = gaussian(3 * 4, 2, 10).data;
  const x = solve(fromData(a, [2, 3, 4, 4]), fromData(b, [3, 4, 2]));
  expect(x.shape).toEqual([2, 3, 4, 2]);
  const l = qr(fromData(a, [2, 3, 4, 4]));
  const inverse = inv(fromData(a, [2, 3, 4, 4]));
  for (let i = 0; i < 6; i++) {
    const one = fromData(a.slice(16 * i, 16 * i + 16), [4, 4]);
    const right = fromData(b.slice(8 * (i % 3), 8 * (i % 3) + 8), [4, 2]);
    expect(float64Data(x).slice(8 * i, 8 * i + 8)).toEqual(float64Data(solve(one, right)));
    expect(float64Data(l.q).slice(16 * i, 16 * i + 16)).toEqual(float64Data(qr(one).q));
    expect(float64Data(inverse).slice(16 * i, 16 * i + 16)).toEqual(float64Data(inv(one)));
  }
  const vectors = solve(fromData(a, [6, 4, 4]), array([1, 2, 3, 4]));
  expect(vectors.shape).toEqual([6, 4]);
});

test('empty matrices have empty decompositions', () => {
  const none = fromData(new Float64Array(0), [0, 0]);
  expect(solve(none, new Float64Array(0))).toEqual(new Float64Array(0));
  expect(inv(none).shape).toEqual([0, 0]);
  expect(cholesky(none).shape).toEqual([0, 0]);
  expect(lu(fromData(new Float64Array(0), [0, 3])).u.shape).toEqual([0, 3]);
  expect(qr(fromData(new Float64Array(0), [3, 0]), { mode: 'complete' }).q.toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
});

test('the mistakes of callers have codes, and name the pivot', () => {
  for (const n of [3, 40]) {
    const { data } = gaussian(n, n, 1);
    const singular = made('', n, n, (i, j) => (j === 2 ? 0 : data[i * n + j]!));
    expect(() => solve(nd(singular), new Float64Array(n))).toThrow(
      expect.objectContaining({ code: 'singular-matrix', value: 2 }),
    );
    expect(codeOf(() => inv(nd(singular)))).toBe('singular-matrix');
    const indefinite = made('', n, n, (i, j) => (i === j ? (i === n - 1 ? -1 : 1) : 0));
    expect(() => cholesky(nd(indefinite))).toThrow(
      expect.objectContaining({ code: 'not-positive-definite', value: n - 1 }),
    );
    const bad = made('', n, n, (i, j) => (i === 1 && j === 2 ? Number.NaN : data[i * n + j]!));
    for (const action of [
      () => solve(nd(bad), new Float64Array(n)),
      () => inv(nd(bad)),
      () => cholesky(nd(bad)),
      () => lu(nd(bad)),
      () => qr(nd(bad)),
      () => solveTriangular(nd(bad), new Float64Array(n)),
      () => solve(nd(gaussian(n, n, 1)), new Float64Array(n).fill(Infinity)),
    ])
      expect(codeOf(action)).toBe('not-finite');
    expect(() => lu(nd(bad))).toThrow('row 1, column 2');
    for (const action of [
      () => solve(nd(gaussian(n, n + 1, 1)), new Float64Array(n)),
      () => solve(nd(gaussian(n, n, 1)), new Float64Array(n + 1)),
      () => inv(nd(gaussian(n, n + 1, 1))),
      () => cholesky(array([1, 2])),
      () => qr(1),
      () => lu(array([1])),
    ])
      expect(codeOf(action)).toBe('shape-mismatch');
    expect(() => solve(nd(gaussian(3, 3, 1)), new Float64Array(4))).toThrow(/\[3, 3\].*\[4\]/);
  }
  expect(() =>
    solveTriangular(
      [
        [1, 2],
        [0, 0],
      ],
      new Float64Array(2),
    ),
  ).toThrow(expect.objectContaining({ code: 'singular-matrix', value: 1 }));
});
