import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, counting, flat, indices, naive } from '../fixtures.js';
import {
  all,
  any,
  argmax,
  argmin,
  array,
  countNonzero,
  cumulativeProd,
  cumulativeSum,
  diff,
  logSoftmax,
  max,
  mean,
  min,
  NDArray,
  prod,
  softmax,
  std,
  sum,
  variance,
  zeros,
} from '../index.js';

/** The elements that each element of a reduction over axes is made of, in row-major order. */
function groups(x: NDArray, axes: readonly number[]): readonly (readonly number[])[] {
  const { shape, get } = naive(x);
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const reduced = shape.map((length, axis) => (axes.includes(axis) ? length : 1));
  return [...indices(kept)].map((outer) =>
    [...indices(reduced)].map((inner) => get(outer.map((i, axis) => i + inner[axis]!))),
  );
}

const axesOf = (x: NDArray, bits: number) => [...x.shape.keys()].filter((axis) => (bits >> axis) % 2 === 1);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('reductions', () => {
  it('are those of the definition over any axes of any layout', () => {
    fc.assert(
      fc.property(anyArray, fc.integer({ min: 0, max: 15 }), (x, bits) => {
        const axis = axesOf(x, bits);
        const parts = groups(x, axis);
        const shape = x.shape.filter((_, i) => !axis.includes(i));
        expect(sum(x, { axis }).shape).toEqual(shape);
        expect(sum(x, { axis, keepdims: true }).shape).toEqual(x.shape.map((n, i) => (axis.includes(i) ? 1 : n)));
        expect(flat(sum(x, { axis: axis.toReversed() })).map((v) => v + 0)).toEqual(parts.map(total));
        expect(flat(prod(x, { axis })).map((v) => v + 0)).toEqual(parts.map((p) => p.reduce((a, b) => a * b, 1) + 0));
        expect(flat(any(x, { axis }))).toEqual(parts.map((p) => Number(p.some((v) => v !== 0))));
        expect(flat(all(x, { axis }))).toEqual(parts.map((p) => Number(p.every((v) => v !== 0))));
        expect(flat(countNonzero(x, { axis }))).toEqual(parts.map((p) => p.filter((v) => v !== 0).length));
        if (parts.length > 0 && parts.some((p) => p.length === 0)) {
          expect(() => max(x, { axis })).toThrow('is not defined');
          return;
        }
        expect(flat(max(x, { axis }))).toEqual(parts.map((p) => Math.max(...p)));
        expect(flat(min(x, { axis }))).toEqual(parts.map((p) => Math.min(...p)));
        expect(flat(mean(x, { axis }))).toEqual(parts.map((p) => total(p) / p.length));
      }),
    );
  });

  it('find the first of equal extremes, and accumulate along one axis', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), (x, a) => {
        if (x.size === 0 || x.shape.length === 0) return;
        const axis = a % x.shape.length;
        const parts = groups(x, [axis]);
        expect(flat(argmax(x, { axis }))).toEqual(parts.map((p) => p.indexOf(Math.max(...p))));
        expect(flat(argmin(x, { axis: axis - x.shape.length }))).toEqual(parts.map((p) => p.indexOf(Math.min(...p))));
        const values = flat(x);
        expect(argmax(x).item()).toBe(values.indexOf(Math.max(...values)));
        expect(argmax(x, { axis, keepdims: true }).shape).toEqual(x.shape.with(axis, 1));
        // Differences undo sums.
        const sums = cumulativeSum(x, { axis, includeInitial: true });
        expect(flat(diff(sums, { axis })).map((v) => v + 0)).toEqual(flat(x).map((v) => v + 0));
        const last = x.shape.map((_, i): number | readonly [] => (i === axis ? -1 : []));
        expect(flat(cumulativeProd(x, { axis }).slice(...last))).toEqual(flat(prod(x, { axis })));
      }),
    );
    expect(diff([1, 4, 9, 16], { order: 2 }).toArray()).toEqual([2, 2]);
    expect(() => cumulativeSum([[1]])).toThrow('needs the option axis for an array of shape [1, 1]');
  });

  it('let NaN through', () => {
    const x = array([1, Number.NaN, 3, Number.NaN]);
    expect([sum(x), prod(x), max(x), min(x), mean(x)].map((y) => y.item())).toEqual(new Array(5).fill(Number.NaN));
    expect([argmax(x).item(), argmin(x).item()]).toEqual([1, 1]);
    expect(argmax([Number.NaN, 5]).item()).toBe(0);
  });

  it('have the value of no elements', () => {
    const none = zeros([0, 3]);
    expect(sum(none, { axis: 0 }).toArray()).toEqual([0, 0, 0]);
    expect(prod(none).item()).toBe(1);
    expect([any(none).toArray(), all(none).toArray()]).toEqual([false, true]);
    expect(mean(none).item()).toBeNaN();
    expect(sum(none, { axis: 1 }).shape).toEqual([0]);
    expect(() => max(none, { axis: 0 })).toThrow('axes [0] of shape [0, 3] are empty');
    expect(max(none, { axis: 1 }).shape).toEqual([0]);
  });

  it('keep int32 and say when it is too small', () => {
    const x = Int32Array.of(2 ** 31 - 1, 1);
    expect(() => sum(x)).toThrow('does not fit into int32');
    expect(sum(x, { dtype: 'float64' }).item()).toBe(2 ** 31);
    expect(sum([true, true]).dtype).toBe('int32');
    expect(() => cumulativeProd(Int32Array.of(65536, 65536))).toThrow('does not fit into int32');
    expect(mean(Int32Array.of(1, 2)).item()).toBe(1.5);
    expect(() => sum(x, { axis: 1 })).toThrow('Axis 1 must be an integer from -1 to 0');
    expect(() => sum([[1]], { axis: [0, -2] })).toThrow('name one axis more than once');
  });

  it('sum a million terms to the accuracy of sums by pairs', () => {
    const n = 1_000_000;
    const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i) + 1);
    // Compensated summation (Kahan, Neumaier) is exact to about one unit here.
    let exact = 0;
    let lost = 0;
    for (const v of x) {
      const next = exact + v;
      lost += Math.abs(exact) >= Math.abs(v) ? exact - next + v : v - next + exact;
      exact = next;
    }
    exact += lost;
    // Higham (1993): the relative error for positive terms is at most u (base / 4 + log2(n / base)) to first order.
    const bound = (Number.EPSILON / 2) * (128 / 4 + 2 + Math.log2(n / 128));
    expect(Math.abs(sum(x).item() - exact) / exact).toBeLessThan(bound);
    const columns = new NDArray([n, 1], 'float64', { data: x, strides: [1, 1], offset: 0 });
    expect(Math.abs(sum(columns, { axis: 0 }).item() - exact) / exact).toBeLessThan(bound);
    const wide = new NDArray([n / 2, 2], 'float64', { data: x, strides: [2, 1], offset: 0 });
    const rowBound = (Number.EPSILON / 2) * (128 + Math.log2(n / 128));
    expect(Math.abs(sum(sum(wide, { axis: 0 })).item() - exact) / exact).toBeLessThan(rowBound);
    // float32 is summed in float64 and rounded once.
    expect(sum(Float32Array.from(x)).item()).toBe(Math.fround(Float32Array.from(x).reduce((a, b) => a + b, 0)));
  });

  it('have variances about the mean, not by cancelling squares', () => {
    const x = array([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    expect(variance(x).item()).toBe(22.5);
    expect(variance(x, { correction: 1 }).item()).toBe(30);
    expect(std(counting([2, 2]), { axis: 0 }).toArray()).toEqual([1, 1]);
  });

  it('make softmax of any size', () => {
    expect(softmax([1e4, 1e4]).toArray()).toEqual([0.5, 0.5]);
    expect(logSoftmax([0, -1e4]).toArray()).toEqual([0, -1e4]);
    expect(
      sum(softmax(counting([3, 4]), { axis: 0 }), { axis: 0 })
        .toArray()
        .toString(),
    ).toMatch(/^(1|0\.9{15}\d|,)+$/);
  });
});
