import { sinc as sincOf } from '../circular.js';
import { logistic as logisticOf, logit as logitOf, softplus as softplusOf, xlogy as xlogyOf } from '../elementary.js';
import { type BinaryFunction, binary, ofOne, ofTwo, type UnaryFunction, unary } from './lift.js';

export const softplusPrimitive = unary('softplus', softplusOf);
/** ln(1 + e^x), without overflow or cancellation. */
export const softplus: UnaryFunction = ofOne(softplusPrimitive);

export const logisticPrimitive = unary('logistic', logisticOf);
/** The logistic function 1 / (1 + e^(−x)), relatively accurate in its lower tail. */
export const logistic: UnaryFunction = ofOne(logisticPrimitive);

export const logitPrimitive = unary('logit', logitOf);
/** ln(p / (1 − p)), the inverse of {@link logistic}; ∓∞ at 0 and 1, NaN outside of [0, 1]. */
export const logit: UnaryFunction = ofOne(logitPrimitive);

export const xlogyPrimitive = binary('xlogy', xlogyOf);
/** x ln y, and 0 where x is 0. */
export const xlogy: BinaryFunction = ofTwo(xlogyPrimitive);

export const sincPrimitive = unary('sinc', sincOf);
/** The normalised cardinal sine sin(πx) / (πx), exactly 0 at the integers but 0. */
export const sinc: UnaryFunction = ofOne(sincPrimitive);
