import { describe, expect, it } from 'vitest';
import {
  add,
  arange,
  array,
  asArray,
  concat,
  cumulativeSum,
  exp,
  matmul,
  multiply,
  type NDArray,
  pad,
  reshape,
  roll,
  sin,
  slice,
  sort,
  subtract,
  sum,
  take,
  toFloat64Array,
  where,
} from '../../array/index.js';
import { solve } from '../../linalg/index.js';
import { random } from '../../random/index.js';
import { type CsrMatrix, toDense } from '../../sparse/index.js';
import {
  checkpoint,
  cond,
  customRule,
  forLoop,
  hessian,
  hessianStructure,
  jacobian,
  jacobianStructure,
  scan,
  vmap,
  whileLoop,
} from '../index.js';

type Vector = (x: NDArray) => NDArray;

const source = random(11);
const point = (n: number): Float64Array => Float64Array.from({ length: n }, () => 2 * source.uniform() - 1);

/** The sparse derivative is the dense one; its pattern holds all that is not zero. Entries that are always zero are counted. */
function compare(sparse: CsrMatrix, dense: NDArray): number {
  const expected = toFloat64Array(dense);
  const found = toFloat64Array(toDense(sparse));
  const scale = 1 + expected.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < expected.length; k++)
    expect(Math.abs(found[k]! - expected[k]!)).toBeLessThanOrEqual(1e-13 * scale);
  return sparse.indices.length - expected.filter((v) => v !== 0).length;
}

/** Entries too many, and the number of products. */
function jacobianOf(f: Vector, n: number): readonly [number, number] {
  const x = point(n);
  const extra = compare(jacobian(f, { sparse: true })(x), jacobian(f)(x));
  return [extra, jacobianStructure(f)(x).products];
}

function hessianOf(f: Vector, n: number): readonly [number, number] {
  const x = point(n);
  const extra = compare(hessian(f, { sparse: true })(x), hessian(f)(x));
  return [extra, hessianStructure(f)(x).products];
}

const from = (x: NDArray, start: number, stop: number): NDArray => slice(x, [start, stop]);

/** −x_{i−1} + 2 x_i − x_{i+1} + exp(x_i) with zeros at the ends. */
const bratu: Vector = (x) => {
  const n = x.shape[0]!;
  const wide = pad(x, [[1, 1]]);
  return add(subtract(multiply(2, x), add(from(wide, 0, n), from(wide, 2, n + 2))), exp(x));
};

const rosenbrock: Vector = (x) => {
  const pairs = reshape(x, [-1, 2]);
  const [a, b] = [slice(pairs, [], 0), slice(pairs, [], 1)];
  const first = subtract(b, multiply(a, a));
  const second = subtract(1, a);
  return sum(add(multiply(100, multiply(first, first)), multiply(second, second)));
};

/** Σ exp(a_k x_i x_j) over given pairs. */
const pairSum =
  (pairs: readonly (readonly [number, number])[]): Vector =>
  (x) => {
    const at = (side: 0 | 1): NDArray =>
      array(
        pairs.map((pair) => pair[side]),
        { dtype: 'int32' },
      );
    return sum(exp(multiply(take(x, at(0)), take(x, at(1)))));
  };

describe('sparse Jacobians', () => {
  it('of structured functions are exact, in the fewest products', () => {
    expect(jacobianOf(bratu, 40)).toEqual([0, 3]);
    expect(jacobianOf((x) => sin(x), 20)).toEqual([0, 1]);
    // A dense row: by rows.
    expect(jacobianOf((x) => concat([sin(x), reshape(sum(multiply(x, x)), [1])]), 30)).toEqual([0, 2]);
    // A dense column: by columns.
    expect(jacobianOf((x) => multiply(exp(x), slice(x, [0, 1])), 30)).toEqual([0, 2]);
    expect(jacobianOf((x) => add(x, multiply(roll(x, 1), roll(x, -2))), 31)[0]).toBe(0);
    expect(jacobianOf((x) => cumulativeSum(sin(x)), 9)).toEqual([0, 9]);
  });
  it('follow what moves, chooses and mixes elements', () => {
    const even = arange(10).remainder(2).equal(0);
    expect(jacobianOf((x) => where(even, sin(x), roll(x, 1)), 10)).toEqual([0, 1]);
    expect(jacobianOf((x) => sort(x), 8)).toEqual([56, 8]);
    const banded = Float64Array.from({ length: 64 }, (_, k) => (Math.abs(Math.floor(k / 8) - (k % 8)) < 2 ? k + 1 : 0));
    expect(jacobianOf((x) => matmul(asArray(banded).reshape([8, 8]), sin(x)), 8)).toEqual([0, 3]);
  });
});

