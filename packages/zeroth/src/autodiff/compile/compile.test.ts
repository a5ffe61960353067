import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as np from '../../array/index.js';
import { heldArrays } from '../constants.js';
import { evaluate } from '../evaluate.js';
import type { Graph } from '../graph.js';
import { forLoop, hvp, inspect, scan, valueAndGrad } from '../index.js';
import { trace } from '../trace.js';
import { pullBack } from '../vjp.js';
import { programOf } from './index.js';

type Array = np.NDArray;

/** Elements differ by at most the tolerance, relative to the largest one or to 1, the size of what was added up. */
function expectClose(actual: Array, expected: Array, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype).toBe(expected.dtype);
  const [a, b] = [np.toFloat64Array(actual.reshape([-1])), np.toFloat64Array(expected.reshape([-1]))];
  const scale = b.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
  a.forEach((x, i) => {
    const y = b[i]!;
    if (Object.is(x, y) || x === y) return;
    expect(Math.abs(x - y), `element ${i}: ${x} for ${y}`).toBeLessThanOrEqual(tolerance * scale);
  });
}

/** A source of choices that fast-check shrinks. */
class Choices {
  readonly #numbers: readonly number[];
  #next = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  below(n: number): number {
    return (this.#numbers[this.#next++ % this.#numbers.length] ?? 0) % n;
  }
  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

const unary: readonly ((x: Array) => Array)[] = [
  (x) => np.sin(x),
  (x) => np.tanh(x),
  (x) => np.negative(x),
  (x) => np.multiply(x, 0.5),
  (x) => np.add(x, 1),
  (x) => np.pow(x, 2),
  (x) => np.exp(np.sin(x)),
  (x) => np.sqrt(np.add(np.square(x), 1)),
  (x) => np.abs(x),
  (x) => np.astype(np.greater(x, 0), x.dtype),
];

const binary: readonly ((x: Array, y: Array) => Array)[] = [
  np.add,
  np.subtract,
  np.multiply,
  (x, y) => np.divide(x, np.add(np.square(y), 1)),
  np.maximum,
  np.minimum,
  (x, y) => np.where(np.less(x, y), np.sin(x), y),
];

function ranges(x: Array, axis: number, range: np.Range): readonly np.Range[] {
  return x.shape.map((_, i) => (i === axis ? range : []));
}

function viewed(x: Array, choose: Choices): Array {
  const axis = x.ndim === 0 ? 0 : choose.below(x.ndim);
  const length = x.shape[axis] ?? 0;
  switch (choose.below(8)) {
    case 0:
      return np.permuteDims(x, [...x.shape.keys()].reverse());
    case 1:
      return np.reshape(x, [-1]);
    case 2:
      return np.expandDims(x, 0);
    case 3:
      return x.ndim === 0 ? x : np.flip(x, axis);
    case 4:
      return length < 2 ? x : np.slice(x, ...ranges(x, axis, [1]));
    case 5:
      return length < 2 ? x : np.slice(x, ...ranges(x, axis, [null, null, 2]));
    case 6:
      return x.ndim > 2 ? x : np.broadcastTo(x, [2, ...x.shape]);
    default:
      return np.squeeze(x);
  }
}

function reduced(x: Array, choose: Choices): Array {
  if (x.ndim === 0 || x.size === 0) return np.sum(x);
  const axis = choose.below(x.ndim);
  return choose.of([
    () => np.sum(x, { axis }),
    () => np.sum(x),
    () => np.max(x, { axis }),
    () => np.mean(x, { axis, keepdims: true }),
    () => np.prod(np.sin(x), { axis }),
    () => np.cumulativeSum(x, { axis }),
    () => np.sort(x, { axis }),
  ])();
}

function joined(x: Array, choose: Choices): Array {
  if (x.ndim === 0) return np.stack([x, x]);
  const axis = choose.below(x.ndim);
  return choose.of([
    () => np.concat([x, np.sin(x)], { axis }),
    () => np.pad(x, 1),
    () => np.add(np.pad(x, 1), np.pad(np.multiply(x, 2), 1)),
    () => np.roll(x, 1, { axis }),
    () => np.stack([x, np.negative(x)]),
  ])();
}

function looped(x: Array, choose: Choices): Array {
  return choose.of([
    () => forLoop(3, (_: Array, y: Array) => np.sin(np.add(y, x)), x),
    () =>
      x.ndim === 0
        ? x
        : scan(
            (c: Array, y: Array) => [np.add(np.tanh(c), y), np.multiply(c, y)] as const,
            np.zeros(x.shape.slice(1)),
            x,
          )[1],
  ])();
}

/** A program of array operations that choices make: the same choices give the same program. */
function program(numbers: readonly number[], length: number): (inputs: readonly Array[]) => readonly Array[] {
  return (inputs) => {
    const choose = new Choices(numbers);
    const values = [...inputs];
    const any = (): Array => values[values.length - 1 - choose.below(Math.min(values.length, 4))]!;
    for (let i = 0; i < length; i++) {
      const x = any();
      const made = choose.of([
        () => choose.of(unary)(x),
        () => choose.of(unary)(x),
        () => choose.of(binary)(x, fitting(any(), x)),
        () => choose.of(binary)(x, fitting(any(), x)),
        () => viewed(x, choose),
        () => viewed(x, choose),
        () => reduced(x, choose),
        () => joined(x, choose),
        () => (x.ndim === 2 ? np.matmul(x, np.matrixTranspose(x)) : np.sin(x)),
        () => looped(x, choose),
      ])();
      if (made.size <= 400 && made.ndim <= 4) values.push(np.multiply(np.tanh(made), 2));
    }
    return [values.at(-1)!, np.sum(values.at(-2) ?? values[0]!), values.at(-3) ?? values[0]!];
  };
}

/** The first array where it can be broadcast with the second, and else a number of it. */
function fitting(y: Array, x: Array): Array {
  try {
    np.broadcastShapes(x.shape, y.shape);
    return y;
  } catch {
    return np.sum(y);
  }
}

const shapes: readonly (readonly number[])[] = [[], [1], [5], [600], [3, 4], [1, 4], [4, 1], [2, 3, 4], [0], [3, 0]];

const cases = fc.record({
  numbers: fc.array(fc.nat({ max: 5039 }), { minLength: 5, maxLength: 60 }),
  length: fc.integer({ min: 1, max: 14 }),
  shape: fc.constantFrom(...shapes),
  seed: fc.integer({ min: 1, max: 1000 }),
  float32: fc.boolean(),
});

function filled(shape: readonly number[], seed: number, dtype: np.DType): Array {
  const n = shape.reduce((size, length) => size * length, 1);
  const data = Float64Array.from({ length: n }, (_, i) => 2 * Math.sin(seed * 12.9898 + i * 78.233));
  return np.astype(np.reshape(np.asArray(data), shape), dtype);
}

function checkSame(graph: Graph, inputs: readonly Array[], tolerance: number): void {
  const { run, source } = programOf(graph);
  const expected = evaluate(graph, inputs);
  for (let repeat = 0; repeat < 2; repeat++)
    run(inputs).forEach((actual, i) => {
      try {
        expectClose(actual, expected[i]!, tolerance);
      } catch (error) {
        throw new Error(`${String(error)}\n${source}`);
      }
    });
}

describe('compiled programs', () => {
  it('give what the interpreter gives, on random programs', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(cases, ({ numbers, length, shape, seed, float32 }) => {
        const dtype = float32 ? 'float32' : 'float64';
        const inputs = [filled(shape, seed, dtype), filled(shape, seed + 1, dtype)];
        checkSame(trace(program(numbers, length), inputs), inputs, float32 ? 1e-5 : 1e-11);
      }),
      { numRuns: 200, seed: 1, endOnFailure: true },
    );
  });

