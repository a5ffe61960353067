import type { ArrayLike } from '../conversion.js';
import { asArray } from '../conversion.js';
import { isFloating } from '../dtype.js';
import { applyElementwise } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import { multiplyPrimitive } from '../primitives/binary.js';
import { add, divide, equal, greaterEqual, logicalAnd, maximum, minimum, remainder, subtract } from './binary.js';
import { where } from './indexing.js';
import { astype } from './shaping.js';
import { abs, exp, log1p, negative, round } from './unary.js';

/** x², elementwise. */
export function square(x: ArrayLike): NDArray {
  return applyElementwise(multiplyPrimitive, x, x);
}

/** x limited to [least, most], elementwise; a bound that is undefined does not limit. */
export function clip(x: ArrayLike, least?: ArrayLike, most?: ArrayLike): NDArray {
  const below = least === undefined ? asArray(x) : maximum(x, least);
  return most === undefined ? below : minimum(below, most);
}

/** ⌊x / y⌋, elementwise. */
export function floorDivide(x: ArrayLike, y: ArrayLike): NDArray {
  const rest = remainder(x, y);
  // Without its remainder x is a multiple of y, but for rounding.
  const quotient = round(divide(subtract(x, rest), y));
  return isFloating(rest.dtype) ? quotient : astype(quotient, rest.dtype);
}

/** log(eˣ + eʸ), elementwise, without overflow. */
export function logaddexp(x: ArrayLike, y: ArrayLike): NDArray {
  // Equal numbers take one side in all parts: each side's formula is smooth across ties, a maximum and a distance are not.
  const first = greaterEqual(x, y);
  // The difference of equal infinities is NaN; they are apart by nothing.
  const distance = where(logicalAnd(equal(x, y), isinf(x)), 0, where(first, subtract(x, y), subtract(y, x)));
  return add(where(first, x, y), log1p(exp(negative(distance))));
}

/** Whether x is ∞ or −∞, elementwise; dtype bool. */
export function isinf(x: ArrayLike): NDArray {
  return equal(abs(x), Infinity);
}
