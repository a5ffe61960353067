import { checkChoice } from '../array/checks.js';
import { type ArrayLike, asArray, bindOne, fromData, moveaxis, multiply, type NDArray } from '../array/index.js';
import { vectorOf } from './complex.js';
import { type AxisOptions, axisOf, checkNorm, fitted } from './options.js';
import { trigonometricPrimitive } from './primitives.js';
import type { TrigonometricType } from './trigonometric-plan.js';

export type { TrigonometricType } from './trigonometric-plan.js';

/** Options of cosine and sine transforms. */
export interface TrigonometricOptions extends AxisOptions {
  /** Default 2. */
  readonly type?: TrigonometricType;
}

type Kind = 'cosine' | 'sine';

const inverseTypes: Readonly<Record<TrigonometricType, TrigonometricType>> = { 1: 1, 2: 3, 3: 2, 4: 4 };

/** Half the period of the extension that a transform stands for: forward and backward give 2 N times the input. */
function halfPeriod(kind: Kind, type: TrigonometricType, n: number): number {
  if (type !== 1) return n;
  return kind === 'cosine' ? n - 1 : n + 1;
}

/** The places whose weight differs: those where the extension does not repeat a term. */
function ends(
  kind: Kind,
  type: TrigonometricType,
  n: number,
  side: 'input' | 'output',
  ortho: boolean,
): readonly number[] {
  if (type === 1) return kind === 'cosine' ? [0, n - 1] : [];
  if ((type === 3 && side === 'input') || (type === 2 && side === 'output' && ortho))
    return [kind === 'cosine' ? 0 : n - 1];
  return [];
}

function weighted(x: NDArray, places: readonly number[], weight: number): NDArray {
  if (places.length === 0) return x;
  const n = x.shape.at(-1)!;
  const weights = new Float64Array(n).fill(1);
  for (const place of places) weights[place] = weight;
  return multiply(x, fromData(x.dtype === 'float32' ? Float32Array.from(weights) : weights));
}

function transform(kind: Kind, x: ArrayLike, inverse: boolean, options: TrigonometricOptions): NDArray | Float64Array {
  const { type: asked = 2, norm = 'backward', length } = options;
  checkChoice('type', asked, [1, 2, 3, 4]);
  checkNorm(norm);
  const type = inverse ? inverseTypes[asked] : asked;
  const source = asArray(x);
  const axis = axisOf(source, options.axis);
  const lines = moveaxis(fitted(source, axis, length), axis, -1);
  const n = lines.shape.at(-1)!;
  const ortho = norm === 'ortho';
  const period = 2 * halfPeriod(kind, type, n);
  const factor = ortho ? Math.sqrt(4 / period) : 2 * ((norm === 'backward') === inverse ? 1 / period : 1);
  // Orthogonal: the ends have the weight √½ on both sides. Else sums run over the extension, which has the ends once.
  const before = weighted(lines, ends(kind, type, n, 'input', ortho), ortho ? Math.SQRT1_2 : 0.5);
  const sums = bindOne(trigonometricPrimitive, [before], { kind, type, factor });
  const after = ortho ? weighted(sums, ends(kind, type, n, 'output', ortho), Math.SQRT1_2) : sums;
  const result = moveaxis(after, -1, axis);
  return x instanceof Float64Array ? vectorOf(result) : result;
}

/**
 * Discrete cosine transform of type 1 to 4 along an axis, of any length:
 *
 * 1. y_k = x_0 + (−1)^k x_{n−1} + 2 Σ_{0<j<n−1} x_j cos(π k j / (n − 1)), n ≥ 2
 * 2. y_k = 2 Σ x_j cos(π k (2j + 1) / 2n)
 * 3. y_k = x_0 + 2 Σ_{j>0} x_j cos(π j (2k + 1) / 2n)
 * 4. y_k = 2 Σ x_j cos(π (2k + 1)(2j + 1) / 4n)
 *
 * With the norm `ortho` the matrix is orthogonal. Computed in float64; float32 input gives float32.
 *
 * @returns a vector when x is a Float64Array, else an array
 * @throws ZerothError `empty-transform`, `bad-length`, `bad-axis`, `option-out-of-range`
 */
export function dct(x: Float64Array, options?: TrigonometricOptions): Float64Array;
export function dct(x: ArrayLike, options?: TrigonometricOptions): NDArray;
export function dct(x: ArrayLike, options: TrigonometricOptions = {}): NDArray | Float64Array {
  return transform('cosine', x, false, options);
}

/** Inverse of {@link dct} of the same type. */
export function idct(x: Float64Array, options?: TrigonometricOptions): Float64Array;
export function idct(x: ArrayLike, options?: TrigonometricOptions): NDArray;
export function idct(x: ArrayLike, options: TrigonometricOptions = {}): NDArray | Float64Array {
  return transform('cosine', x, true, options);
}

/**
 * Discrete sine transform of type 1 to 4 along an axis, of any length:
 *
 * 1. y_k = 2 Σ x_j sin(π (k + 1)(j + 1) / (n + 1))
 * 2. y_k = 2 Σ x_j sin(π (k + 1)(2j + 1) / 2n)
 * 3. y_k = (−1)^k x_{n−1} + 2 Σ_{j<n−1} x_j sin(π (j + 1)(2k + 1) / 2n)
 * 4. y_k = 2 Σ x_j sin(π (2k + 1)(2j + 1) / 4n)
 *
 * Otherwise as {@link dct}.
 */
export function dst(x: Float64Array, options?: TrigonometricOptions): Float64Array;
export function dst(x: ArrayLike, options?: TrigonometricOptions): NDArray;
export function dst(x: ArrayLike, options: TrigonometricOptions = {}): NDArray | Float64Array {
  return transform('sine', x, false, options);
}

/** Inverse of {@link dst} of the same type. */
export function idst(x: Float64Array, options?: TrigonometricOptions): Float64Array;
export function idst(x: ArrayLike, options?: TrigonometricOptions): NDArray;
export function idst(x: ArrayLike, options: TrigonometricOptions = {}): NDArray | Float64Array {
  return transform('sine', x, true, options);
}
