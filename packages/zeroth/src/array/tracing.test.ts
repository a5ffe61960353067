import { describe, expect, it } from 'vitest';
import * as z from './index.js';
import { bind, type Interceptor, interceptor, NDArray, type Primitive } from './index.js';

/** An array of which only the type is known: operations on it give types again, and are written down. */
class Unknown extends NDArray {
  constructor(
    shape: readonly number[],
    dtype: z.DType,
    readonly asked: string[],
    readonly level = 1,
  ) {
    super(shape, dtype);
  }

  override get [interceptor](): Interceptor {
    return {
      level: this.level,
      apply: <P>(primitive: Primitive<P>, inputs: readonly NDArray[], params: P) => {
        this.asked.push(primitive.name);
        return primitive
          .shapes(inputs, params)
          .map(({ shape, dtype }) => new Unknown(shape, dtype, this.asked, this.level));
      },
    };
  }
}

const matrix = z.array([
  [1, 2, 3],
  [4, 5, 6],
]);

/** Every function that is not marked "not traceable", on a matrix. */
const functions: Readonly<Record<string, (x: NDArray) => NDArray>> = {
  negative: z.negative,
  exp: (x) => x.exp(),
  add: (x) => x.add([1, 2, 3]),
  'a number on the left': (x) => z.subtract(1, x),
  pow: (x) => x.pow(2).add(x.pow(2.5)),
  comparisons: (x) => x.less(3).logicalAnd(z.greater(0, x)),
  remainder: (x) => z.remainder(x, 2),
  hypot: (x) => z.hypot(x, x.at(0)),
  floorDivide: (x) => z.floorDivide(x, 2),
  logaddexp: (x) => z.logaddexp(x, 1),
  clip: (x) => x.clip(0, 2),
  square: (x) => x.square(),
  isinf: z.isinf,
  astype: (x) => x.astype('float32').astype('bool'),
  where: (x) => z.where(z.less(x, 2), x, 0),
  reshape: (x) => x.reshape(3, -1).flatten(),
  T: (x) => x.T,
  moveaxis: (x) => z.moveaxis(x.expandDims(1), 0, -1).squeeze(),
  broadcastTo: (x) => x.broadcastTo([4, 2, 3]),
  broadcastArrays: (x) => z.broadcastArrays(x, [[[1]]])[0]!,
  flip: (x) => x.flip(),
  slice: (x) => x.slice(1, [null, null, -2]),
  at: (x) => x.at(-1, 0),
  take: (x) => z.take(x, [0, -1, 0], { axis: 1 }),
  takeAlongAxis: (x) => z.takeAlongAxis(x, [[0], [1]]),
  setAt: (x) => z.setAt(x, [0], 9),
  'setAt, traced values': (x) => z.setAt(matrix, [[], 0], x.slice([], 1)),
  addAt: (x) => z.addAt(x, [[], [0, 2]], x.slice([], [1])),
  scatterAdd: (x) => z.scatterAdd(z.zeros([4, 3]), [1, 1], x),
  scatterSet: (x) => z.scatterSet(x, [0], 1),
  diagonal: (x) => x.diagonal({ offset: 1 }),
  diagonalMatrix: z.diagonalMatrix,
  triangles: (x) => z.tril(x).add(z.triu(x)),
  trace: z.trace,
  concat: (x) => z.concat([x, matrix], { axis: 1 }),
  stack: (x) => z.stack([x, x], { axis: -1 }),
  unstack: (x) => z.unstack(x, { axis: 1 })[2]!,
  'nested arrays': (x) =>
    z.array([
      [x.at(0, 0), 1],
      [2, x.at(1, 1)],
    ]),
  'nested rows': (x) => z.add([x.at(0), x.at(1)], 1),
  tile: (x) => z.tile(x, [2, 1, 2]),
  repeat: (x) => z.repeat(x, 2, { axis: 0 }).add(z.repeat(x, [1, 3], { axis: 0 })),
  roll: (x) => x.roll([1, 2], { axis: [0, 1] }).roll(1),
  pad: (x) => z.pad(x, 1, { value: 3 }),
  sum: (x) => x.sum({ axis: 0, keepdims: true }),
  prod: (x) => x.prod(),
  extremes: (x) => x.max({ axis: 1 }).subtract(x.min({ axis: -1 })),
  anyAll: (x) => x.any().logicalOr(x.all()),
  mean: (x) => x.mean({ axis: 0 }),
  variance: (x) => x.variance({ correction: 1 }),
  std: (x) => x.std({ axis: 1 }),
  argmax: (x) => x.argmax().add(x.argmin()),
  countNonzero: (x) => z.countNonzero(x, { axis: 0 }),
  cumulativeSum: (x) => x.cumulativeSum({ axis: 1, includeInitial: true }),
  cumulativeProd: (x) => x.cumulativeProd({ axis: 0 }),
  diff: (x) => z.diff(x),
  softmax: (x) => z.softmax(x),
  logSoftmax: (x) => z.logSoftmax(x),
  matmul: (x) => x.matmul(x.T),
  'matmul, vector': (x) => z.matmul(x, [1, 2, 3]),
  'matmul, batch': (x) => z.matmul(z.ones([4, 2, 2]), x),
  vecdot: (x) => z.vecdot(x, [1, 2, 3]),
  outer: (x) => z.outer(x, x),
  tensordot: (x) => z.tensordot(x, x, { axes: 2 }),
  einsum: (x) => z.einsum('ij,kj,k->i', x, x, [1, 2]),
  'einsum, diagonal': (x) => z.einsum('ii->i', x.matmul(x.T)),
  kron: (x) => z.kron(x, [[1, 2]]),
  sort: (x) => x.sort({ descending: true }),
  argsort: (x) => x.argsort({ axis: 0 }),
  searchsorted: (x) => z.searchsorted([1, 2, 3], x),
  meshgrid: (x) => z.meshgrid([x.at(0), x.at(1)])[1]!,
};

describe('tracing', () => {
  it.each(Object.entries(functions))('%s asks only for shapes and dtypes, and predicts them', (_, call) => {
    const asked: string[] = [];
    const traced = call(new Unknown(matrix.shape, 'float64', asked));
    const known = call(matrix);
    expect(traced).toBeInstanceOf(Unknown);
    expect({ shape: traced.shape, dtype: traced.dtype }).toEqual({ shape: known.shape, dtype: known.dtype });
    expect(asked.length).toBeGreaterThan(0);
  });

  it('leaves operations to the highest level among the inputs', () => {
    const low: string[] = [];
    const high: string[] = [];
    z.add(new Unknown([2], 'float64', low, 1), new Unknown([2], 'float64', high, 2));
    expect([low, high]).toEqual([[], ['add']]);
  });

  it('knows no elements', () => {
    const x = new Unknown([2], 'float64', []);
    for (const read of [() => x.data, () => x.toArray(), () => x.sum().item(), () => [...x], () => String(x)])
      expect(read).toThrow('are not known while a function is traced');
  });

  it('makes primitives of anything', () => {
    const double = z.definePrimitive<{ readonly times: number }>({
      name: 'double',
      shapes: ([x]) => [x!],
      compute: ([x], { times }, [type]) => [
        z.fromData(
          z.toFloat64Array(x!).map((v) => times * v),
          type!.shape,
        ),
      ],
    });
    expect(bind(double, [matrix], { times: 2 })[0]!.toArray()).toEqual(matrix.multiply(2).toArray());
  });
});
