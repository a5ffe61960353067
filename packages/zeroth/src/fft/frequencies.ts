import { checkPositive } from '../array/checks.js';
import { type ArrayLike, asArray, type NDArray, roll } from '../array/index.js';
import { normalizeAxes } from '../array/shape.js';
import { vectorOf } from './complex.js';
import { checkTransformLength } from './options.js';

/**
 * The frequencies of the results of a complex transform of n samples, in cycles per unit of `spacing`: 0, 1, …, −2, −1 over
 * n · spacing. For even n the highest is negative.
 *
 * @param spacing between samples, positive. Default 1.
 * @throws ZerothError `bad-length`, `option-out-of-range`
 */
export function fftFrequencies(n: number, spacing = 1): Float64Array {
  checkTransformLength(n);
  checkPositive('spacing', spacing);
  return Float64Array.from({ length: n }, (_, k) => (2 * k < n ? k : k - n) / (n * spacing));
}

/** The ⌊n/2⌋ + 1 frequencies of the results of a real transform of n samples, none negative. */
export function rfftFrequencies(n: number, spacing = 1): Float64Array {
  checkTransformLength(n);
  checkPositive('spacing', spacing);
  return Float64Array.from({ length: Math.floor(n / 2) + 1 }, (_, k) => k / (n * spacing));
}

/** Options of {@link fftShift}. */
export interface ShiftOptions {
  /** Default: all axes. */
  readonly axes?: readonly number[];
}

/** Moves frequency 0 to the middle, place ⌊n/2⌋ of each axis. */
export function fftShift(x: Float64Array, options?: ShiftOptions): Float64Array;
export function fftShift(x: ArrayLike, options?: ShiftOptions): NDArray;
export function fftShift(x: ArrayLike, { axes }: ShiftOptions = {}): NDArray | Float64Array {
  return shifted(x, axes, (n) => Math.floor(n / 2));
}

/** Undoes {@link fftShift}, which is another thing for odd lengths. */
export function ifftShift(x: Float64Array, options?: ShiftOptions): Float64Array;
export function ifftShift(x: ArrayLike, options?: ShiftOptions): NDArray;
export function ifftShift(x: ArrayLike, { axes }: ShiftOptions = {}): NDArray | Float64Array {
  return shifted(x, axes, (n) => -Math.floor(n / 2));
}

function shifted(
  x: ArrayLike,
  asked: readonly number[] | undefined,
  by: (n: number) => number,
): NDArray | Float64Array {
  const source = asArray(x);
  const axes = normalizeAxes(asked, source.shape.length);
  const result = roll(
    source,
    axes.map((axis) => by(source.shape[axis]!)),
    { axis: axes },
  );
  return x instanceof Float64Array ? vectorOf(result) : result;
}
