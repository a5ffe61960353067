import {
  beta as betaOf,
  digamma as digammaOf,
  gamma as gammaOf,
  lgamma as lgammaOf,
  logBeta as logBetaOf,
} from '../gamma.js';
import { betaIInverse as betaIInverseOf, betaI as betaIOf } from '../incomplete-beta.js';
import {
  gammaPInverse as gammaPInverseOf,
  gammaP as gammaPOf,
  gammaQInverse as gammaQInverseOf,
  gammaQ as gammaQOf,
} from '../incomplete-gamma.js';
import { polygamma as polygammaOf } from '../polygamma.js';
import {
  type BinaryFunction,
  binary,
  ofOne,
  ofThree,
  ofTwo,
  type TernaryFunction,
  ternary,
  type UnaryFunction,
  unary,
} from './lift.js';

export const gammaPrimitive = unary('gamma', gammaOf);
/** The gamma function: NaN at the negative integers, ±∞ at ±0 and ∞ above 171.6. */
export const gamma: UnaryFunction = ofOne(gammaPrimitive);

export const lgammaPrimitive = unary('lgamma', lgammaOf);
/** ln |Γ(x)|: relatively accurate near its zeros 1 and 2, absolutely near those below 0; ∞ at the poles. */
export const lgamma: UnaryFunction = ofOne(lgammaPrimitive);

export const digammaPrimitive = unary('digamma', digammaOf);
/** The digamma function ψ = Γ′ / Γ: NaN at the negative integers, ∓∞ at ±0. Relatively accurate near its positive zero. */
export const digamma: UnaryFunction = ofOne(digammaPrimitive);

export const betaPrimitive = binary('beta', betaOf);
/** The beta function Γ(a) Γ(b) / Γ(a + b), ∞ at its poles. */
export const beta: BinaryFunction = ofTwo(betaPrimitive);

export const logBetaPrimitive = binary('logBeta', logBetaOf);
/** ln |B(a, b)|, without the cancellation of its three terms where one of a and b is large. */
export const logBeta: BinaryFunction = ofTwo(logBetaPrimitive);

export const polygammaPrimitive = binary('polygamma', polygammaOf);
/** The polygamma function ψ^(n)(x) of integer order n from 0 to 170; NaN for other orders, and for even n at the poles (odd: ∞). */
export const polygamma: BinaryFunction = ofTwo(polygammaPrimitive);

export const gammaPPrimitive = binary('gammaP', gammaPOf);
/** The regularised lower incomplete gamma function P(a, x) = ∫_0^x t^(a−1) e^(−t) dt / Γ(a), a ≥ 0, x ≥ 0; NaN outside. */
export const gammaP: BinaryFunction = ofTwo(gammaPPrimitive);

export const gammaQPrimitive = binary('gammaQ', gammaQOf);
/** The regularised upper incomplete gamma function Q = 1 − P, relatively accurate in its tail. */
export const gammaQ: BinaryFunction = ofTwo(gammaQPrimitive);

export const gammaPInversePrimitive = binary('gammaPInverse', gammaPInverseOf);
/** The x with P(a, x) = p, a > 0 and p in [0, 1]; relatively accurate for tiny p. */
export const gammaPInverse: BinaryFunction = ofTwo(gammaPInversePrimitive);

export const gammaQInversePrimitive = binary('gammaQInverse', gammaQInverseOf);
/** The x with Q(a, x) = q, a > 0 and q in [0, 1]; accurate for tiny q. */
export const gammaQInverse: BinaryFunction = ofTwo(gammaQInversePrimitive);

export const betaIPrimitive = ternary('betaI', betaIOf);
/** The regularised incomplete beta function I_x(a, b) = ∫_0^x t^(a−1) (1−t)^(b−1) dt / B(a, b), a, b > 0 and x in [0, 1]; NaN outside. */
export const betaI: TernaryFunction = ofThree(betaIPrimitive);

export const betaIInversePrimitive = ternary('betaIInverse', betaIInverseOf);
/** The x with I_x(a, b) = p, p in [0, 1]; relatively accurate for tiny x. */
export const betaIInverse: TernaryFunction = ofThree(betaIInversePrimitive);
