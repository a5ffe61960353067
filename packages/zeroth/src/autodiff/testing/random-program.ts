import * as np from '../../array/index.js';
import { irfft, rfft } from '../../fft/index.js';
import * as la from '../../linalg/index.js';
import { type Random, random } from '../../random/index.js';
import { digamma, erf, lgamma } from '../../special/index.js';
import { checkpoint, cond, forLoop, scan, vmap } from '../index.js';

type Array = np.NDArray;

/** A scalar function of a vector, drawn at random. */
export interface RandomProgram {
  f(x: Array): Array;
  readonly size: number;
  /** A point where it is well conditioned. */
  readonly point: Float64Array;
  /** Whether it has no kinks, so that differences approach its derivatives. */
  readonly smooth: boolean;
  /** The operations, in order. */
  readonly text: string;
}

/** One operation on earlier values; undefined where it does not fit them. */
interface Step {
  readonly name: string;
  readonly smooth: boolean;
  apply(values: readonly Array[]): Array;
}

interface Drawn {
  readonly name: string;
  readonly kinked?: boolean;
  /** Makes an operation for an array of this shape, with draws of its own; undefined where there is none. */
  make(shape: readonly number[], draws: Draws): ((x: Array, other: Array) => Array) | undefined;
}

interface Draws {
  below(n: number): number;
  of<T>(items: readonly T[]): T;
  array(shape: readonly number[]): Array;
}

function drawsOf(source: Random): Draws {
  const below = (n: number): number => Math.min(n - 1, Math.floor(n * source.uniform()));
  return {
    below,
    of: (items) => items[below(items.length)]!,
    array: (shape) => {
      const size = shape.reduce((n, length) => n * length, 1);
      return np.fromData(
        Float64Array.from({ length: size }, () => 2 * source.uniform() - 1),
        shape,
      );
    },
  };
}

const always =
  (f: (x: Array) => Array): Drawn['make'] =>
  () =>
    f;

const positive = (x: Array): Array => np.add(np.square(x), 0.5);

const elementwise: readonly Drawn[] = [
  { name: 'sin', make: always(np.sin) },
  { name: 'tanh', make: always(np.tanh) },
  { name: 'atan', make: always(np.atan) },
  { name: 'exp', make: always((x) => np.exp(np.sin(x))) },
  { name: 'log', make: always((x) => np.log(positive(x))) },
  { name: 'sqrt', make: always((x) => np.sqrt(positive(x))) },
  { name: 'power', make: always((x) => np.pow(positive(x), 1.7)) },
  { name: 'cube', make: always((x) => np.pow(np.tanh(x), 3)) },
  { name: 'reciprocal', make: always((x) => np.reciprocal(positive(x))) },
  { name: 'asinh', make: always(np.asinh) },
  { name: 'expm1', make: always((x) => np.expm1(np.tanh(x))) },
  { name: 'log1p', make: always((x) => np.log1p(np.square(x))) },
  { name: 'erf', make: always((x) => erf(x)) },
  { name: 'lgamma', make: always((x) => lgamma(np.add(positive(x), 0.5))) },
  { name: 'digamma', make: always((x) => digamma(np.add(positive(x), 0.5))) },
  { name: 'abs', kinked: true, make: always(np.abs) },
  { name: 'round', kinked: true, make: always((x) => np.subtract(x, np.round(x))) },
  { name: 'clip', kinked: true, make: always((x) => np.clip(x, -0.5, 0.5)) },
];

/** The other array in a shape that broadcasts against this one. */
function beside(x: Array, other: Array): Array {
  if (other.ndim === x.ndim && other.shape.every((length, axis) => length === x.shape[axis])) return other;
  const last = x.shape[x.ndim - 1];
  if (other.ndim === 1 && last !== undefined && other.shape[0] === last) return other;
  return np.mean(other);
}

const binary: readonly Drawn[] = [
  { name: 'add', make: () => (x, y) => np.add(x, beside(x, y)) },
  { name: 'subtract', make: () => (x, y) => np.subtract(beside(x, y), x) },
  { name: 'multiply', make: () => (x, y) => np.multiply(x, beside(x, y)) },
  { name: 'divide', make: () => (x, y) => np.divide(x, positive(beside(x, y))) },
  { name: 'power of both', make: () => (x, y) => np.pow(positive(x), np.tanh(beside(x, y))) },
  { name: 'atan2', make: () => (x, y) => np.atan2(x, positive(beside(x, y))) },
  { name: 'hypot', make: () => (x, y) => np.hypot(positive(x), beside(x, y)) },
  { name: 'maximum', kinked: true, make: () => (x, y) => np.maximum(x, beside(x, y)) },
  { name: 'where', kinked: true, make: () => (x, y) => np.where(np.less(x, beside(x, y)), np.sin(x), beside(x, y)) },
  {
    name: 'outer',
    make: ([n, ...rest]) =>
      n === undefined || rest.length > 0 || n > 6 ? undefined : (x, y) => np.outer(x, np.reshape(beside(x, y), [-1])),
  },
];

