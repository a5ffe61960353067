import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as np from '../../array/index.js';
import { hvp, valueAndGrad } from '../index.js';

const n = 600;
const matrix = (rows: number, columns: number): np.NDArray =>
  np.fromData(
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(0.7 * i)),
    [rows, columns],
  );
const [narrow, small, large] = [matrix(50, n), matrix(20, 30), matrix(n, n)];
const positions = np.asArray(Int32Array.of(1, 2, 3, 3));
const table = (x: np.NDArray): np.NDArray => np.reshape(x, [30, 20]);

const programs: Readonly<Record<string, (x: np.NDArray) => np.NDArray>> = {
  'elementwise functions': (x) => np.sum(np.multiply(np.square(x), np.sin(x))),
  'products of small matrices': (x) => np.sum(np.tanh(np.matmul(small, np.tanh(np.matmul(table(x), small))))),
  'products with a vector': (x) => np.sum(np.multiply(x, np.matmul(large, x))),
  'logistic regression': (x) => np.mean(np.log1p(np.exp(np.matmul(narrow, x)))),
  'products of large matrices': (x) => np.sum(np.square(np.matmul(table(x), np.matrixTranspose(table(x))))),
  'products in batches': (x) => np.sum(np.square(np.matmul(np.reshape(x, [6, 10, 10]), np.reshape(x, [6, 10, 10])))),
  softmax: (x) => np.sum(np.square(np.softmax(table(x), { axis: 1 }))),
  'maxima along columns': (x) => np.sum(np.max(table(x), { axis: 0 })),
  conditions: (x) => np.sum(np.where(np.greater(x, 0), x, np.square(x))),
  'parts joined': (x) => np.sum(np.square(np.concat([x, np.sin(x)]))),
  'elements at positions': (x) => np.sum(np.square(np.take(x, positions))),
  'cumulative sums': (x) => np.sum(np.square(np.cumulativeSum(x))),
};

/** Bytes of typed arrays that were made with memory of their own: views of memory are not counted. */
let bytes = 0;

describe('a compiled function that has been called before', () => {
  const kept = [Float64Array, Float32Array, Int32Array, Uint8Array] as const;

  beforeAll(() => {
    for (const original of kept) {
      const counting = new Proxy(original, {
        construct(target, given: unknown[], newTarget) {
          const made = Reflect.construct(target, given, newTarget);
          if (!(given[0] instanceof ArrayBuffer)) bytes += made.byteLength;
          return made;
        },
      });
      vi.stubGlobal(original.name, counting);
      // Copies by methods, as slice, are made by the constructor of what is copied.
      original.prototype.constructor = counting;
    }
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    for (const original of kept) original.prototype.constructor = original;
  });

  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  for (const [name, f] of Object.entries(programs))
    it(`makes no array but its result: ${name}`, () => {
      const gradient = valueAndGrad(f);
      const product = hvp(f);
      for (const run of [() => gradient(x), () => product(x, x)]) {
        run();
        run();
        bytes = 0;
        run();
        expect(bytes).toBe(8 * n);
      }
    });

  it('is seen to make arrays where it does', () => {
    bytes = 0;
    x.slice(0, 3).map((t) => t);
    new Int32Array(5).subarray(1);
    expect(bytes).toBe(8 * 3 + 8 * 3 + 4 * 5);
  });
});
