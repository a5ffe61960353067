import { checkChoice } from '../array/checks.js';
import {
  type ArrayLike,
  add,
  asArray,
  flip,
  float64Data,
  fromData,
  interceptor,
  multiply,
  type NDArray,
  slice,
  subtract,
} from '../array/index.js';
import { ZerothError } from '../errors.js';
import { vectorOf } from './complex.js';
import { nextSmooth } from './factors.js';
import { irfftn, rfftn } from './fourier.js';

/**
 * Which part of a convolution: all of it, its centre in the shape of the first input, or what does not reach over the ends
 * of the longer input.
 */
export type ConvolutionMode = 'full' | 'same' | 'valid';

/** Options of {@link convolve} and {@link correlate}. */
export interface ConvolutionOptions {
  /** Default `full`. */
  readonly mode?: ConvolutionMode;
  /**
   * `direct` sums: its results are exact for integers, and every one has a small error relative to its own terms. `fft`
   * takes O(n log n), and its errors are relative to the largest results. Default `auto`: the faster of the two.
   */
  readonly method?: 'auto' | 'direct' | 'fft';
}

/**
 * Linear convolution of real arrays of one rank, (a ∗ b)_k = Σ_j a_j b_{k−j}, along all axes.
 *
 * @returns a vector when both are Float64Arrays, else an array
 * @throws ZerothError `shape-mismatch`; `empty-transform` where an input is empty
 */
export function convolve(a: Float64Array, b: Float64Array, options?: ConvolutionOptions): Float64Array;
export function convolve(a: ArrayLike, b: ArrayLike, options?: ConvolutionOptions): NDArray;
export function convolve(a: ArrayLike, b: ArrayLike, options: ConvolutionOptions = {}): NDArray | Float64Array {
  const result = convolution(asArray(a), asArray(b), options);
  return a instanceof Float64Array && b instanceof Float64Array ? vectorOf(result) : result;
}

/**
 * Cross-correlation of real arrays of one rank, Σ_j a_{j + k} b_j, along all axes: the convolution with b reversed. In the mode
 * `full`, shift 0 is at place m − 1 of each axis, m being the length of b.
 *
 * @returns a vector when both are Float64Arrays, else an array
 * @throws ZerothError `shape-mismatch`; `empty-transform` where an input is empty
 */
export function correlate(a: Float64Array, b: Float64Array, options?: ConvolutionOptions): Float64Array;
export function correlate(a: ArrayLike, b: ArrayLike, options?: ConvolutionOptions): NDArray;
export function correlate(a: ArrayLike, b: ArrayLike, options: ConvolutionOptions = {}): NDArray | Float64Array {
  const result = convolution(asArray(a), flip(asArray(b)), options);
  return a instanceof Float64Array && b instanceof Float64Array ? vectorOf(result) : result;
}

function convolution(a: NDArray, b: NDArray, { mode = 'full', method = 'auto' }: ConvolutionOptions): NDArray {
  checkChoice('mode', mode, ['full', 'same', 'valid']);
  checkChoice('method', method, ['auto', 'direct', 'fft']);
  checkShapes(a, b, mode);
  // Sums at once are for numbers that are there; a traced function is made of transforms, whose rules are known.
  const traced = a[interceptor] !== undefined || b[interceptor] !== undefined;
  const direct = method === 'direct' || (method === 'auto' && directIsFaster(a, b));
  const whole = direct && !traced ? directly(a, b) : byTransforms(a, b);
  return part(whole, a, b, mode);
}

