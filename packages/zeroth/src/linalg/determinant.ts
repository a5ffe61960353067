import type { ArrayLike } from '../array/conversion.js';
import type { NDArray } from '../array/ndarray.js';
import { bind, bindOne, definePrimitive, interceptor } from '../array/primitive.js';
import { sizeOf } from '../array/shape.js';
import { fromDoubles } from '../array/storage.js';
import { luInPlace } from './dense/lu.js';
import { checkFiniteEntries, checkSquare, floating, leading, ownDoubles, resultType } from './matrices.js';

/** Calls `each` with the diagonal of U (in memory that is used again) and the sign of the permutation. */
function eachDiagonal(
  what: string,
  a: NDArray,
  each: (diagonal: Float64Array, sign: number, item: number) => void,
): void {
  const n = a.shape[a.shape.length - 1]!;
  const all = ownDoubles(a);
  checkFiniteEntries(what, all, n);
  const pivots = new Int32Array(n);
  const diagonal = new Float64Array(n);
  for (let item = 0, count = sizeOf(leading(a.shape)); item < count; item++) {
    const factors = all.subarray(item * n * n, (item + 1) * n * n);
    luInPlace(factors, n, n, pivots);
    let sign = 1;
    for (let i = 0; i < n; i++) {
      if (pivots[i] !== i) sign = -sign;
      diagonal[i] = factors[i * n + i]!;
    }
    each(diagonal, sign, item);
  }
}

/** Products in which nothing overflows or underflows unless the result does. */
function product(factors: Float64Array, sign: number): number {
  let value = sign;
  let exponent = 0;
  const rescale = (): void => {
    const size = Math.abs(value);
    if (size > 2 ** 400) {
      value *= 2 ** -600;
      exponent += 600;
    } else if (size < 2 ** -400) {
      value *= 2 ** 600;
      exponent -= 600;
    }
  };
  for (let i = 0; i < factors.length && value !== 0; i++) {
    // Half of a factor's range at a time: |value| stays within 2^±400, so neither product leaves the range.
    const factor = factors[i]!;
    const power = Math.abs(factor) > 1 ? 2 ** -512 : 2 ** 512;
    value *= factor * power;
    exponent += factor === 0 ? 0 : Math.abs(factor) > 1 ? 512 : -512;
    rescale();
  }
  for (; exponent > 0; exponent -= 8) value *= 2 ** 8;
  for (; exponent < -8; exponent += 8) value *= 2 ** -8;
  return value * 2 ** exponent;
}

/** The determinants of square matrices. */
export const detPrimitive = definePrimitive<undefined>({
  name: 'det',
  shapes([a]) {
    checkSquare('det', a!);
    return [{ shape: leading(a!.shape), dtype: resultType(a!) }];
  },
  compute([a], _, [type]) {
    const out = new Float64Array(sizeOf(type!.shape));
    eachDiagonal('det', a!, (diagonal, sign, item) => {
      out[item] = product(diagonal, sign);
    });
    return [fromDoubles(out, type!.shape, type!.dtype)];
  },
});

/** Signs of the determinants, then logarithms of their sizes. */
export const slogdetPrimitive = definePrimitive<undefined>({
  name: 'slogdet',
  shapes([a]) {
    checkSquare('slogdet', a!);
    const type = { shape: leading(a!.shape), dtype: resultType(a!) };
    return [type, type];
  },
  compute([a], _, [type]) {
    const signs = new Float64Array(sizeOf(type!.shape));
    const logs = new Float64Array(signs.length);
    eachDiagonal('slogdet', a!, (diagonal, sign, item) => {
      let log = 0;
      signs[item] = sign;
      for (const value of diagonal) {
        signs[item] = value === 0 ? 0 : signs[item]! * Math.sign(value);
        log += Math.log(Math.abs(value));
      }
      logs[item] = log;
    });
    return [fromDoubles(signs, type!.shape, type!.dtype), fromDoubles(logs, type!.shape, type!.dtype)];
  },
});

/**
 * The determinant of each square matrix, shape [..., n, n]; it may overflow to infinity or underflow to 0 where
 * {@link slogdet} does not. 1 for an empty matrix.
 *
 * @returns shape [...]: for one matrix, a scalar array (`.item()` is the number)
 * @throws `shape-mismatch`; `not-finite`
 */
export function det(a: readonly (readonly number[])[]): number;
export function det(a: ArrayLike): NDArray;
export function det(a: ArrayLike): NDArray | number {
  return numberFor(a, bindOne(detPrimitive, [floating(a)], undefined));
}

/** A plain number for one plain matrix, an array for arrays and batches. */
function numberFor(a: ArrayLike, result: NDArray): NDArray | number {
  return Array.isArray(a) && result.ndim === 0 && result[interceptor] === undefined ? result.item() : result;
}

/** What {@link slogdet} gives. */
export interface SignedLogDeterminant<T = NDArray> {
  /** −1, 0 or 1; shape [...]. */
  readonly sign: T;
  /** Natural logarithm of the determinant's size, −Infinity for 0; shape [...]. */
  readonly logdet: T;
}

/**
 * The sign and the logarithm of the size of each determinant.
 *
 * @param a shape [..., n, n]
 * @throws `shape-mismatch`; `not-finite`
 */
export function slogdet(a: readonly (readonly number[])[]): SignedLogDeterminant<number>;
export function slogdet(a: ArrayLike): SignedLogDeterminant;
export function slogdet(a: ArrayLike): SignedLogDeterminant<NDArray | number> {
  const [sign, logdet] = bind(slogdetPrimitive, [floating(a)], undefined);
  return { sign: numberFor(a, sign!), logdet: numberFor(a, logdet!) };
}
