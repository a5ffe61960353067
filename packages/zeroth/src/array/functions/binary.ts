import type { ArrayLike } from '../conversion.js';
import { applyElementwise } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import * as binary from '../primitives/binary.js';

/** x + y, elementwise. */
export function add(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.addPrimitive, x, y);
}

/** x − y, elementwise. */
export function subtract(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.subtractPrimitive, x, y);
}

/** x y, elementwise. */
export function multiply(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.multiplyPrimitive, x, y);
}

/** x / y, in floating point for integers too, elementwise. */
export function divide(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.dividePrimitive, x, y);
}

/**
 * xʸ, elementwise. Integers stay integers: a negative exponent of them gives 0 (or ±1), so convert first.
 */
export function pow(x: ArrayLike, y: ArrayLike): NDArray {
  // A square by multiplication is exact to half an ulp and much faster.
  if (y === 2) return applyElementwise(binary.multiplyPrimitive, x, x);
  return applyElementwise(binary.powerPrimitive, x, y);
}

/** The angle of the point (y, x) in radians, in [−π, π]; the first argument is the ordinate, elementwise. */
export function atan2(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.atan2Primitive, x, y);
}

/** The larger of x and y; NaN where either is, elementwise. */
export function maximum(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.maximumPrimitive, x, y);
}

/** The smaller of x and y; NaN where either is, elementwise. */
export function minimum(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.minimumPrimitive, x, y);
}

/** x − floor(x / y) y: the remainder with the sign of y, elementwise. */
export function remainder(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.remainderPrimitive, x, y);
}

/** √(x² + y²), without overflow of the squares, elementwise. */
export function hypot(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.hypotPrimitive, x, y);
}

/** |x| with the sign of y, that of zeros too, elementwise. */
export function copysign(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.copysignPrimitive, x, y);
}

/** Whether x = y, elementwise; dtype bool. */
export function equal(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.equalPrimitive, x, y);
}

/** Whether x ≠ y, elementwise; dtype bool. */
export function notEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.notEqualPrimitive, x, y);
}

/** Whether x < y, elementwise; dtype bool. */
export function less(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.lessPrimitive, x, y);
}

/** Whether x ≤ y, elementwise; dtype bool. */
export function lessEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.lessEqualPrimitive, x, y);
}

/** Whether x > y, elementwise; dtype bool. */
export function greater(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.greaterPrimitive, x, y);
}

/** Whether x ≥ y, elementwise; dtype bool. */
export function greaterEqual(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.greaterEqualPrimitive, x, y);
}

/** Whether neither x nor y is 0 or false, elementwise; dtype bool. */
export function logicalAnd(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.logicalAndPrimitive, x, y);
}

/** Whether x or y is not 0 or false, elementwise; dtype bool. */
export function logicalOr(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.logicalOrPrimitive, x, y);
}

/** Whether exactly one of x and y is not 0 or false, elementwise; dtype bool. */
export function logicalXor(x: ArrayLike, y: ArrayLike): NDArray {
  return applyElementwise(binary.logicalXorPrimitive, x, y);
}
