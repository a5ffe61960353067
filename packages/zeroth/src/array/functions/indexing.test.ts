import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, anyShape, counting, elements, flat, naive } from '../fixtures.js';
import {
  addAt,
  argsort,
  array,
  asArray,
  diagonal,
  diagonalMatrix,
  eye,
  fromData,
  scatterAdd,
  scatterSet,
  setAt,
  sort,
  sum,
  take,
  takeAlongAxis,
  trace,
  tril,
  triu,
  where,
  zeros,
} from '../index.js';

describe('indices', () => {
  it('gather and scatter along any axis as defined', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), anyShape, fc.infiniteStream(fc.nat()), (x, a, indexShape, numbers) => {
        if (x.size === 0) return;
        const rank = x.shape.length;
        if (rank === 0) return;
        const axis = a % rank;
        const n = x.shape[axis]!;
        const size = Math.min(
          8,
          indexShape.reduce((p, q) => p * q, 1),
        );
        const shape = size === 8 ? [2, 4] : indexShape;
        const list = Int32Array.from(
          { length: shape.reduce((p, q) => p * q, 1) },
          () => (numbers.next().value % (2 * n)) - n,
        );
        const at = fromData(list, shape);
        const index = naive(at);
        const resolve = (i: number) => (i < 0 ? i + n : i);
        const split = (full: readonly number[]) => {
          const chosen = resolve(index.get(full.slice(axis, axis + shape.length)));
          return [...full.slice(0, axis), chosen, ...full.slice(axis + shape.length)];
        };
        const outShape = [...x.shape.slice(0, axis), ...shape, ...x.shape.slice(axis + 1)];
        const taken = take(x, at, { axis });
        expect(taken.shape).toEqual(outShape);
        expect(flat(taken)).toEqual(elements({ shape: outShape, get: (full) => naive(x).get(split(full)) }));
        // Scattering is the transpose of gathering: ⟨gather(x), u⟩ = ⟨x, scatterAdd(0, u)⟩.
        const updates = counting(outShape);
        const spread = scatterAdd(zeros(x.shape), at, updates, { axis });
        expect(sum(spread.multiply(x)).item() + 0).toBe(sum(updates.multiply(taken)).item() + 0);
        // What was set last is read back wherever an index is not repeated later.
        const set = scatterSet(x, at, updates, { axis });
        const expected = new Map(elements({ shape: x.shape, get: (i) => naive(x).get(i) }).map((v, i) => [i, v]));
        const flatIndex = (full: readonly number[]) => full.reduce((k, i, j) => k * x.shape[j]! + i, 0);
        elements({
          shape: outShape,
          get: (full) => {
            expected.set(flatIndex(split(full)), naive(updates).get(full));
            return 0;
          },
        });
        // Along an axis, later indices come later in row-major order for each line.
        expect(flat(set)).toEqual([...expected.values()]);
      }),
    );
  });

  it('leave no room for mistakes', () => {
    const x = counting([2, 3]);
    expect(() => take(x, [3], { axis: 1 })).toThrow('Index 3 leaves axis 1 of an array of shape [2, 3].');
    expect(() => take(x, [-3], { axis: 0 })).toThrow('Index -3 leaves axis 0');
    expect(() => take(x, [0])).toThrow('take needs the option axis');
    expect(() => take([1, 2], [0.5])).toThrow('Indices must be integers, not 0.5.');
    expect(() => take([1, 2], [true])).toThrow('not booleans');
    expect(() => takeAlongAxis(x, [0])).toThrow('Indices of shape [1] need as many axes');
    expect(() => takeAlongAxis(x, [[3], [0]])).toThrow('Index 3 leaves axis 1');
    expect(() => scatterAdd(x, [0], [1, 2], { axis: 0 })).toThrow('of shape [2] cannot be broadcast to [1, 3]');
    expect(take(zeros([0, 2]), [], { axis: 0 }).shape).toEqual([0, 2]);
  });

  it('along an axis sort as sort does', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), (x, a) => {
        if (x.shape.length === 0) return;
        const axis = a % x.shape.length;
        expect(flat(takeAlongAxis(x, argsort(x, { axis }), { axis }))).toEqual(flat(sort(x, { axis })));
      }),
    );
  });

  it('replace and add to parts without changing the array', () => {
    const x = counting([2, 3]);
    expect(setAt(x, [[], 0], [7, 8]).toArray()).toEqual([
      [7, 1, 2],
      [8, 4, 5],
    ]);
    expect(addAt(x, [0, [null, null, -1]], [1, 2, 3]).toArray()).toEqual([
      [3, 3, 3],
      [3, 4, 5],
    ]);
    expect(setAt(Int32Array.of(1, 2), [0], 2.7).toArray()).toEqual([2, 2]);
    expect(flat(x)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(scatterAdd([0, 0], [0, 0, -1], 1).toArray()).toEqual([2, 1]);
  });
});

describe('matrices', () => {
  it('have diagonals and triangles, in stacks too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: -6, max: 6 }),
        (m, n, offset) => {
          const x = counting([2, m, n]).add(1);
          const { get } = naive(x);
          const columns = Array.from({ length: m }, (_, i) => i).filter((i) => i + offset >= 0 && i + offset < n);
          const shape = [2, columns.length];
          expect(diagonal(x, { offset }).shape).toEqual(shape);
          expect(flat(diagonal(x, { offset }))).toEqual(
            elements({ shape, get: ([b, i]) => get([b!, columns[i!]!, columns[i!]! + offset]) }),
          );
          const part = (keep: (i: number, j: number) => boolean) =>
            elements({ shape: x.shape, get: ([b, i, j]) => (keep(i!, j!) ? get([b!, i!, j!]) : 0) });
          expect(flat(tril(x, { offset }))).toEqual(part((i, j) => j - i <= offset));
          expect(flat(triu(x, { offset }))).toEqual(part((i, j) => j - i >= offset));
          const v = counting([2, m]).add(1);
          const square = diagonalMatrix(v, { offset });
          expect(square.shape).toEqual([2, m + Math.abs(offset), m + Math.abs(offset)]);
          expect(flat(diagonal(square, { offset }))).toEqual(flat(v));
          expect(sum(square).item()).toBe(sum(v).item());
        },
      ),
    );
    expect(trace(counting([2, 2, 2])).toArray()).toEqual([3, 11]);
    expect(eye(2, 3, { diagonal: 1 }).toArray()).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(() => diagonal([1])).toThrow('needs a matrix, shape [m, n], but the shape is [1]');
  });

  it('are chosen from element by element', () => {
    const x = array([[1], [2]]);
    expect(where([true, false, true], x, -1).toArray()).toEqual([
      [1, -1, 1],
      [2, -1, 2],
    ]);
    expect(where(asArray([0, 1]), Int32Array.of(1, 2), 0).dtype).toBe('int32');
    expect(() => where([true, false], [1, 2, 3], 0)).toThrow('Shapes [2] and [3] do not fit');
  });
});
