import { describe, expect, it } from 'vitest';
import * as np from '../../array/index.js';
import { bindOne, type NDArray, type Primitive } from '../../array/index.js';
import * as primitives from '../../array/primitives/index.js';
import { type ArrayMap, modeChecks } from '../testing/check-modes.js';
import { trace } from '../trace.js';

const { check, shaped } = modeChecks(11);

const all: readonly Primitive<unknown>[] = Object.values(primitives);
const small = np.array([0.31, -0.62, 0.83]);
const positive = np.array([0.3, 0.7, 1.9]);
const matrix = shaped([3, 4]);
const wide = shaped([2, 3]);

/** Where an elementwise primitive is defined and smooth, if not near 0. */
const domains: Readonly<Record<string, NDArray>> = {
  log: positive,
  log2: positive,
  log10: positive,
  sqrt: positive,
  power: positive,
  acosh: np.array([1.2, 1.9, 3.1]),
};

/** An elementwise primitive as a function that has a derivative, of operands that move with x in different ways. */
function elementwiseCase(primitive: Primitive<unknown>, arity: number): readonly [ArrayMap, NDArray] {
  const operands = (x: NDArray): NDArray[] =>
    [x, np.add(np.multiply(x, x), 0.7), np.subtract(1.3, x)].slice(0, arity).map((y) => np.add(y, 0));
  const boolean = primitive.name.startsWith('logical');
  return [
    (x) => {
      const given = operands(x).map((y) => (boolean ? np.astype(y, 'bool') : y));
      const result = bindOne(primitive, given, undefined);
      // What comes to a condition has no derivative of its own, and may not stop those beside it.
      return result.dtype === 'bool' ? np.multiply(x, np.add(np.astype(result, 'float64'), 1)) : result;
    },
    domains[primitive.name] ?? small,
  ];
}

const indices = np.asArray(Int32Array.of(2, 0, 2));

/** Functions of arrays in which the other primitives stand. */
const others: Readonly<Record<string, readonly [ArrayMap, NDArray]>> = {
  'astype and select': [
    (x) => np.where(np.greater(x, 0), np.square(x), np.astype(np.sin(x), 'float64')),
    shaped([2, 4]),
  ],
  'to float64 from conditions': [(x) => np.multiply(np.astype(np.greater(x, 0), 'float64'), x), small],
  reshape: [(x) => np.square(np.reshape(x, [2, 6])), matrix],
  'permuted and broadcast': [
    (x) => np.multiply(np.broadcastTo(np.permuteDims(x, [1, 0]), [2, 4, 3]), np.sin(x.T)),
    matrix,
  ],
  concatenate: [(x) => np.concat([np.sin(x), x, np.square(x)], { axis: 1 }), wide],
  pad: [
    (x) =>
      np.exp(
        np.pad(x, [
          [1, 2],
          [0, 1],
        ]),
      ),
    wide,
  ],
  'slice, backwards and by steps': [(x) => np.square(np.slice(x, [null, null, -1], [0, 4, 2])), matrix],
  gather: [(x) => np.square(np.take(x, indices, { axis: 1 })), matrix],
  scatterAdd: [(x) => np.square(np.scatterAdd(np.sin(x), indices, np.multiply(x, x))), shaped([3])],
  scatterSet: [(x) => np.square(np.scatterSet(np.sin(x), indices, np.multiply(x, x))), shaped([3])],
  sum: [(x) => np.square(np.sum(x, { axis: 1 })), matrix],
  prod: [(x) => np.prod(x, { axis: 0 }), matrix],
  'prod with a zero': [(x) => np.prod(x, { axis: 0 }), np.array([0.4, 0, -1.3])],
  max: [(x) => np.square(np.max(x, { axis: 1 })), matrix],
  min: [(x) => np.square(np.min(x, { axis: 0 })), matrix],
  'any and all': [
    (x) =>
      np.multiply(
        x,
        np.add(
          np.astype(np.any(np.greater(x, 0.5), { axis: 0 }), 'float64'),
          np.astype(np.all(np.less(x, 2)), 'float64'),
        ),
      ),
    matrix,
  ],
  'argmax and argmin': [
    (x) => np.square(np.take(x, np.add(np.argmax(x), np.argmin(x)))),
    np.array([-0.4, 0.7, 0.2, 0.3]),
  ],
  cumsum: [(x) => np.square(np.cumulativeSum(x, { axis: 1 })), matrix],
  cumprod: [(x) => np.cumulativeProd(x, { axis: 1 }), matrix],
  sort: [(x) => np.multiply(np.sort(x, { axis: 1 }), np.arange(4)), matrix],
  argsort: [(x) => np.square(np.takeAlongAxis(x, np.argsort(x, { axis: 1 }), { axis: 1 })), matrix],
  searchsorted: [(x) => np.square(np.take(np.sin(x), np.searchsorted([0, 1], x))), small],
  'dotGeneral with itself': [(x) => np.matmul(x, np.matrixTranspose(np.sin(x))), matrix],
  'dotGeneral of stacks': [(x) => np.matmul(np.stack([x, np.square(x)]), np.matrixTranspose(x)), matrix],
};

const elementwise = all.flatMap((primitive) =>
  'arity' in primitive && typeof primitive.arity === 'number'
    ? [{ name: primitive.name, case: elementwiseCase(primitive, primitive.arity) }]
    : [],
);

describe('rules of the primitives of arrays agree in all modes and with differences', () => {
  for (const {
    name,
    case: [f, x],
  } of elementwise)
    it(name, () => check(f, x));
  for (const [name, [f, x]] of Object.entries(others)) it(name, () => check(f, x));

  it('are all of them', () => {
    const met = new Set<string>();
    for (const [f, x] of [...elementwise.map((each) => each.case), ...Object.values(others)])
      for (const { primitive } of trace(([y]) => [f(y!)], [x]).equations) met.add(primitive.name);
    expect(all.map(({ name }) => name).filter((name) => !met.has(name))).toEqual([]);
  });
});
