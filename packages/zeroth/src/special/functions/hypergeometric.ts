import {
  hypergeometric1F1 as hypergeometric1F1Of,
  hypergeometric2F1 as hypergeometric2F1Of,
} from '../hypergeometric.js';
import { ofFour, ofThree, type QuaternaryFunction, quaternary, type TernaryFunction, ternary } from './lift.js';

export const hypergeometric1F1Primitive = ternary('hypergeometric1F1', hypergeometric1F1Of);
/** Kummer's confluent hypergeometric function 1F1(a; b; x), |x| up to 700; NaN where b is 0 or a negative integer that the series reaches. */
export const hypergeometric1F1: TernaryFunction = ofThree(hypergeometric1F1Primitive);

export const hypergeometric2F1Primitive = quaternary('hypergeometric2F1', hypergeometric2F1Of);
/** Gauss's hypergeometric function 2F1(a, b; c; x), x ≤ 1; NaN above 1 (unless a polynomial) and where the series meets a pole in c. */
export const hypergeometric2F1: QuaternaryFunction = ofFour(hypergeometric2F1Primitive);
