import {
  erfcinv as erfcinvOf,
  erfc as erfcOf,
  erfcx as erfcxOf,
  erfinv as erfinvOf,
  erf as erfOf,
  logNormalCdf as logNormalCdfOf,
  normalCdf as normalCdfOf,
} from '../erf.js';
import { ofOne, type UnaryFunction, unary } from './lift.js';

export const erfPrimitive = unary('erf', erfOf);
/** The error function (2/√π) ∫_0^x e^(−t²) dt. */
export const erf: UnaryFunction = ofOne(erfPrimitive);

export const erfcPrimitive = unary('erfc', erfcOf);
/** The complementary error function 1 − erf(x), relatively accurate until it underflows at 27.2. */
export const erfc: UnaryFunction = ofOne(erfcPrimitive);

export const erfcxPrimitive = unary('erfcx', erfcxOf);
/** The scaled complementary error function e^(x²) erfc(x): near 1/(x√π) for large x, ∞ below −26.7. */
export const erfcx: UnaryFunction = ofOne(erfcxPrimitive);

export const erfinvPrimitive = unary('erfinv', erfinvOf);
/** The inverse of {@link erf} on [−1, 1], ±∞ at its ends, NaN outside. */
export const erfinv: UnaryFunction = ofOne(erfinvPrimitive);

export const erfcinvPrimitive = unary('erfcinv', erfcinvOf);
/** The inverse of {@link erfc} on [0, 2], accurate for tiny arguments; ∞ at 0, −∞ at 2, NaN outside. */
export const erfcinv: UnaryFunction = ofOne(erfcinvPrimitive);

export const normalCdfPrimitive = unary('normalCdf', normalCdfOf);
/** The standard normal distribution function, relatively accurate in its lower tail. */
export const normalCdf: UnaryFunction = ofOne(normalCdfPrimitive);

export const logNormalCdfPrimitive = unary('logNormalCdf', logNormalCdfOf);
/** ln of the standard normal distribution function, for all x. */
export const logNormalCdf: UnaryFunction = ofOne(logNormalCdfPrimitive);
