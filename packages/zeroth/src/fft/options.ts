import { checkChoice } from '../array/checks.js';
import { type NDArray, pad, slice } from '../array/index.js';
import { normalizeAxes, normalizeAxis } from '../array/shape.js';
import { ZerothError } from '../errors.js';

/** Where the factor 1/n goes: to the inverse (`backward`), to the forward transform, or its root to both (`ortho`). */
export type Norm = 'backward' | 'ortho' | 'forward';

/** Options of transforms along one axis. */
export interface AxisOptions {
  /** Length of the transform; the input is cut or followed by zeros to it. Default: what is there. */
  readonly length?: number;
  /** Default −1, the last. */
  readonly axis?: number;
  /** Default `backward`. */
  readonly norm?: Norm;
}

/** Options of transforms along several axes. */
export interface AxesOptions {
  /** Lengths along the axes; the input is cut or followed by zeros to them. Default: what is there. */
  readonly lengths?: readonly number[];
  /** Default: as many of the last axes as there are lengths, or all. */
  readonly axes?: readonly number[];
  /** Default `backward`. */
  readonly norm?: Norm;
}

/** Throws `option-out-of-range` for a norm that there is not. */
export function checkNorm(norm: Norm): void {
  checkChoice('norm', norm, ['backward', 'ortho', 'forward']);
}

/** The factor of a transform of n numbers in all. */
export function factorOf(norm: Norm, n: number, inverse: boolean): number {
  checkNorm(norm);
  if (norm === 'ortho') return 1 / Math.sqrt(n);
  return (norm === 'backward') === inverse ? 1 / n : 1;
}

/** Complex numbers of the longest transform: they fill the 4 GiB that kernels can address. */
const LONGEST = 2 ** 28;

/** Throws `bad-length` unless it is an integer from 1 to 2^28. */
export function checkTransformLength(length: number): void {
  if (!Number.isSafeInteger(length) || length < 1 || length > LONGEST)
    throw new ZerothError(
      'bad-length',
      `The length of a transform must be an integer of at least 1 and at most 2^28, not ${length}.`,
      length,
    );
}

/** Cuts an axis, or puts zeros behind it. */
export function fitted(x: NDArray, axis: number, length: number | undefined): NDArray {
  if (length === undefined) return x;
  checkTransformLength(length);
  const present = x.shape[axis]!;
  if (present === length) return x;
  if (present > length) return slice(x, ...x.shape.slice(0, axis).map(() => [] as const), [0, length]);
  return pad(
    x,
    x.shape.map((_, i) => [0, i === axis ? length - present : 0] as const),
  );
}

/** The axis, from 0; a scalar has none and throws `bad-axis`. */
export function axisOf({ shape }: NDArray, axis = -1): number {
  return normalizeAxis(axis, shape.length);
}

/** The axes, from 0, and their lengths; throws `bad-axis` or `shape-mismatch`. */
export function axesOf({ shape }: NDArray, { axes, lengths }: AxesOptions): readonly number[] {
  const rank = shape.length;
  if (lengths !== undefined && !Array.isArray(lengths))
    throw new ZerothError('bad-length', `lengths are a list of numbers, not ${String(lengths)}.`, lengths);
  if (axes !== undefined && lengths !== undefined && axes.length !== lengths.length)
    throw new ZerothError(
      'shape-mismatch',
      `There must be as many lengths as axes, not ${lengths.length} for ${axes.length}.`,
      [lengths, axes],
    );
  if (axes !== undefined) return normalizeAxes(axes, rank);
  return normalizeAxes(
    lengths?.map((_, i) => i - lengths.length),
    rank,
  );
}
