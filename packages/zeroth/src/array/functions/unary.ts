import type { ArrayLike } from '../conversion.js';
import { applyElementwise } from '../elementwise.js';
import type { NDArray } from '../ndarray.js';
import * as unary from '../primitives/unary.js';

/** −x, elementwise. */
export function negative(x: ArrayLike): NDArray {
  return applyElementwise(unary.negativePrimitive, x);
}

/** |x|, elementwise. */
export function abs(x: ArrayLike): NDArray {
  return applyElementwise(unary.absPrimitive, x);
}

/** −1, 0 or 1 by the sign of x; NaN for NaN, elementwise. */
export function sign(x: ArrayLike): NDArray {
  return applyElementwise(unary.signPrimitive, x);
}

/** eˣ, elementwise. */
export function exp(x: ArrayLike): NDArray {
  return applyElementwise(unary.expPrimitive, x);
}

/** eˣ − 1, accurate near 0, elementwise. */
export function expm1(x: ArrayLike): NDArray {
  return applyElementwise(unary.expm1Primitive, x);
}

/** Natural logarithm; NaN below 0, elementwise. */
export function log(x: ArrayLike): NDArray {
  return applyElementwise(unary.logPrimitive, x);
}

/** log(1 + x), accurate near 0, elementwise. */
export function log1p(x: ArrayLike): NDArray {
  return applyElementwise(unary.log1pPrimitive, x);
}

/** Logarithm to base 2, elementwise. */
export function log2(x: ArrayLike): NDArray {
  return applyElementwise(unary.log2Primitive, x);
}

/** Logarithm to base 10, elementwise. */
export function log10(x: ArrayLike): NDArray {
  return applyElementwise(unary.log10Primitive, x);
}

/** Square root; NaN below 0, elementwise. */
export function sqrt(x: ArrayLike): NDArray {
  return applyElementwise(unary.sqrtPrimitive, x);
}

/** Cube root, elementwise. */
export function cbrt(x: ArrayLike): NDArray {
  return applyElementwise(unary.cbrtPrimitive, x);
}

/** Sine of x radians, elementwise. */
export function sin(x: ArrayLike): NDArray {
  return applyElementwise(unary.sinPrimitive, x);
}

/** Cosine of x radians, elementwise. */
export function cos(x: ArrayLike): NDArray {
  return applyElementwise(unary.cosPrimitive, x);
}

/** Tangent of x radians, elementwise. */
export function tan(x: ArrayLike): NDArray {
  return applyElementwise(unary.tanPrimitive, x);
}

/** Inverse sine, in [−π/2, π/2], elementwise. */
export function asin(x: ArrayLike): NDArray {
  return applyElementwise(unary.asinPrimitive, x);
}

/** Inverse cosine, in [0, π], elementwise. */
export function acos(x: ArrayLike): NDArray {
  return applyElementwise(unary.acosPrimitive, x);
}

/** Inverse tangent, in [−π/2, π/2], elementwise. */
export function atan(x: ArrayLike): NDArray {
  return applyElementwise(unary.atanPrimitive, x);
}

/** Hyperbolic sine, elementwise. */
export function sinh(x: ArrayLike): NDArray {
  return applyElementwise(unary.sinhPrimitive, x);
}

/** Hyperbolic cosine, elementwise. */
export function cosh(x: ArrayLike): NDArray {
  return applyElementwise(unary.coshPrimitive, x);
}

/** Hyperbolic tangent, elementwise. */
export function tanh(x: ArrayLike): NDArray {
  return applyElementwise(unary.tanhPrimitive, x);
}

/** Inverse hyperbolic sine, elementwise. */
export function asinh(x: ArrayLike): NDArray {
  return applyElementwise(unary.asinhPrimitive, x);
}

/** Inverse hyperbolic cosine; NaN below 1, elementwise. */
export function acosh(x: ArrayLike): NDArray {
  return applyElementwise(unary.acoshPrimitive, x);
}

/** Inverse hyperbolic tangent; NaN outside [−1, 1], elementwise. */
export function atanh(x: ArrayLike): NDArray {
  return applyElementwise(unary.atanhPrimitive, x);
}

/** 1 / x, elementwise. */
export function reciprocal(x: ArrayLike): NDArray {
  return applyElementwise(unary.reciprocalPrimitive, x);
}

/** The largest integer not above x, elementwise. */
export function floor(x: ArrayLike): NDArray {
  return applyElementwise(unary.floorPrimitive, x);
}

/** The least integer not below x, elementwise. */
export function ceil(x: ArrayLike): NDArray {
  return applyElementwise(unary.ceilPrimitive, x);
}

/** x without its fraction, elementwise. */
export function trunc(x: ArrayLike): NDArray {
  return applyElementwise(unary.truncPrimitive, x);
}

/** The nearest integer; halves go to the even one, elementwise. */
export function round(x: ArrayLike): NDArray {
  return applyElementwise(unary.roundPrimitive, x);
}

/** Whether x is 0 or false, elementwise; dtype bool. */
export function logicalNot(x: ArrayLike): NDArray {
  return applyElementwise(unary.logicalNotPrimitive, x);
}

/** Whether x is NaN, elementwise; dtype bool. */
export function isnan(x: ArrayLike): NDArray {
  return applyElementwise(unary.isnanPrimitive, x);
}

/** Whether x is neither infinite nor NaN, elementwise; dtype bool. */
export function isfinite(x: ArrayLike): NDArray {
  return applyElementwise(unary.isfinitePrimitive, x);
}
