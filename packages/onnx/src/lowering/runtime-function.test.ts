import { describe, expect, it } from 'vitest';
import * as np from 'zeroth/array';
import { vjp } from 'zeroth/autodiff';
import { random } from 'zeroth/random';
import { erf } from 'zeroth/special';
import { runtimeFunction } from './runtime-function.js';

type F = (x: np.NDArray, y: np.NDArray) => np.NDArray;

/** Functions of x [4, 6] and y [6, 4], positive numbers, that between them use what is lowered. */
const functions: Readonly<Record<string, F>> = {
  products: (x, y) => np.matmul(np.matmul(x, y), np.matrixTranspose(y)),
  batches: (x, y) => np.matmul(np.reshape(x, [2, 2, 6]), np.broadcastTo(y, [2, 6, 4])),
  'transposed batches': (x, y) => np.einsum('aij,akj->aik', np.reshape(x, [2, 2, 6]), np.reshape(y, [2, 2, 6])),
  'softmax of rows': (x) => np.softmax(x, { axis: 0 }),
  moments: (x) =>
    np.divide(np.subtract(x, np.mean(x, { axis: 1, keepdims: true })), np.std(x, { axis: 1, keepdims: true })),
  rounding: (x) =>
    np.add(np.multiply(x, np.floor(np.multiply(3, x))), np.add(np.round(x), np.trunc(np.multiply(5, x)))),
  powers: (x) => np.add(np.pow(x, 1.5), np.add(np.square(x), np.pow(x, 3))),
  logarithms: (x) => np.add(np.log(x), np.add(np.log1p(x), np.add(np.log2(x), np.log10(x)))),
  exponentials: (x) => np.add(np.exp(x), np.expm1(np.subtract(x, 1))),
  roots: (x) => np.add(np.sqrt(x), np.add(np.cbrt(x), np.reciprocal(x))),
  trigonometry: (x) => np.add(np.sin(x), np.add(np.cos(x), np.tanh(x))),
  'inverse functions': (x) => np.add(np.atan2(x, np.subtract(x, 0.7)), np.hypot(x, 2)),
  'error function': (x) => erf(np.subtract(x, 1)),
  extremes: (x, y) => np.maximum(np.matmul(x, y), np.min(x)),
  choices: (x) => np.where(np.logicalAnd(np.greater(x, 0.4), np.notEqual(x, 1)), np.negative(x), np.multiply(2, x)),
  remainders: (x) => np.add(np.remainder(x, 0.3), np.abs(np.copysign(x, np.subtract(0.5, x)))),
  slices: (x) => np.multiply(np.slice(x, [null, null, -1], [1, 6, 2]), np.slice(x, [], [0, 3])),
  joins: (x, y) =>
    np.concat([
      x,
      np.matrixTranspose(y),
      np.pad(x, [
        [1, 1],
        [0, 0],
      ]),
    ]),
  gathers: (x) => np.take(x, Int32Array.of(2, 0, 2, -1), { axis: 1 }),
  scatters: (x) => np.scatterAdd(np.zeros([9, 6], { dtype: x.dtype }), Int32Array.of(1, 3, 1, 8), x),
  'cumulative sums': (x) => np.cumulativeSum(x, { axis: 1 }),
  'largest elements': (x) =>
    np.multiply(np.max(x, { axis: 0 }), np.astype(np.add(np.argmax(x, { axis: 0 }), 1), x.dtype)),
  'stretched alone': (x) => np.broadcastTo(np.mean(x), [3, 2]),
};

const draws = random(5);
const numbers = (n: number) => Float32Array.from({ length: n }, () => Math.fround(0.1 + draws.uniform()));
const [x, y] = [numbers(24), numbers(24)];

describe('a function in ONNX Runtime', () => {
  it.each(Object.entries(functions))('%s: value and gradient are those of zeroth/autodiff', async (_, f) => {
    const both = (a: np.NDArray, b: np.NDArray): readonly np.NDArray[] => {
      const { value, pullback } = vjp(f, a, b);
      const result = np.asArray(value as np.NDArray);
      // Weights that differ, so that no error of one element is made up for by another.
      const weights = np.reshape(np.astype(np.cos(np.arange(result.size)), 'float32'), result.shape);
      return [result, ...pullback(weights).map((each) => np.asArray(each as np.NDArray))];
    };
    const compiled = await runtimeFunction(
      (a, b) => both(a!, b!),
      [
        { shape: [4, 6], dtype: 'float32' },
        { shape: [6, 4], dtype: 'float32' },
      ],
    );
    const results = await compiled.run([x, y]);
    const expected = both(np.fromData(x, [4, 6]), np.fromData(y, [6, 4]));
    expect(results.length).toBe(3);
    results.forEach((result, k) => {
      const wanted = np.float64Data(expected[k]!);
      expect(result.length).toBe(wanted.length);
      // Sums of at most 24 products of float32, in another order; functions are good to a few units in the last place.
      const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      result.forEach((value, i) => {
        expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(64 * 2 ** -24 * scale);
      });
    });
    await compiled.close();
  });

  it('writes where it is told', async () => {
    const compiled = await runtimeFunction((a) => [np.multiply(2, a!)], [{ shape: [3], dtype: 'float32' }]);
    const into = new Float32Array(3);
    const [result] = await compiled.run([Float32Array.of(1, 2, 3)], [into]);
    expect(result).toBe(into);
    expect([...into]).toEqual([2, 4, 6]);
    await expect(compiled.run([Float64Array.of(1, 2, 3)])).rejects.toThrow(/must hold 3 elements of float32/);
    await compiled.close();
  });

  it('says what has no counterpart', async () => {
    await expect(runtimeFunction((a) => [np.cumulativeProd(a!)], [{ shape: [3], dtype: 'float32' }])).rejects.toThrow(
      /cumulative product of float32 \[3\] has no counterpart/,
    );
  });
});
