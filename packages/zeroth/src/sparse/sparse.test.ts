import { describe, expect, it } from 'vitest';
import { random } from '../random/index.js';
import { add, kronecker, scale, scaleSides, subtract } from './combine.js';
import { coo, csc, csr, fromDense, fromDiagonals, fromTriplets, identity } from './construct.js';
import { toCoo, toCsc, toCsr, toDense, transpose } from './convert.js';
import { isSymmetric, normFrobenius, normInfinity, normOne } from './norms.js';
import { diagonal, entry, lowerTriangle, slice, upperTriangle } from './parts.js';
import { multiply, multiplyTransposed } from './product.js';
import { laplacian2d, randomSparse } from './subjects.js';
import type { SparseMatrix } from './types.js';

const dense = (a: SparseMatrix) => toDense(a).toArray() as number[][];
const shapes = [
  [0, 0],
  [0, 3],
  [3, 0],
  [1, 1],
  [5, 8],
  [9, 4],
] as const;

describe('makers', () => {
  it('sort rows and add duplicates up, in their order', () => {
    const a = csr(2, 3, [0, 3, 4], [2, 0, 2, 1], [1e16, 5, 1, 7]);
    expect([...a.indices]).toEqual([0, 2, 1]);
    expect([...a.values]).toEqual([5, 1e16 + 1, 7]);
    const b = fromTriplets(2, 2, [
      [1, 0, 1],
      [0, 1, 2],
      [1, 0, 3],
    ]);
    expect(dense(b)).toEqual([
      [0, 2],
      [4, 0],
    ]);
  });

  it('copy what they are given', () => {
    const values = Float64Array.of(1, 2);
    const a = csr(1, 2, [0, 2], [0, 1], values);
    values[0] = 9;
    expect(a.values[0]).toBe(1);
  });

  it.each([
    ['option-out-of-range', () => csr(-1, 2, [0], [], [])],
    ['option-out-of-range', () => csr(2 ** 31, 2, [0], [], [])],
    ['option-out-of-range', () => identity(1.5)],
    ['sparse-structure', () => csr(1, 2, [0, 1], [0], [])],
    ['sparse-structure', () => csr(2, 2, [0, 1], [0], [1])],
    ['sparse-structure', () => csr(2, 2, [0, 2, 1], [0], [1])],
    ['sparse-structure', () => csr(2, 2, [0, Number.NaN, 1], [0], [1])],
    ['sparse-structure', () => csr(1, 2, [1, 1], [0], [1])],
    ['index-out-of-range', () => csr(1, 2, [0, 1], [2], [1])],
    ['index-out-of-range', () => csc(2, 1, [0, 1], [-1], [1])],
    ['index-out-of-range', () => coo(2, 2, [0], [0.5], [1])],
    ['sparse-structure', () => coo(2, 2, [0], [0, 1], [1])],
    ['index-out-of-range', () => fromTriplets(1, 1, [[1, 0, 1]])],
    ['shape-mismatch', () => fromDense([1, 2])],
    ['shape-mismatch', () => fromDiagonals(3, 3, [[1, [1, 2, 3]]])],
    ['shape-mismatch', () => multiply(identity(3), new Float64Array(2))],
    ['shape-mismatch', () => multiply(identity(3), identity(2))],
    ['shape-mismatch', () => multiply(identity(3), [[1], [2]])],
    ['shape-mismatch', () => add(identity(3), identity(2))],
    ['index-out-of-range', () => slice(identity(3), { rows: { end: 4 } })],
    ['index-out-of-range', () => slice(identity(3), { columns: [3] })],
    ['index-out-of-range', () => entry(identity(3), 3, 0)],
  ])('refuse with %s what does not fit', (code, make) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });
});

