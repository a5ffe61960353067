import type { ArrayLike, NDArray } from '../../array/index.js';
import {
  ellipticEIncomplete as ellipticEIncompleteOf,
  ellipticE as ellipticEOf,
  ellipticF as ellipticFOf,
  ellipticK as ellipticKOf,
} from '../elliptic.js';
import { expIntegralE1 as expIntegralE1Of, expIntegralEi as expIntegralEiOf } from '../exponential-integral.js';
import { lambertW as lambertWOf } from '../lambert-w.js';
import { zeta as zetaOf } from '../zeta.js';
import { type BinaryFunction, binary, ofOne, ofTwo, type UnaryFunction, unary } from './lift.js';

export const expIntegralE1Primitive = unary('expIntegralE1', expIntegralE1Of);
/** The exponential integral E1(x) = ∫_x^∞ e^(−t) / t dt for x ≥ 0: ∞ at 0, NaN below. */
export const expIntegralE1: UnaryFunction = ofOne(expIntegralE1Primitive);

export const expIntegralEiPrimitive = unary('expIntegralEi', expIntegralEiOf);
/** The exponential integral Ei(x), the principal value of ∫_−∞^x e^t / t dt: −∞ at 0. */
export const expIntegralEi: UnaryFunction = ofOne(expIntegralEiPrimitive);

export const ellipticKPrimitive = unary('ellipticK', ellipticKOf);
/** The complete elliptic integral of the first kind, of the parameter m = k² ≤ 1: ∞ at 1, NaN above. */
export const ellipticK: UnaryFunction = ofOne(ellipticKPrimitive);

export const ellipticEPrimitive = unary('ellipticE', ellipticEOf);
/** The complete elliptic integral of the second kind, of the parameter m = k² ≤ 1; NaN above. */
export const ellipticE: UnaryFunction = ofOne(ellipticEPrimitive);

export const ellipticFPrimitive = binary('ellipticF', ellipticFOf);
/** The incomplete elliptic integral of the first kind F(φ, m) = ∫_0^φ (1 − m sin²t)^(−1/2) dt; NaN where the root is imaginary. */
export const ellipticF: BinaryFunction = ofTwo(ellipticFPrimitive);

export const ellipticEIncompletePrimitive = binary('ellipticEIncomplete', ellipticEIncompleteOf);
/** The incomplete elliptic integral of the second kind E(φ, m) = ∫_0^φ (1 − m sin²t)^(1/2) dt; NaN where the root is imaginary. */
export const ellipticEIncomplete: BinaryFunction = ofTwo(ellipticEIncompletePrimitive);

export const zetaPrimitive = unary('zeta', (s) => zetaOf(s));
/** Riemann's zeta function of real s: ∞ at 1. */
export const zeta: UnaryFunction = ofOne(zetaPrimitive);

export const hurwitzZetaPrimitive = binary('hurwitzZeta', zetaOf);
/** Hurwitz's zeta function Σ (a + k)^(−s) from k = 0, for s > 1 and a > 0; NaN outside. */
export const hurwitzZeta: BinaryFunction = ofTwo(hurwitzZetaPrimitive);

const lambertW0Primitive = unary('lambertW', (x) => lambertWOf(x, 0));
const lambertWMinus1Primitive = unary('lambertWMinus1', (x) => lambertWOf(x, -1));
/** The primitives of {@link lambertW} by branch. */
export const lambertWPrimitives = { 0: lambertW0Primitive, '-1': lambertWMinus1Primitive } as const;
const principal = ofOne(lambertW0Primitive);
const lower = ofOne(lambertWMinus1Primitive);

/**
 * Lambert's W, the solution of W e^W = x. Branch 0 (default): W ≥ −1, for x ≥ −1/e. Branch −1: W ≤ −1, for
 * −1/e ≤ x < 0, −∞ at 0. NaN outside.
 */
export function lambertW(x: number, branch?: 0 | -1): number;
export function lambertW(x: Float64Array, branch?: 0 | -1): Float64Array;
export function lambertW(x: ArrayLike, branch?: 0 | -1): NDArray;
export function lambertW(x: ArrayLike, branch: 0 | -1 = 0): number | Float64Array | NDArray {
  const apply = branch === 0 ? principal : lower;
  return apply(x);
}