/** An operation along an axis that is drawn. */
function along(name: string, f: (x: Array, axis: number) => Array, kinked = false): Drawn {
  return {
    name,
    kinked,
    make: (shape, draws) => {
      if (shape.length === 0) return undefined;
      const axis = draws.below(shape.length);
      return (x) => f(x, axis);
    },
  };
}

const axes: readonly Drawn[] = [
  along('sum', (x, axis) => np.sum(x, { axis })),
  along('sum, kept', (x, axis) => np.subtract(x, np.sum(x, { axis, keepdims: true }))),
  along('mean', (x, axis) => np.mean(x, { axis })),
  along('variance', (x, axis) => np.variance(x, { axis })),
  along('max', (x, axis) => np.max(x, { axis }), true),
  along('min', (x, axis) => np.min(x, { axis, keepdims: true }), true),
  along('product', (x, axis) => np.prod(x, { axis })),
  along('cumulativeSum', (x, axis) => np.cumulativeSum(x, { axis })),
  along('cumulativeProd', (x, axis) => np.cumulativeProd(np.tanh(x), { axis })),
  along('softmax', (x, axis) => np.softmax(x, { axis })),
  along('logSumExp', (x, axis) => np.log(np.sum(np.exp(x), { axis }))),
  along('sort', (x, axis) => np.sort(x, { axis }), true),
  along('flip', (x, axis) => np.flip(x, axis)),
  along('roll', (x, axis) => np.roll(x, 2, { axis })),
  along('diff', (x, axis) => (x.shape[axis]! > 1 ? np.diff(x, { axis }) : x)),
  along('concat', (x, axis) => (x.size > 40 ? x : np.concat([x, np.sin(x)], { axis }))),
  along('every other', (x, axis) =>
    np.slice(x, ...x.shape.map((_, i): np.Range => (i === axis ? [null, null, -2] : []))),
  ),
  along('expandDims', (x, axis) => (x.ndim > 3 ? x : np.expandDims(x, axis))),
  along('spectrum', (x, axis) => {
    const { re, im } = rfft(np.moveaxis(x, axis, -1));
    return np.add(re, np.square(im));
  }),
  along('filter', (x, axis) => {
    const last = np.moveaxis(x, axis, -1);
    return irfft(rfft(last), { length: last.shape[last.ndim - 1]! });
  }),
];

const indexing: readonly Drawn[] = [
  {
    name: 'take',
    make: ([n], draws) => {
      if (n === undefined || n === 0) return undefined;
      const indices = np.fromData(Int32Array.from({ length: 3 }, () => draws.below(n)));
      return (x) => np.take(x, indices, { axis: 0 });
    },
  },
  {
    name: 'scatterAdd',
    make: ([n, ...rest], draws) => {
      if (n === undefined || rest.length > 0) return undefined;
      const indices = np.fromData(Int32Array.from({ length: n }, () => draws.below(n)));
      return (x) => np.scatterAdd(np.cos(x), indices, np.multiply(x, x));
    },
  },
  {
    name: 'scatterSet',
    make: ([n, ...rest], draws) => {
      if (n === undefined || rest.length > 0) return undefined;
      const indices = np.fromData(Int32Array.from({ length: 3 }, () => draws.below(n)));
      return (x) => np.scatterSet(x, indices, np.sin(np.take(x, np.fromData(Int32Array.of(0, 0, n - 1)))));
    },
  },
  { name: 'pad', make: (shape) => (shape.length === 1 ? (x) => np.pad(x, [[1, 2]], { value: 0.5 }) : undefined) },
  {
    name: 'transpose',
    make: () => (x) =>
      np.permuteDims(
        x,
        x.shape.map((_, i) => x.ndim - 1 - i),
      ),
  },
  { name: 'flatten', make: () => (x) => np.reshape(x, [-1]) },
  {
    name: 'mask',
    make: (shape, draws) => {
      const mask = np.greater(draws.array(shape), 0);
      return (x) => np.where(mask, x, np.cos(x));
    },
  },
];

/** A well conditioned square matrix of x, of order at most 4. */
function squareOf(x: Array): Array {
  const flat = np.reshape(x, [-1]);
  const n = Math.min(4, flat.shape[0]!);
  const row = np.tanh(np.slice(flat, [0, n]));
  const outer = np.outer(row, np.sin(np.multiply(row, np.arange(1, n + 1))));
  return np.add(np.multiply(np.eye(n), np.arange(2, n + 2)), np.multiply(0.3, np.add(outer, np.diagonalMatrix(row))));
}

const definite = (x: Array): Array => np.matmul(squareOf(x), np.matrixTranspose(squareOf(x)));

const nonempty =
  (f: (x: Array) => Array): Drawn['make'] =>
  (shape) =>
    shape.includes(0) ? undefined : f;