describe.each(shapes)('a %d x %d matrix', (m, n) => {
  const a = randomSparse(m, n, 0.4, random(3));
  const table = dense(a);

  it('is the same in every format', () => {
    for (const b of [toCsc(a), toCoo(a), toCsr(toCsc(a)), toCsr(toCoo(a)), toCsc(toCoo(a)), fromDense(toDense(a))])
      expect(dense(b)).toEqual(table);
  });

  it('is multiplied as its dense form, from both sides and in each format', () => {
    const draws = random(4);
    const x = draws.fillNormal(new Float64Array(n));
    const y = draws.fillNormal(new Float64Array(m));
    for (const b of [a, toCsc(a), toCoo(a)]) {
      // Sums of the same terms in the same order, zeros left out.
      expect([...multiply(b, x)]).toEqual(table.map((row) => row.reduce((sum, v, j) => sum + v * x[j]!, 0)));
      expect([...multiplyTransposed(b, y)]).toEqual(
        Array.from({ length: n }, (_, j) => table.reduce((sum, row, i) => sum + row[j]! * y[i]!, 0)),
      );
    }
    const block = Array.from(x, (value) => [value, 2 * value]);
    if (n > 0) expect(multiply(a, block).toArray()).toEqual(Array.from(multiply(a, x), (value) => [value, 2 * value]));
  });

  it('has the product, sums, parts and norms of its dense form', () => {
    const b = randomSparse(n, 6, 0.3, random(5));
    const product = dense(multiply(a, b));
    const other = dense(b);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < 6; j++)
        expect(product[i]![j]).toBe(table[i]!.reduce((sum, v, k) => sum + v * other[k]![j]!, 0));
    const c = randomSparse(m, n, 0.4, random(6));
    const third = dense(c);
    const combined = dense(add(a, c, 2, -3));
    table.forEach((row, i) => {
      row.forEach((v, j) => {
        expect(combined[i]![j]).toBe(2 * v + -3 * third[i]![j]!);
        expect(entry(a, i, j)).toBe(v);
        expect(entry(toCsc(a), i, j)).toBe(v);
      });
    });
    expect(
      dense(subtract(a, a))
        .flat()
        .every((v) => v === 0),
    ).toBe(true);
    expect(dense(scale(a, -2))).toEqual(table.map((row) => row.map((v) => v * -2 || 0)));
    expect(dense(lowerTriangle(a))).toEqual(table.map((row, i) => row.map((v, j) => (j <= i ? v : 0))));
    expect(dense(upperTriangle(a, 1))).toEqual(table.map((row, i) => row.map((v, j) => (j > i ? v : 0))));
    expect([...diagonal(a)]).toEqual(Array.from({ length: Math.min(m, n) }, (_, i) => table[i]![i]!));
    expect(normInfinity(a)).toBe(Math.max(0, ...table.map((row) => row.reduce((sum, v) => sum + Math.abs(v), 0))));
    expect(normOne(a)).toBe(normInfinity(transpose(a)));
    expect(normFrobenius(a)).toBeCloseTo(Math.hypot(...table.flat()), 12);
  });

  it('is sliced by ranges and by indices in any order', () => {
    const rows = Array.from({ length: m }, (_, i) => m - 1 - i);
    const columns = Array.from({ length: n + 1 }, (_, j) => (n === 0 ? 0 : (3 * j) % n)).slice(0, n === 0 ? 0 : n + 1);
    expect(dense(slice(a, { rows, columns }))).toEqual(rows.map((i) => columns.map((j) => table[i]![j]!)));
    expect(dense(slice(a, { rows: { start: m >> 1 }, columns: { end: n >> 1 } }))).toEqual(
      table.slice(m >> 1).map((row) => row.slice(0, n >> 1)),
    );
  });
});

it('scales rows and columns', () => {
  const a = randomSparse(4, 3, 0.6);
  const scaled = dense(scaleSides(a, Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7)));
  expect(scaled).toEqual(dense(a).map((row, i) => row.map((v, j) => (i + 1) * v * (j + 5))));
});

it('(A ⊗ B)(x ⊗ y) = A x ⊗ B y', () => {
  const a = randomSparse(3, 4, 0.7, random(7));
  const b = randomSparse(2, 5, 0.7, random(8));
  const outer = (u: Float64Array, v: Float64Array) =>
    Float64Array.from([...u].flatMap((ui) => [...v].map((vj) => ui * vj)));
  const x = Float64Array.of(1, -2, 3, 4);
  const y = Float64Array.of(2, 1, -1, 5, 3);
  const left = multiply(kronecker(a, b), outer(x, y));
  const right = outer(multiply(a, x), multiply(b, y));
  // At most 20 terms of magnitude at most (|A||x|) ⊗ (|B||y|).
  const size = normInfinity(a) * 4 * normInfinity(b) * 5;
  left.forEach((value, i) => {
    expect(Math.abs(value - right[i]!)).toBeLessThanOrEqual(22 * Number.EPSILON * size);
  });
});

it('tells symmetric matrices', () => {
  expect(isSymmetric(laplacian2d(4, 3))).toBe(true);
  expect(
    isSymmetric(
      fromDense([
        [1, 2],
        [2.5, 1],
      ]),
    ),
  ).toBe(false);
  expect(isSymmetric(randomSparse(2, 3, 1))).toBe(false);
  // A stored zero opposite to nothing.
  expect(isSymmetric(csr(2, 2, [0, 1, 1], [1], [0]))).toBe(true);
});
