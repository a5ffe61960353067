import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flat } from '../fixtures.js';
import { argsort, array, fromData, isin, nonzero, searchsorted, sort, uniqueAll, uniqueValues } from '../index.js';

const values = fc.array(fc.constantFrom(-2, -1, -0, 0, 1, 2, 3, Infinity, -Infinity, Number.NaN), { maxLength: 80 });
const last = (a: number, b: number, sign: number) =>
  Number.isNaN(a) || Number.isNaN(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : sign * (a - b || 0);

describe('sorting', () => {
  it.each([false, true])('is stable, with NaN last (descending: %s)', (descending) => {
    fc.assert(
      fc.property(values, (list) => {
        const x = Float64Array.from(list);
        const compare = (a: number, b: number) => (a === b ? 0 : last(a, b, descending ? -1 : 1));
        const order = list.map((_, i) => i).sort((i, j) => compare(list[i]!, list[j]!) || i - j);
        expect(flat(argsort(x, { descending }))).toEqual(order);
        // Zeros of both signs are equal, so their order among themselves is open.
        expect(flat(sort(x, { descending })).map((v) => v + 0)).toEqual(order.map((i) => list[i]! + 0));
      }),
    );
  });

  it('runs along any axis and keeps dtypes', () => {
    const x = array([
      [3, 1],
      [2, 5],
    ]);
    expect(sort(x, { axis: 0 }).toArray()).toEqual([
      [2, 1],
      [3, 5],
    ]);
    expect(sort(x.T).toArray()).toEqual([
      [2, 3],
      [1, 5],
    ]);
    expect(argsort(x, { axis: 0, descending: true }).toArray()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(sort(Int32Array.of(3, -1)).dtype).toBe('int32');
    expect(sort([true, false]).toArray()).toEqual([false, true]);
    expect(sort(array([])).toArray()).toEqual([]);
  });

  it('of long arrays agrees with the sort of typed arrays', () => {
    const x = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i * i));
    const order = argsort(x);
    expect(Array.from(order.data, (i) => x[i]!)).toEqual(Array.from(x.slice().sort()));
  });

  it('finds places that keep an array sorted', () => {
    fc.assert(
      fc.property(values, values, (list, wanted) => {
        const sorted = sort(Float64Array.from(list));
        const count = (value: number, equal: boolean) =>
          list.filter((v) => (Object.is(v + 0, value + 0) ? equal : last(v, value, 1) < 0)).length;
        const x = Float64Array.from(wanted);
        expect(flat(searchsorted(sorted, x))).toEqual(wanted.map((v) => count(v, false)));
        expect(flat(searchsorted(sorted, x, { side: 'right' }))).toEqual(wanted.map((v) => count(v, true)));
      }),
    );
    expect(() => searchsorted([[1]], [1])).toThrow('not in shape [1, 1] for shape [1]');
  });

  it('finds distinct elements, members and what is not 0', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (list) => {
        const x = fromData(Float64Array.from(list));
        const distinct = [...new Set(list)].sort((a, b) => a - b);
        const found = uniqueAll(x);
        expect(flat(found.values)).toEqual(distinct);
        expect(flat(found.indices)).toEqual(distinct.map((v) => list.indexOf(v)));
        expect(flat(found.counts)).toEqual(distinct.map((v) => list.filter((w) => w === v).length));
        expect(flat(found.inverseIndices)).toEqual(list.map((v) => distinct.indexOf(v)));
        expect(flat(isin(x, [1, 2]))).toEqual(list.map((v) => Number(v === 1 || v === 2)));
        expect(flat(nonzero(x)[0]!)).toEqual([...list.keys()].filter((i) => list[i] !== 0));
      }),
    );
    expect(uniqueValues([Number.NaN, 1, Number.NaN]).toArray()).toEqual([1, Number.NaN, Number.NaN]);
    expect(isin([Number.NaN], [Number.NaN]).toArray()).toEqual([false]);
    expect(
      nonzero([
        [0, 5],
        [6, 0],
      ]).map((v) => v.toArray()),
    ).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});
