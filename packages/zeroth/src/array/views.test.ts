import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, elements, flat, type Naive, naive } from './fixtures.js';
import {
  array,
  broadcastTo,
  concat,
  expandDims,
  flip,
  moveaxis,
  type NDArray,
  pad,
  permuteDims,
  repeat,
  reshape,
  roll,
  slice,
  squeeze,
  stack,
  tile,
  unstack,
} from './index.js';

function agrees(x: NDArray, expected: Naive): void {
  expect(x.shape).toEqual(expected.shape);
  expect(flat(x)).toEqual(elements(expected));
}

const bound = fc.option(fc.integer({ min: -7, max: 7 }), { nil: null });
const range: fc.Arbitrary<readonly [number | null, number | null, number]> = fc.tuple(
  bound,
  bound,
  fc.integer({ min: -3, max: 3 }).filter((step) => step !== 0),
);

/** The indices that a range means, one step at a time, by the definition of Python's slices. */
function walked([start, stop, step]: readonly [number | null, number | null, number], n: number): readonly number[] {
  const fromEnd = (i: number) => (i < 0 ? i + n : i);
  const first = start === null ? (step > 0 ? 0 : n - 1) : fromEnd(start);
  const last = stop === null ? (step > 0 ? n : -1) : Math.max(fromEnd(stop), -1);
  const found: number[] = [];
  if (step > 0) {
    for (let i = Math.max(first, 0); i < Math.min(last, n); i += step) found.push(i);
  } else for (let i = Math.min(first, n - 1); i > last && i >= 0; i += step) found.push(i);
  return found;
}

describe('views', () => {
  it('by ranges are those of the definition, and share memory', () => {
    fc.assert(
      fc.property(anyArray, fc.array(range, { minLength: 4, maxLength: 4 }), (x, ranges) => {
        const used = ranges.slice(0, x.shape.length);
        const part = slice(x, ...used);
        const lists = used.map((r, axis) => walked(r, x.shape[axis]!));
        agrees(part, {
          shape: lists.map((list) => list.length),
          get: (index) => naive(x).get(index.map((i, axis) => lists[axis]![i]!)),
        });
        expect(part.data).toBe(x.data);
      }),
    );
  });

  it('by indices drop axes, from the end when negative', () => {
    const x = array([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.at(-1).toArray()).toEqual([4, 5, 6]);
    expect(x.slice([], 1).toArray()).toEqual([2, 5]);
    expect(x.at(1, -3).item()).toBe(4);
    expect(() => x.at(2)).toThrow('Index 2 leaves axis 0 of an array of shape [2, 3].');
    expect(() => x.at(0, 0, 0)).toThrow('which has 2 axes');
    expect(() => x.slice([0, 2, 0])).toThrow('a step other than 0');
  });

  it('permuted, moved and flipped are those of the definition, and share memory', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), fc.nat(), (x, a, b) => {
        const rank = x.shape.length;
        if (rank === 0) return;
        const from = a % rank;
        const to = b % rank;
        const order = [...x.shape.keys()].toSpliced(from, 1).toSpliced(to, 0, from);
        const moved = moveaxis(x, from, to);
        const back = (index: readonly number[]) => {
          const source = new Array<number>(rank);
          order.forEach((axis, i) => {
            source[axis] = index[i]!;
          });
          return source;
        };
        agrees(moved, {
          shape: order.map((axis) => x.shape[axis]!),
          get: (index) => naive(x).get(back(index)),
        });
        agrees(permuteDims(x, order), naive(moved));
        agrees(flip(x, from), {
          shape: x.shape,
          get: (index) => naive(x).get(index.map((i, axis) => (axis === from ? x.shape[axis]! - 1 - i : i))),
        });
        expect(moved.data).toBe(x.data);
      }),
    );
  });

  it('reshape in row-major order, copying only where memory is not', () => {
    fc.assert(
      fc.property(anyArray, (x) => {
        const line = reshape(x, [-1]);
        expect(flat(line)).toEqual(flat(x));
        agrees(reshape(line, x.shape), naive(x));
        agrees(squeeze(expandDims(x, [0, -1]), [0, -1]), naive(x));
        expect(expandDims(x, -1).shape).toEqual([...x.shape, 1]);
      }),
    );
    const x = array([
      [1, 2],
      [3, 4],
    ]);
    expect(x.reshape(4).data).toBe(x.data);
    expect(x.T.reshape(4).toArray()).toEqual([1, 3, 2, 4]);
    expect(() => x.reshape(3)).toThrow('of shape [2, 2] cannot be reshaped to [3]');
    expect(() => x.reshape(-1, 3)).toThrow('4 elements are not a multiple of 3');
    expect(() => squeeze(x, 0)).toThrow('its length is 2, not 1');
  });

  it('are broadcast without a copy', () => {
    fc.assert(
      fc.property(anyArray, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }), (x, lead) => {
        const shape = [...lead, ...x.shape.map((length) => (length === 1 ? 3 : length))];
        const wide = broadcastTo(x, shape);
        agrees(wide, {
          shape,
          get: (index) => naive(x).get(index.slice(lead.length).map((i, axis) => (x.shape[axis] === 1 ? 0 : i))),
        });
        expect(wide.data).toBe(x.data);
      }),
    );
    expect(() => broadcastTo([1, 2], [3])).toThrow('of shape [2] cannot be broadcast to [3]');
    expect(() => broadcastTo([[1, 2]], [2])).toThrow('of shape [1, 2] cannot be broadcast to [2]');
  });
});