function checkShapes(a: NDArray, b: NDArray, mode: ConvolutionMode): void {
  const shapes = `[${a.shape.join(', ')}] and [${b.shape.join(', ')}]`;
  if (a.shape.length !== b.shape.length || a.shape.length === 0)
    throw new ZerothError(
      'shape-mismatch',
      `Arrays to convolve must have as many axes, and at least one: the shapes are ${shapes}.`,
      [a.shape, b.shape],
    );
  if (a.size === 0 || b.size === 0)
    throw new ZerothError('empty-transform', `Arrays to convolve must not be empty: the shapes are ${shapes}.`, [
      a.shape,
      b.shape,
    ]);
  const inside = (x: NDArray, y: NDArray) => x.shape.every((length, axis) => length <= y.shape[axis]!);
  if (mode === 'valid' && !inside(a, b) && !inside(b, a))
    throw new ZerothError(
      'shape-mismatch',
      `In the mode valid one array must fit into the other along every axis: the shapes are ${shapes}.`,
      [a.shape, b.shape],
    );
}

/** Cost of a transform by the number and digit of its length, against a multiplication and addition of the direct sum. */
const TRANSFORM_COST = 6;

function directIsFaster(a: NDArray, b: NDArray): boolean {
  const size = fullShape(a, b).reduce((product, length) => product * length, 1);
  return a.size * b.size <= TRANSFORM_COST * size * Math.log2(size + 1);
}

function fullShape(a: NDArray, b: NDArray): readonly number[] {
  return a.shape.map((length, axis) => length + b.shape[axis]! - 1);
}

function directly(a: NDArray, b: NDArray): NDArray {
  // The inner loop runs over the longer rows.
  if (a.shape.at(-1)! < b.shape.at(-1)!) return directly(b, a);
  const shape = fullShape(a, b);
  const [x, y] = [float64Data(a), float64Data(b)];
  const out = new Float64Array(shape.reduce((product, length) => product * length, 1));
  const row = a.shape.at(-1)!;
  const step = b.shape.at(-1)!;
  const outRow = shape.at(-1)!;
  for (let i = 0; i < x.length; i += row) {
    for (let j = 0; j < y.length; j += step) {
      const start = rowOf(i / row, j / step, a.shape, b.shape) * outRow;
      for (let t = 0; t < step; t++) {
        const factor = y[j + t]!;
        const to = start + t;
        for (let s = 0; s < row; s++) out[to + s] = out[to + s]! + factor * x[i + s]!;
      }
    }
  }
  const float32 = a.dtype === 'float32' && b.dtype === 'float32';
  return fromData(float32 ? Float32Array.from(out) : out, shape);
}

/** The row of the result that rows i of a and j of b are added to. */
function rowOf(i: number, j: number, aShape: readonly number[], bShape: readonly number[]): number {
  let row = 0;
  let step = 1;
  for (let axis = aShape.length - 2; axis >= 0; axis--) {
    const [m, n] = [aShape[axis]!, bShape[axis]!];
    row += step * ((i % m) + (j % n));
    i = Math.floor(i / m);
    j = Math.floor(j / n);
    step *= m + n - 1;
  }
  return row;
}

function byTransforms(a: NDArray, b: NDArray): NDArray {
  const shape = fullShape(a, b);
  // Even along the last axis, where real transforms are halved.
  const lengths = shape.map((length, axis) =>
    axis === shape.length - 1 ? 2 * nextSmooth(Math.ceil(length / 2)) : nextSmooth(length),
  );
  const x = rfftn(a, { lengths });
  const y = rfftn(b, { lengths });
  const re = subtract(multiply(x.re, y.re), multiply(x.im, y.im));
  const im = add(multiply(x.re, y.im), multiply(x.im, y.re));
  return slice(irfftn({ re, im }, { lengths }), ...shape.map((length) => [0, length] as const));
}

function part(whole: NDArray, a: NDArray, b: NDArray, mode: ConvolutionMode): NDArray {
  if (mode === 'full') return whole;
  const ranges = whole.shape.map((length, axis) => {
    const [m, n] = [a.shape[axis]!, b.shape[axis]!];
    const kept = mode === 'same' ? m : Math.abs(m - n) + 1;
    const start = Math.floor((length - kept) / 2);
    return [start, start + kept] as const;
  });
  return slice(whole, ...ranges);
}
