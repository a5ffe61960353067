import { type ArrayLike, asArray, contiguousData, type NDArray } from '../array/index.js';
import { ZerothError } from '../errors.js';

/** Complex numbers as their real and imaginary parts, of one shape. */
export interface Complex<A = NDArray> {
  readonly re: A;
  readonly im: A;
}

/** What complex functions take: real numbers, or pairs of parts. */
export type ComplexLike = ArrayLike | Complex<ArrayLike>;

/** Whether parts are given, not real numbers. */
export function isComplex(x: ComplexLike): x is Complex<ArrayLike> {
  return typeof x === 'object' && 're' in x && 'im' in x;
}

/** Whether a vector is meant, so that vectors are to be given back. */
export function isVector(x: ComplexLike): boolean {
  return isComplex(x) ? x.re instanceof Float64Array && x.im instanceof Float64Array : x instanceof Float64Array;
}

/** The parts as arrays, those of real numbers with no imaginary part. Throws `shape-mismatch`. */
export function partsOf(x: ComplexLike): { readonly re: NDArray; readonly im: NDArray | undefined } {
  if (!isComplex(x)) return { re: asArray(x), im: undefined };
  const re = asArray(x.re);
  const im = asArray(x.im);
  if (re.shape.length !== im.shape.length || re.shape.some((length, axis) => length !== im.shape[axis]))
    throw new ZerothError(
      'shape-mismatch',
      `Real and imaginary parts must have one shape, not [${re.shape.join(', ')}] and [${im.shape.join(', ')}].`,
      [re.shape, im.shape],
    );
  return { re, im };
}

/** The elements as a vector that nobody else holds. */
export function vectorOf(x: NDArray): Float64Array {
  const data = contiguousData(x);
  return data instanceof Float64Array ? data : Float64Array.from(data);
}