describe('sparse Jacobians through control flow and rules', () => {
  it('are exact in loops that know their steps, and in batches', () => {
    expect(
      jacobianOf(
        (x) => forLoop(6, (i, s) => add(s, multiply(take(x, i), arange(6).equal(i).astype('float64'))), multiply(0, x)),
        6,
      )[1],
    ).toBeLessThanOrEqual(6);
    expect(jacobianOf((x) => scan((s: NDArray, e: NDArray) => [s, sin(e)], array(0), x)[1], 12)).toEqual([0, 1]);
    expect(
      jacobianOf((x) => reshape(vmap((row: NDArray) => multiply(row, sum(row)))(reshape(x, [5, 3])), [15]), 15),
    ).toEqual([0, 3]);
    const matrix = asArray(Float64Array.of(4, 1, 1, 3, 5, 1, 2, 6)).reshape([2, 2, 2]);
    expect(jacobianOf((x) => reshape(solve(matrix, reshape(x, [2, 2, 1])), [4]), 4)).toEqual([0, 2]);
  });
  it('hold what any branch and any number of steps can reach', () => {
    const branch: Vector = (x) =>
      cond(
        sum(x).greater(0),
        () => sin(x),
        () => roll(x, 1),
      );
    const x = point(7);
    compare(jacobian(branch, { sparse: true })(x), jacobian(branch)(x));
    expect(jacobianStructure(branch)(x).pattern.indices.length).toBe(14);
    const shifting: Vector = (y) =>
      whileLoop(
        (s: NDArray) => sum(multiply(s, s)).less(0),
        (s: NDArray) => roll(s, 2),
        y,
      );
    expect(jacobianStructure(shifting)(point(6)).pattern.indices.length).toBe(18);
  });
  it('follow checkpoints and rules of the user', () => {
    const straight = customRule((x: NDArray) => multiply(x, 0), { jvp: (_, [t]) => t });
    expect(jacobianStructure((x) => straight(x))(point(5)).products).toBe(1);
    expect(jacobianOf((x) => checkpoint((y: NDArray) => multiply(sin(y), roll(y, 1)))(x), 8)).toEqual([0, 2]);
  });
});

describe('sparse Hessians', () => {
  it('of tridiagonal, banded and arrowhead functions are exact, in few products', () => {
    const tridiagonal: Vector = (x) => sum(exp(multiply(from(x, 0, 29), from(x, 1, 30))));
    expect(hessianOf(tridiagonal, 30)).toEqual([0, 3]);
    const arrow: Vector = (x) => sum(exp(multiply(x, slice(x, [0, 1]))));
    expect(hessianOf(arrow, 30)).toEqual([0, 2]);
    const banded: Vector = (x) => sum(exp(multiply(multiply(from(x, 0, 28), from(x, 1, 29)), from(x, 2, 30))));
    expect(hessianOf(banded, 30)[1]).toBeLessThanOrEqual(5);
    expect(hessianOf(rosenbrock, 20)).toEqual([0, 2]);
    expect(hessianOf((x) => sum(x), 5)).toEqual([0, 0]);
    expect(hessianOf((x) => sum(multiply(x, x)), 5)).toEqual([0, 1]);
  });
  it('of random patterns are exact', () => {
    for (let trial = 0; trial < 12; trial++) {
      const n = 24;
      const pairs = Array.from(
        { length: 8 + 4 * trial },
        () => [Math.floor(n * source.uniform()), Math.floor(n * source.uniform())] as const,
      );
      const [extra, products] = hessianOf(pairSum(pairs), n);
      // The diagonal, where ones of a pair alone have none.
      expect(extra).toBeLessThanOrEqual(n);
      expect(products).toBeLessThanOrEqual(n);
    }
  });
});

describe('large sparse derivatives', () => {
  const n = 100_000;
  it('take a few products', () => {
    const x = point(n);
    const started = hessian(rosenbrock, { sparse: true })(x);
    expect(hessianStructure(rosenbrock)(x).products).toBe(2);
    expect(started.indices.length).toBe(2 * n);
    for (let i = 0; i < n; i += 2) {
      const [a, b] = [x[i]!, x[i + 1]!];
      const row = started.values.subarray(started.pointers[i]!, started.pointers[i + 2]!);
      const exact = [1200 * a * a - 400 * b + 2, -400 * a, -400 * a, 200];
      for (let k = 0; k < 4; k++) expect(Math.abs(row[k]! - exact[k]!)).toBeLessThanOrEqual(1e-12 * 2000);
    }
    const slopes = jacobian(bratu, { sparse: true })(x);
    expect(jacobianStructure(bratu)(x).products).toBe(3);
    expect(slopes.indices.length).toBe(3 * n - 2);
    expect(slopes.values[0]).toBeCloseTo(2 + Math.exp(x[0]!), 14);
  });
});

describe('plans', () => {
  it('are made anew when indices or zeros that they look at change', () => {
    const data = Int32Array.of(0, 1, 2);
    const moved = jacobian((x: NDArray) => take(x, asArray(data)), { sparse: true });
    const x = point(3);
    expect(toDense(moved(x)).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    data.set([2, 2, 0]);
    expect(toDense(moved(x)).toArray()).toEqual([
      [0, 0, 1],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    const second = jacobian((y: NDArray, weights: NDArray) => multiply(y, weights), { sparse: true });
    expect(second(x, Float64Array.of(1, 0, 2)).indices.length).toBe(2);
    expect(Array.from(second(x, Float64Array.of(1, 3, 2)).values)).toEqual([1, 3, 2]);
  });
  it('cannot be differentiated, and say so', () => {
    const inside: Vector = (x) => asArray(jacobian(bratu, { sparse: true })(x).values);
    expect(() => jacobian(inside)(point(3))).toThrow(/take the dense one/);
    expect(() => hessian(bratu, { sparse: true })(point(3))).toThrow(/scalar/);
  });
});