describe('joining', () => {
  it('puts arrays one after another along any axis, and takes them apart', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), (x, a) => {
        const axis = a % (x.shape.length + 1);
        const both = stack([x, flip(x)], { axis });
        expect(both.shape).toEqual(x.shape.toSpliced(axis, 0, 2));
        const [first, second] = unstack(both, { axis });
        agrees(first!, naive(x));
        agrees(second!, naive(flip(x)));
        if (x.shape.length === 0) return;
        const along = a % x.shape.length;
        const twice = concat([x, x], { axis: along });
        agrees(twice, {
          shape: x.shape.with(along, 2 * x.shape[along]!),
          get: (index) => naive(x).get(index.with(along, index[along]! % x.shape[along]!)),
        });
      }),
    );
    expect(() => concat([[1, 2], [[3]]])).toThrow('Arrays of shapes [2] and [1, 1] cannot be joined');
    expect(() => stack([[1, 2], [3]])).toThrow('Arrays of shapes [2] and [1] cannot be stacked');
    expect(concat([[[1]], [2]], { axis: null }).toArray()).toEqual([1, 2]);
  });

  it('rolls, tiles, repeats and pads as defined', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), fc.integer({ min: -9, max: 9 }), (x, a, shift) => {
        if (x.shape.length === 0) return;
        const axis = a % x.shape.length;
        const n = x.shape[axis]!;
        const get = naive(x).get;
        agrees(roll(x, shift, { axis }), {
          shape: x.shape,
          get: (index) => get(index.with(axis, (((index[axis]! - shift) % n) + n) % n)),
        });
        agrees(tile(x, [2, ...new Array<number>(x.shape.length - 1).fill(1)]), {
          shape: x.shape.with(0, 2 * x.shape[0]!),
          get: (index) => get(index.with(0, index[0]! % x.shape[0]!)),
        });
        agrees(repeat(x, 3, { axis }), {
          shape: x.shape.with(axis, 3 * n),
          get: (index) => get(index.with(axis, Math.floor(index[axis]! / 3))),
        });
        const widths = x.shape.map((_, i): [number, number] => [i % 2, 1]);
        agrees(pad(x, widths, { value: 7 }), {
          shape: x.shape.map((length, i) => length + widths[i]![0] + widths[i]![1]),
          get: (index) => {
            const inner = index.map((i, j) => i - widths[j]![0]);
            return inner.every((i, j) => i >= 0 && i < x.shape[j]!) ? get(inner) : 7;
          },
        });
      }),
    );
    expect(repeat([1, 2, 3], [0, 2, 1]).toArray()).toEqual([2, 2, 3]);
    expect(
      roll(
        [
          [1, 2],
          [3, 4],
        ],
        1,
      ).toArray(),
    ).toEqual([
      [4, 1],
      [2, 3],
    ]);
  });
});
