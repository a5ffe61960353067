import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyArray, elements, flat, naive } from './fixtures.js';
import {
  add,
  array,
  asArray,
  broadcastShapes,
  clip,
  type DType,
  divide,
  elementwise,
  elementwiseFunction,
  exp,
  floorDivide,
  isinf,
  less,
  logaddexp,
  logicalNot,
  maximum,
  multiply,
  pow,
  remainder,
  round,
  square,
  subtract,
  sum,
  where,
} from './index.js';

describe('elementwise functions', () => {
  it('broadcast views of any layout as defined', () => {
    fc.assert(
      fc.property(anyArray, fc.nat(), (x, bits) => {
        // The other operand has some axes of length 1 and lacks some leading ones.
        const lacking = bits % (x.shape.length + 1);
        const ranges = x.shape.map((length, axis): readonly [number, number] => [
          0,
          (bits >> axis) % 2 === 1 && length > 0 ? 1 : length,
        ]);
        const y = x.slice(...ranges).reshape(ranges.map(([, n]) => n));
        const part =
          lacking > 0 && x.shape.slice(0, lacking).every((n) => n > 0)
            ? y.at(...new Array<number>(lacking).fill(0))
            : y;
        const shape = broadcastShapes(x.shape, part.shape);
        const dropped = shape.length - part.shape.length;
        const out = subtract(x, part);
        expect(out.shape).toEqual(shape);
        expect(flat(out)).toEqual(
          elements({
            shape,
            get: (index) =>
              naive(x).get(index) -
              naive(part).get(index.slice(dropped).map((i, axis) => (part.shape[axis] === 1 ? 0 : i))),
          }),
        );
      }),
    );
  });

  it('refuse shapes that do not fit, and show both', () => {
    expect(() => add([1, 2], [1, 2, 3])).toThrow('Shapes [2] and [3] do not fit');
    expect(() => add(array([[1, 2]]), array([[1], [2], [3]]).T)).toThrow('Shapes [1, 2] and [1, 3] do not fit');
  });

  it('promote bool, int32, float32, float64 upwards; numbers take the dtype beside them', () => {
    const of = (dtype: DType) => array([0, 1], { dtype });
    const order: readonly DType[] = ['bool', 'int32', 'float32', 'float64'];
    for (const [i, a] of order.entries())
      for (const [j, b] of order.entries()) {
        const met = order[Math.max(i, j)]!;
        expect(add(of(a), of(b)).dtype).toBe(met === 'bool' ? 'int32' : met);
        expect(maximum(of(a), of(b)).dtype).toBe(met);
        expect(divide(of(a), of(b)).dtype).toBe(met === 'float32' ? 'float32' : 'float64');
        expect(less(of(a), of(b)).dtype).toBe('bool');
        expect(where(true, of(a), of(b)).dtype).toBe(met);
      }
    expect(multiply(of('float32'), 0.5).dtype).toBe('float32');
    expect(add(of('int32'), 1).dtype).toBe('int32');
    expect(add(of('int32'), 0.5).toArray()).toEqual([0.5, 1.5]);
    expect(add(of('int32'), 2 ** 40).dtype).toBe('float64');
    expect(exp(of('int32')).dtype).toBe('float64');
    expect(logicalNot([0, 2]).toArray()).toEqual([true, false]);
    expect(add(true, false).toArray()).toBe(1);
  });

  it('round float32 once, and wrap int32', () => {
    const x = Float32Array.of(0.1, 1 / 3, 1e30, 16777216);
    const y = Float32Array.of(0.2, 3, 1e30, 1);
    expect(Array.from(multiply(x, y).data)).toEqual(Array.from(x, (v, i) => Math.fround(v * y[i]!)));
    expect(Array.from(add(x, y).data)).toEqual(Array.from(x, (v, i) => Math.fround(v + y[i]!)));
    expect(add(Int32Array.of(2147483647), 1).toArray()).toEqual([-2147483648]);
  });

  it('run over blocks whatever the length', () => {
    const n = 5000;
    const x = Float64Array.from({ length: n }, (_, i) => i);
    expect(add(x, 1).toArray()).toEqual(Array.from(x, (v) => v + 1));
    expect(add(array(x, { dtype: 'float32' }), asArray(x)).toArray()).toEqual(Array.from(x, (v) => 2 * v));
    const grid = asArray(x).reshape(50, 100);
    expect(flat(add(grid.T, asArray(x.subarray(0, 50))))).toEqual(
      elements({ shape: [100, 50], get: ([i, j]) => x[j! * 100 + i!]! + j! }),
    );
  });

  it('are declared from functions of numbers and give back what they were given', () => {
    const mixed = elementwiseFunction(elementwise('mixed', 3, (x, y, z) => x + 10 * y + 100 * z));
    const number: number = mixed(1, 2, 3);
    const vector: Float64Array = mixed(Float64Array.of(1, 2), 2, 3);
    expect(number).toBe(321);
    expect(vector).toEqual(Float64Array.of(321, 322));
    expect(mixed([1], 2, [[3], [4]]).toArray()).toEqual([[321], [421]]);
  });

  it('keep their special cases', () => {
    expect(remainder([5, -5, 5, -5, 0, -0], [3, 3, -3, -3, -3, 3]).toArray()).toEqual([2, 1, -1, -2, -0, 0]);
    expect(floorDivide([7, -7, 7.5], [2, 2, -2]).toArray()).toEqual([3, -4, -4]);
    expect(floorDivide(Int32Array.of(7, -7), 2).toArray()).toEqual([3, -4]);
    expect(pow([1, 1, -1, 2], [Number.NaN, Infinity, 3, -1]).toArray()).toEqual([1, 1, -1, 0.5]);
    expect(pow(1e200, 2).item()).toBe(Infinity);
    expect(pow(3, 2).item()).toBe(9);
    expect(square(Int32Array.of(-3)).toArray()).toEqual([9]);
    expect(round([0.5, 1.5, -0.5, -2.5, 2.4999]).toArray()).toEqual([0, 2, -0, -2, 2]);
    expect(clip([-1, 0.5, 9, Number.NaN], 0, 1).toArray()).toEqual([0, 0.5, 1, Number.NaN]);
    expect(clip([-1, 5], undefined, 1).toArray()).toEqual([-1, 1]);
    expect(logaddexp([1000, -Infinity, Infinity], [1000, -Infinity, Infinity]).toArray()).toEqual([
      1000 + Math.LN2,
      -Infinity,
      Infinity,
    ]);
    expect(isinf([1, -Infinity, Number.NaN]).toArray()).toEqual([false, true, false]);
    expect(where([true, false], 1, Number.NaN).toArray()).toEqual([1, Number.NaN]);
    expect(sum(array([])).item()).toBe(0);
  });
});