  it('give the derivatives that the interpreter gives', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(cases, ({ numbers, length, shape, seed }) => {
        const inputs = [filled(shape, seed, 'float64'), filled(shape, seed + 1, 'float64')];
        const graph = trace(program(numbers, length), inputs);
        const gradient = trace((arrays) => {
          const { outputs, pullback } = pullBack(graph, arrays);
          return [...outputs, ...pullback(outputs.map((output) => np.onesLike(output)))];
        }, inputs);
        checkSame(gradient, inputs, 1e-11);
      }),
      { numRuns: 100, seed: 2, endOnFailure: true },
    );
  });

  it('are interpreted where code may not be generated', () => {
    const inputs = [filled([3, 4], 1, 'float64')];
    const graph = trace(([x]) => [np.sum(np.multiply(x!, np.sin(x!))), x!], inputs);
    const forbidden = programOf(graph, {
      generate: () => {
        throw new EvalError('Code generation from strings disallowed for this context');
      },
    });
    expect(forbidden.source).toBeUndefined();
    const expected = evaluate(graph, inputs);
    forbidden.run(inputs).forEach((actual, i) => {
      expectClose(actual, expected[i]!, 0);
      expect(actual.data).not.toBe(inputs[0]!.data);
    });
  });

  it('return memory of their own, whatever an output is', () => {
    const held = filled([3], 3, 'float64');
    const inputs = [filled([3], 1, 'float64')];
    const graph = trace(([x]) => [x!, held, np.sin(x!), np.sin(x!), np.flip(np.cos(x!), 0), np.sort(x!)], inputs);
    const { run } = programOf(graph);
    const memory = [...run(inputs), ...run(inputs), ...inputs, held].map(({ data }) => data.buffer);
    expect(new Set(memory).size).toBe(memory.length);
  });

  it('read views as inputs, and captured arrays at each call', () => {
    const held = np.fromData(new Float64Array([1, 2, 3]), [3]);
    const graph = trace(([x]) => [np.multiply(x!, held)], [{ shape: [3], dtype: 'float64' }]);
    const { run } = programOf(graph);
    const reversed = np.flip(np.array([1, 2, 3]), 0);
    expect(run([reversed])[0]!.toArray()).toEqual([3, 4, 3]);
    held.data[0] = 10;
    expect(run([reversed])[0]!.toArray()).toEqual([30, 4, 3]);
  });

  it('keep numbers that stand beside arrays as numbers, and arrays as arrays', () => {
    const weights = np.asArray(new Float64Array(5));
    const graph = trace(([x]) => [np.add(np.multiply(100, np.pow(x!, 2)), weights)], [np.asArray(new Float64Array(5))]);
    expect(heldArrays(graph)).toEqual([weights]);
  });

  it('keep nothing of one call in the results of the next', () => {
    const both = valueAndGrad((x: Array) => np.sum(np.square(x)));
    const product = hvp((x: Array) => np.sum(np.pow(x, 3)));
    const [x, y] = [new Float64Array([1, 2]), new Float64Array([3, 4])];
    const [first, second] = [both(x), both(x), both(y)];
    expect([first.value, [...first.gradient]]).toEqual([5, [2, 4]]);
    expect([second.value, [...second.gradient]]).toEqual([5, [2, 4]]);
    const products = [product(x, y), product(x, y), product(y, x)].map((each) => [...each]);
    expect(products).toEqual([
      [18, 48],
      [18, 48],
      [18, 48],
    ]);
  });

  it('add long sums in blocks with compensation', () => {
    const n = 1_000_001;
    const x = np.fromData(
      Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 2 ** -54)),
      [n],
    );
    const { run } = programOf(trace(([v]) => [np.sum(np.multiply(v!, 1.5))], [x]));
    // One after another, every term would be rounded away; so, those of the first block are.
    const exact = 1.5 + (n - 1) * 1.5 * 2 ** -54;
    expect(Math.abs(run([x])[0]!.item() - exact)).toBeLessThanOrEqual(256 * 1.5 * 2 ** -54 + Number.EPSILON);
  });

  it('are one loop for a function and its gradient', () => {
    const f = (x: Array): Array =>
      np.sum(np.square(np.subtract(np.slice(x, [1, null, 2]), np.slice(x, [null, null, 2]))));
    const text = inspect(f, { gradient: true })(new Float64Array(10));
    expect(text.match(/function kernel/g)).toHaveLength(1);
    expect(text.match(/for \(/g)).toHaveLength(1);
    expect(inspect(f)(new Float64Array(10))).toContain('v0: float64[10]');
  });
});
