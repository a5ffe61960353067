import { type ArrayLike, asArray, bind, bindOne, moveaxis, type NDArray, zerosLike } from '../array/index.js';
import { ZerothError } from '../errors.js';
import { type Complex, type ComplexLike, isVector, partsOf, vectorOf } from './complex.js';
import {
  type AxesOptions,
  type AxisOptions,
  axesOf,
  axisOf,
  checkTransformLength,
  factorOf,
  fitted,
} from './options.js';
import { fftPrimitive, halfFftPrimitive, realFftPrimitive } from './primitives.js';

function pairOf([re, im]: readonly NDArray[]): Complex {
  return { re: re!, im: im! };
}

function vectorsOf({ re, im }: Complex): Complex<Float64Array> {
  return { re: vectorOf(re), im: vectorOf(im) };
}

function along(x: ComplexLike, { length, axis, norm = 'backward' }: AxisOptions, inverse: boolean) {
  const { re, im } = partsOf(x);
  const place = axisOf(re, axis);
  const axes = [place];
  const fit = (part: NDArray) => fitted(part, place, length);
  return transform(fit(re), im && fit(im), axes, norm, inverse, isVector(x));
}

function alongAll(x: ComplexLike, options: AxesOptions, inverse: boolean) {
  const { re, im } = partsOf(x);
  const axes = axesOf(re, options);
  const fit = (part: NDArray) => axes.reduce((fit, axis, i) => fitted(fit, axis, options.lengths?.[i]), part);
  return transform(fit(re), im && fit(im), axes, options.norm ?? 'backward', inverse, isVector(x));
}

function transform(
  re: NDArray,
  im: NDArray | undefined,
  axes: readonly number[],
  norm: NonNullable<AxisOptions['norm']>,
  inverse: boolean,
  vector: boolean,
): Complex | Complex<Float64Array> {
  const n = axes.reduce((product, axis) => product * re.shape[axis]!, 1);
  const inputs = [re, im ?? zerosLike(re)];
  const pair = pairOf(bind(fftPrimitive, inputs, { axes, inverse, factor: factorOf(norm, n, inverse) }));
  return vector ? vectorsOf(pair) : pair;
}

/**
 * Discrete Fourier transform along an axis, of any length: X_k = Σ_j x_j exp(−2πi j k / n). Computed in float64, with a
 * relative root-mean-square error of about 10⁻¹⁶ · log₂ n; float32 input gives float32, rounded once. What is not finite
 * spreads to the real or imaginary part of every result.
 *
 * @param x real numbers, or `{ re, im }`
 * @returns vectors when x consists of Float64Arrays, else arrays
 * @throws ZerothError `empty-transform`, `bad-length`, `bad-axis`, `shape-mismatch`
 */
export function fft(x: Float64Array | Complex<Float64Array>, options?: AxisOptions): Complex<Float64Array>;
export function fft(x: ComplexLike, options?: AxisOptions): Complex;
export function fft(x: ComplexLike, options: AxisOptions = {}): Complex | Complex<Float64Array> {
  return along(x, options, false);
}

/** Inverse of {@link fft}: x_j = (1/n) Σ_k X_k exp(+2πi j k / n). */
export function ifft(x: Float64Array | Complex<Float64Array>, options?: AxisOptions): Complex<Float64Array>;
export function ifft(x: ComplexLike, options?: AxisOptions): Complex;
export function ifft(x: ComplexLike, options: AxisOptions = {}): Complex | Complex<Float64Array> {
  return along(x, options, true);
}

/** {@link fft} along several axes, all by default. */
export function fftn(x: Float64Array | Complex<Float64Array>, options?: AxesOptions): Complex<Float64Array>;
export function fftn(x: ComplexLike, options?: AxesOptions): Complex;
export function fftn(x: ComplexLike, options: AxesOptions = {}): Complex | Complex<Float64Array> {
  return alongAll(x, options, false);
}

/** {@link ifft} along several axes, all by default. */
export function ifftn(x: Float64Array | Complex<Float64Array>, options?: AxesOptions): Complex<Float64Array>;
export function ifftn(x: ComplexLike, options?: AxesOptions): Complex;
export function ifftn(x: ComplexLike, options: AxesOptions = {}): Complex | Complex<Float64Array> {
  return alongAll(x, options, true);
}

/** {@link fft} along two axes, the last ones by default. */
export function fft2(x: ComplexLike, options: AxesOptions = {}): Complex {
  return fftn(x, { axes: [-2, -1], ...options });
}

/** {@link ifft} along two axes, the last ones by default. */
export function ifft2(x: ComplexLike, options: AxesOptions = {}): Complex {
  return ifftn(x, { axes: [-2, -1], ...options });
}

