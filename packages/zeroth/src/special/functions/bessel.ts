import {
  airyAi as airyAiOf,
  airyAiPrime as airyAiPrimeOf,
  airyBi as airyBiOf,
  airyBiPrime as airyBiPrimeOf,
} from '../airy.js';
import { besselJ as besselJOf, besselY as besselYOf } from '../bessel.js';
import {
  besselI as besselIOf,
  besselIScaled as besselIScaledOf,
  besselK as besselKOf,
  besselKScaled as besselKScaledOf,
} from '../bessel-modified.js';
import { type BinaryFunction, binary, ofOne, ofTwo, type UnaryFunction, unary } from './lift.js';

export const besselJPrimitive = binary('besselJ', besselJOf);
/** The Bessel function of the first kind J of real order, besselJ(order, x); x < 0 for integer orders only, NaN otherwise. */
export const besselJ: BinaryFunction = ofTwo(besselJPrimitive);

export const besselYPrimitive = binary('besselY', besselYOf);
/** The Bessel function of the second kind Y of real order, besselY(order, x), x ≥ 0: −∞ at 0, NaN below. */
export const besselY: BinaryFunction = ofTwo(besselYPrimitive);

export const besselIPrimitive = binary('besselI', besselIOf);
/** The modified Bessel function of the first kind I of real order, besselI(order, x); x < 0 for integer orders only. */
export const besselI: BinaryFunction = ofTwo(besselIPrimitive);

export const besselKPrimitive = binary('besselK', besselKOf);
/** The modified Bessel function of the second kind K of real order, besselK(order, x), x ≥ 0: ∞ at 0, NaN below. */
export const besselK: BinaryFunction = ofTwo(besselKPrimitive);

export const besselIScaledPrimitive = binary('besselIScaled', besselIScaledOf);
/** e^(−|x|) I, which does not overflow. */
export const besselIScaled: BinaryFunction = ofTwo(besselIScaledPrimitive);

export const besselKScaledPrimitive = binary('besselKScaled', besselKScaledOf);
/** e^x K, which does not underflow. */
export const besselKScaled: BinaryFunction = ofTwo(besselKScaledPrimitive);

export const airyAiPrimitive = unary('airyAi', airyAiOf);
/** The Airy function Ai(x), relatively accurate for x > 0, absolutely near its zeros. */
export const airyAi: UnaryFunction = ofOne(airyAiPrimitive);

export const airyAiPrimePrimitive = unary('airyAiPrime', airyAiPrimeOf);
/** The derivative of {@link airyAi}. */
export const airyAiPrime: UnaryFunction = ofOne(airyAiPrimePrimitive);

export const airyBiPrimitive = unary('airyBi', airyBiOf);
/** The Airy function Bi(x), ∞ above 104. */
export const airyBi: UnaryFunction = ofOne(airyBiPrimitive);

export const airyBiPrimePrimitive = unary('airyBiPrime', airyBiPrimeOf);
/** The derivative of {@link airyBi}. */
export const airyBiPrime: UnaryFunction = ofOne(airyBiPrimePrimitive);
