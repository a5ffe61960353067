import { describe, expect, it } from 'vitest';
import { add, array, asArray, elementwise, elementwiseFunction, exp, less, multiply, pow } from './index.js';

describe('elementwise functions', () => {
  it('broadcast, and numbers take the dtype beside them', () => {
    expect(add([[1], [2]], [10, 20, 30]).toArray()).toEqual([
      [11, 21, 31],
      [12, 22, 32],
    ]);
    expect(multiply(Float32Array.of(1, 2), 0.5).dtype).toBe('float32');
    expect(add(Int32Array.of(1, 2), 1).dtype).toBe('int32');
    expect(add(Int32Array.of(1, 2), 0.5).toArray()).toEqual([1.5, 2.5]);
    expect(less([1, 2, 3], 2).toArray()).toEqual([true, false, false]);
    expect(exp(0).toArray()).toBe(1);
    expect(pow(3, 2).item()).toBe(9);
  });

  it('run over blocks whatever the length', () => {
    const n = 5000;
    const x = Float64Array.from({ length: n }, (_, i) => i);
    expect(add(x, 1).toArray()).toEqual(Array.from(x, (v) => v + 1));
    expect(add(array(x, { dtype: 'float32' }), asArray(x)).toArray()).toEqual(Array.from(x, (v) => 2 * v));
  });

  it('are declared from functions of numbers and give back what they were given', () => {
    const hypot = elementwiseFunction(elementwise('hypot', 2, Math.hypot));
    const number: number = hypot(3, 4);
    const vector: Float64Array = hypot(Float64Array.of(3, 6), 4);
    expect(number).toBe(5);
    expect(vector).toEqual(Float64Array.of(5, Math.hypot(6, 4)));
    expect(hypot([3], 4).toArray()).toEqual([5]);
  });
});