function realInput(x: ArrayLike): NDArray {
  if (typeof x === 'object' && 're' in x)
    throw new ZerothError('bad-element', 'Real numbers are needed here: use fft or fftn for { re, im }.', x);
  return asArray(x);
}

/**
 * {@link fft} of real numbers: the first ⌊n/2⌋ + 1 of the n results along the axis, of which the others are the conjugates,
 * X_{n−k} = conj X_k. About twice as fast for even n.
 */
export function rfft(x: Float64Array, options?: AxisOptions): Complex<Float64Array>;
export function rfft(x: ArrayLike, options?: AxisOptions): Complex;
export function rfft(x: ArrayLike, options: AxisOptions = {}): Complex | Complex<Float64Array> {
  const source = realInput(x);
  const axis = axisOf(source, options.axis);
  const pair = halfSpectrum(fitted(source, axis, options.length), axis, options.norm ?? 'backward');
  return x instanceof Float64Array ? vectorsOf(pair) : pair;
}

function halfSpectrum(x: NDArray, axis: number, norm: NonNullable<AxisOptions['norm']>): Complex {
  const factor = factorOf(norm, x.shape[axis]!, false);
  if (axis === x.shape.length - 1) return pairOf(bind(realFftPrimitive, [x], { factor }));
  const { re, im } = pairOf(bind(realFftPrimitive, [moveaxis(x, axis, -1)], { factor }));
  return { re: moveaxis(re, -1, axis), im: moveaxis(im, -1, axis) };
}

/**
 * Inverse of {@link rfft}. The imaginary parts of the first number and, for even n, the last do not count.
 *
 * @param x the first half, of length m along the axis
 * @param options `length` is that of the real result; default 2 (m − 1). For an odd length it must be given.
 */
export function irfft(x: Float64Array | Complex<Float64Array>, options?: AxisOptions): Float64Array;
export function irfft(x: ComplexLike, options?: AxisOptions): NDArray;
export function irfft(x: ComplexLike, options: AxisOptions = {}): NDArray | Float64Array {
  const { re, im } = partsOf(x);
  const axis = axisOf(re, options.axis);
  const real = fromHalfSpectrum({ re, im: im ?? zerosLike(re) }, axis, options.length, options.norm ?? 'backward');
  return isVector(x) ? vectorOf(real) : real;
}

function fromHalfSpectrum(
  x: Complex,
  axis: number,
  asked: number | undefined,
  norm: NonNullable<AxisOptions['norm']>,
): NDArray {
  if (asked !== undefined) checkTransformLength(asked);
  const length = asked ?? 2 * (x.re.shape[axis]! - 1);
  const count = Math.floor(length / 2) + 1;
  const part = (half: NDArray) => moveaxis(length < 1 ? half : fitted(half, axis, count), axis, -1);
  const factor = factorOf(norm, length, true);
  return moveaxis(bindOne(halfFftPrimitive, [part(x.re), part(x.im)], { length, factor }), -1, axis);
}

/** {@link fftn} of real numbers: only the first ⌊n/2⌋ + 1 results along the last of the axes. */
export function rfftn(x: ArrayLike, options: AxesOptions = {}): Complex {
  const source = realInput(x);
  const axes = axesOf(source, options);
  const norm = options.norm ?? 'backward';
  const last = axes.at(-1);
  if (last === undefined) throw new ZerothError('bad-axis', 'rfftn needs at least one axis.', axes);
  const fit = axes.reduce((fit, axis, i) => fitted(fit, axis, options.lengths?.[i]), source);
  return fftn(halfSpectrum(fit, last, norm), { axes: axes.slice(0, -1), norm });
}

/** Inverse of {@link rfftn}; the default length along the last of the axes is 2 (m − 1), as for {@link irfft}. */
export function irfftn(x: ComplexLike, options: AxesOptions = {}): NDArray {
  const { re, im } = partsOf(x);
  const axes = axesOf(re, options);
  const norm = options.norm ?? 'backward';
  const last = axes.at(-1);
  if (last === undefined) throw new ZerothError('bad-axis', 'irfftn needs at least one axis.', axes);
  const others = axes.slice(0, -1);
  const lengths = options.lengths?.slice(0, -1);
  const pair = ifftn({ re, im: im ?? zerosLike(re) }, { axes: others, norm, ...(lengths && { lengths }) });
  return fromHalfSpectrum(pair, last, options.lengths?.at(-1), norm);
}

/** {@link rfftn} along two axes, the last ones by default. */
export function rfft2(x: ArrayLike, options: AxesOptions = {}): Complex {
  return rfftn(x, { axes: [-2, -1], ...options });
}

/** {@link irfftn} along two axes, the last ones by default. */
export function irfft2(x: ComplexLike, options: AxesOptions = {}): NDArray {
  return irfftn(x, { axes: [-2, -1], ...options });
}