const matrices: readonly Drawn[] = [
  { name: 'matmul', make: (shape) => (shape.length === 2 ? (x) => np.matmul(x, np.matrixTranspose(x)) : undefined) },
  {
    name: 'matmul with a matrix',
    make: (shape, draws) => {
      const last = shape[shape.length - 1];
      if (last === undefined) return undefined;
      const matrix = draws.array([last, 3]);
      return (x) => np.matmul(x, matrix);
    },
  },
  { name: 'solve', make: nonempty((x) => la.solve(squareOf(x), np.reshape(np.sum(squareOf(x), { axis: 1 }), [-1]))) },
  { name: 'inv', make: nonempty((x) => la.inv(squareOf(x))) },
  { name: 'det', make: nonempty((x) => np.log(la.det(definite(x)))) },
  { name: 'slogdet', make: nonempty((x) => la.slogdet(squareOf(x)).logdet) },
  { name: 'cholesky', make: nonempty((x) => la.cholesky(definite(x))) },
  { name: 'eigh', make: nonempty((x) => la.eigh(definite(x)).values) },
  { name: 'qr', make: nonempty((x) => la.qr(squareOf(x)).r) },
  { name: 'lu', make: nonempty((x) => la.lu(squareOf(x)).u) },
  { name: 'expm', make: nonempty((x) => la.expm(np.multiply(0.2, squareOf(x)))) },
  { name: 'svdvals', make: nonempty((x) => la.svdvals(squareOf(x))) },
];

const control: readonly Drawn[] = [
  {
    name: 'scan',
    make: (shape) =>
      shape.length === 0
        ? undefined
        : (x) =>
            scan(
              (state: Array, row: Array): readonly [Array, Array] => {
                const next = np.tanh(np.add(np.multiply(0.5, state), np.mean(np.sin(row))));
                return [next, np.multiply(next, row)];
              },
              np.mean(x),
              x,
            )[1],
  },
  { name: 'forLoop', make: () => (x) => forLoop(3, (i, s: Array) => np.sin(np.add(s, np.multiply(i, x))), x) },
  {
    name: 'cond',
    kinked: true,
    make: () => (x) =>
      cond(
        np.greater(np.sum(x), 0),
        () => np.sin(x),
        () => np.multiply(2, x),
      ),
  },
  { name: 'checkpoint', make: () => (x) => checkpoint((y: Array) => np.sin(np.multiply(y, np.tanh(y))))(x) },
  {
    name: 'vmap',
    make: (shape) =>
      shape.length === 0 || shape[0] === 0
        ? undefined
        : (x) => vmap((row: Array) => np.multiply(row, np.mean(np.cos(row))))(x),
  },
];

const families: readonly (readonly Drawn[])[] = [
  elementwise,
  elementwise,
  binary,
  binary,
  axes,
  axes,
  indexing,
  matrices,
  control,
];

/**
 * The program of a seed: 3 or more operations on a vector of 4 to 8 elements, each on a value drawn among the latest.
 *
 * @param most number of operations. Default 9.
 */
export function randomProgram(seed: number, most = 9): RandomProgram {
  const draws = drawsOf(random(seed));
  const size = 4 + draws.below(5);
  const point = np.toFloat64Array(draws.array([size]));
  const steps: Step[] = [];
  const first = np.fromData(point);
  const values: Array[] = [first];
  if (size % 2 === 0 && draws.below(2) === 0) {
    const step: Step = { name: 'reshape', smooth: true, apply: ([x]) => np.reshape(x!, [2, size / 2]) };
    steps.push(step);
    values.push(step.apply(values));
  }
  const length = steps.length + 3 + draws.below(most - 2);
  while (steps.length < length) {
    const made = stepFor(values, draws);
    if (made === undefined) continue;
    steps.push(made.step);
    values.push(made.value);
  }
  const weights = values.map(({ shape }) => draws.array(shape));
  const f = (x: Array): Array => {
    const all: Array[] = [x];
    for (const { apply } of steps) all.push(apply(all));
    // All values count, so that none is dead code.
    return all.reduce<Array>(
      (total, value, i) => np.add(total, np.sum(np.multiply(np.sin(value), weights[i]!))),
      np.sum(x),
    );
  };
  return {
    f,
    size,
    point,
    smooth: steps.every(({ smooth }) => smooth),
    text: steps.map(({ name }) => name).join(', '),
  };
}

/** A step on values there are, with its value at the point. Values that grow are bounded, so that derivatives do not explode. */
function stepFor(values: readonly Array[], draws: Draws): { readonly step: Step; readonly value: Array } | undefined {
  const { name, kinked = false, make } = draws.of(draws.of(families));
  const own = values.length - 1 - draws.below(Math.min(3, values.length));
  const other = draws.below(values.length);
  const operation = make(values[own]!.shape, draws);
  if (operation === undefined) return undefined;
  const apply = (all: readonly Array[]): Array => operation(all[own]!, all[other]!);
  const value = apply(values);
  const largest = np.toFloat64Array(value).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (value.size === 0 || value.size > 100) return undefined;
  const label = `${name}(${own}, ${other})`;
  if (largest < 3) return { step: { name: label, smooth: !kinked, apply }, value };
  const bounded = (all: readonly Array[]): Array => np.atan(np.multiply(apply(all), 1 / largest));
  return { step: { name: `atan ${label}`, smooth: !kinked, apply: bounded }, value: bounded(values) };
}
