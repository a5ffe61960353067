import { floatingOf, promote } from '../array/dtype.js';
import { definePrimitive, float64Data, fromData, type NDArray, type Shape } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { type Along, transformComplex, transformHalf, transformReal, transformTrigonometric } from './transform.js';
import type { TrigonometricType } from './trigonometric-plan.js';

/*
 * All transforms are linear; everything of zeroth/fft is composed of these. They compute in float64 and round once to
 * float32 where the input is.
 */

function lastOf(shape: Shape): number {
  return shape[shape.length - 1]!;
}

function withLast(shape: Shape, length: number): Shape {
  return [...shape.slice(0, -1), length];
}

function outputOf(data: Float64Array, shape: Shape, float32: boolean): NDArray {
  return fromData(float32 ? Float32Array.from(data) : data, shape);
}

function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Throws `empty-transform` for an axis without elements: its transform is not defined. */
function checkLength(length: number, shape: Shape): void {
  if (length < 1)
    throw new ZerothError(
      'empty-transform',
      `A transform needs at least one number along its axis, but the shape is [${shape.join(', ')}].`,
      shape,
    );
}

/** Of {@link fftPrimitive}. */
export interface FftParams {
  /** Distinct, from 0. */
  readonly axes: readonly number[];
  /** exp(+2πi j k / n) instead of exp(−2πi j k / n). */
  readonly inverse: boolean;
  readonly factor: number;
}

/**
 * (re, im) to the parts of factor · Σ_j x_j exp(∓2πi j k / n) along all given axes. As a complex matrix it is symmetric, and
 * its conjugate is the one with the other sign.
 */
export const fftPrimitive = definePrimitive<FftParams>({
  name: 'fft',
  shapes([re, im], { axes }) {
    for (const axis of axes) checkLength(re!.shape[axis]!, re!.shape);
    const dtype = floatingOf(promote(re!.dtype, im!.dtype));
    return [
      { shape: re!.shape, dtype },
      { shape: re!.shape, dtype },
    ];
  },
  compute([re, im], { axes, inverse, factor }, [type]) {
    const { shape } = re!;
    const along: Along[] = axes.map((axis) => ({
      outer: sizeOf(shape.slice(0, axis)),
      length: shape[axis]!,
      inner: sizeOf(shape.slice(axis + 1)),
    }));
    const size = sizeOf(shape);
    const outRe = new Float64Array(size);
    const outIm = new Float64Array(size);
    transformComplex(float64Data(re!), float64Data(im!), outRe, outIm, along, inverse, factor);
    const float32 = type!.dtype === 'float32';
    return [outputOf(outRe, shape, float32), outputOf(outIm, shape, float32)];
  },
});

/** Real x of shape […, n] to the parts, […, ⌊n/2⌋ + 1], of the first half of factor · Σ_j x_j exp(−2πi j k / n). */
export const realFftPrimitive = definePrimitive<{ readonly factor: number }>({
  name: 'realFft',
  shapes([x]) {
    const n = lastOf(x!.shape);
    checkLength(n, x!.shape);
    const type = { shape: withLast(x!.shape, Math.floor(n / 2) + 1), dtype: floatingOf(x!.dtype) };
    return [type, type];
  },
  compute([x], { factor }, [type]) {
    const size = sizeOf(type!.shape);
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    transformReal(float64Data(x!), re, im, lastOf(x!.shape), factor);
    const float32 = type!.dtype === 'float32';
    return [outputOf(re, type!.shape, float32), outputOf(im, type!.shape, float32)];
  },
});

/**
 * (re, im) of shape […, ⌊n/2⌋ + 1] to the real factor · Σ_k X_k exp(+2πi j k / n) of shape […, n], X being continued as
 * X_{n−k} = conj X_k. The imaginary parts of X_0 and, for even n, X_{n/2} do not count.
 */
export const halfFftPrimitive = definePrimitive<{ readonly length: number; readonly factor: number }>({
  name: 'halfFft',
  shapes([re, im], { length }) {
    checkLength(length, re!.shape);
    return [{ shape: withLast(re!.shape, length), dtype: floatingOf(promote(re!.dtype, im!.dtype)) }];
  },
  compute([re, im], { length, factor }, [type]) {
    const x = new Float64Array(sizeOf(type!.shape));
    transformHalf(float64Data(re!), float64Data(im!), x, length, factor);
    return [outputOf(x, type!.shape, type!.dtype === 'float32')];
  },
});

/** Of {@link trigonometricPrimitive}. */
export interface TrigonometricParams {
  readonly kind: 'cosine' | 'sine';
  readonly type: TrigonometricType;
  readonly factor: number;
}

/**
 * Cosine or sine sums along the last axis, times a factor, without other weights: type 3 is the transpose of type 2, the others are symmetric.
 * The sums are defined at `TrigonometricPlan`.
 */
export const trigonometricPrimitive = definePrimitive<TrigonometricParams>({
  name: 'trigonometricTransform',
  shapes([x], { kind, type }) {
    const { shape, dtype } = x!;
    checkLength(lastOf(shape), shape);
    if (kind === 'cosine' && type === 1 && lastOf(shape) < 2)
      throw new ZerothError(
        'empty-transform',
        `The cosine transform of type 1 needs at least two numbers along its axis, but the shape is [${shape.join(', ')}].`,
        shape,
      );
    return [{ shape, dtype: floatingOf(dtype) }];
  },
  compute([x], { kind, type, factor }, [result]) {
    const y = new Float64Array(sizeOf(result!.shape));
    transformTrigonometric(kind, type, float64Data(x!), y, lastOf(x!.shape), factor);
    return [outputOf(y, result!.shape, result!.dtype === 'float32')];
  },
});
