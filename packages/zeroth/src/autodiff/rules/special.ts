import {
  add,
  bindOne,
  divide,
  equal,
  exp,
  log,
  log1p,
  multiply,
  type NDArray,
  negative,
  onesLike,
  pow,
  reciprocal,
  sign,
  sin,
  sqrt,
  subtract,
  where,
} from '../../array/index.js';
import { ZerothError } from '../../errors.js';
import * as s from '../../special/index.js';
import { elementwiseRule, type Partial } from './elementwise-rule.js';
import type { RuleEntry } from './rule.js';
import {
  betaIByAPrimitive,
  betaIByBPrimitive,
  gammaPByShapePrimitive,
  sincDerivativePrimitive,
} from './special-partials.js';

const square = (x: NDArray): NDArray => multiply(x, x);
const half = (x: NDArray): NDArray => multiply(x, 0.5);
const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
const ROOT_PI_OVER_TWO = Math.sqrt(Math.PI) / 2;
const ONE_OVER_ROOT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** For a parameter by which no derivative is known here. */
function none(name: string, parameter: string): Partial {
  return () => {
    throw new ZerothError(
      'no-derivative-rule',
      `${name} has no rule for its derivative by ${parameter}: keep ${parameter} constant, or wrap the function with customRule.`,
    );
  };
}

/** x^(a − 1) e^(−x) / Γ(a) */
export function gammaDensity(a: NDArray, x: NDArray): NDArray {
  return exp(subtract(subtract(s.xlogy(subtract(a, 1), x), x), s.lgamma(a)));
}

/** x^(a − 1) (1 − x)^(b − 1) / B(a, b) */
export function betaDensity(a: NDArray, b: NDArray, x: NDArray): NDArray {
  const other = subtract(b, 1);
  // The logarithm of 0 counts only where its factor is not 0.
  const upper = where(equal(other, 0), 0, multiply(other, log1p(negative(x))));
  return exp(subtract(add(s.xlogy(subtract(a, 1), x), upper), s.logBeta(a, b)));
}

export const gammaByShape = (a: NDArray, x: NDArray): NDArray => bindOne(gammaPByShapePrimitive, [a, x], undefined);
export const betaByA = (a: NDArray, b: NDArray, x: NDArray): NDArray =>
  bindOne(betaIByAPrimitive, [a, b, x], undefined);
export const betaByB = (a: NDArray, b: NDArray, x: NDArray): NDArray =>
  bindOne(betaIByBPrimitive, [a, b, x], undefined);

/** Half the sum, or the difference, of the Bessel functions of the neighbouring orders. */
function neighbours(f: s.BinaryFunction, sum: 1 | -1): (order: NDArray, x: NDArray) => NDArray {
  return (order, x) => {
    const [below, above] = [f(subtract(order, 1), x), f(add(order, 1), x)];
    return half(sum === 1 ? add(below, above) : subtract(below, above));
  };
}

const besselJ = neighbours(s.besselJ, -1);
const besselY = neighbours(s.besselY, -1);
const besselI = neighbours(s.besselI, 1);
const besselK = neighbours(s.besselK, 1);
const besselIScaled = neighbours(s.besselIScaled, 1);
const besselKScaled = neighbours(s.besselKScaled, 1);

/** Partial derivatives of the special functions, from their differential equations and recurrences. */
export const specialRules: readonly RuleEntry[] = [
  elementwiseRule(s.softplusPrimitive, [([x]) => s.logistic(x!)]),
  elementwiseRule(s.logisticPrimitive, [([x], y) => multiply(y, s.logistic(negative(x!)))]),
  elementwiseRule(s.logitPrimitive, [([p]) => reciprocal(multiply(p!, subtract(1, p!)))]),
  elementwiseRule(s.xlogyPrimitive, [
    ([, y]) => log(y!),
    ([x, y]) => where(equal(x!, 0), 0, divide(x!, where(equal(x!, 0), 1, y!))),
  ]),
  elementwiseRule(s.sincPrimitive, [([x]) => bindOne(sincDerivativePrimitive, [onesLike(x!), x!], undefined)]),
  elementwiseRule(sincDerivativePrimitive, [
    none('sincDerivative', 'its order'),
    ([n, x]) => bindOne(sincDerivativePrimitive, [add(n!, 1), x!], undefined),
  ]),
  elementwiseRule(s.erfPrimitive, [([x]) => multiply(exp(negative(square(x!))), TWO_OVER_ROOT_PI)]),
  elementwiseRule(s.erfcPrimitive, [([x]) => multiply(exp(negative(square(x!))), -TWO_OVER_ROOT_PI)]),
  elementwiseRule(s.erfcxPrimitive, [([x], y) => subtract(multiply(multiply(x!, y), 2), TWO_OVER_ROOT_PI)]),
  elementwiseRule(s.erfinvPrimitive, [(_, y) => multiply(exp(square(y)), ROOT_PI_OVER_TWO)]),
  elementwiseRule(s.erfcinvPrimitive, [(_, y) => multiply(exp(square(y)), -ROOT_PI_OVER_TWO)]),
  elementwiseRule(s.normalCdfPrimitive, [([x]) => multiply(exp(multiply(square(x!), -0.5)), ONE_OVER_ROOT_TWO_PI)]),
  elementwiseRule(s.logNormalCdfPrimitive, [
    ([x], y) => multiply(exp(subtract(multiply(square(x!), -0.5), y)), ONE_OVER_ROOT_TWO_PI),
  ]),
  elementwiseRule(s.gammaPrimitive, [([x], y) => multiply(y, s.digamma(x!))]),
  elementwiseRule(s.lgammaPrimitive, [([x]) => s.digamma(x!)]),
  elementwiseRule(s.digammaPrimitive, [([x]) => s.polygamma(1, x!)]),
  elementwiseRule(s.polygammaPrimitive, [none('polygamma', 'its order'), ([n, x]) => s.polygamma(add(n!, 1), x!)]),
  elementwiseRule(s.betaPrimitive, [
    ([a, b], y) => multiply(y, subtract(s.digamma(a!), s.digamma(add(a!, b!)))),
    ([a, b], y) => multiply(y, subtract(s.digamma(b!), s.digamma(add(a!, b!)))),
  ]),
  elementwiseRule(s.logBetaPrimitive, [
    ([a, b]) => subtract(s.digamma(a!), s.digamma(add(a!, b!))),
    ([a, b]) => subtract(s.digamma(b!), s.digamma(add(a!, b!))),
  ]),
  elementwiseRule(s.gammaPPrimitive, [([a, x]) => gammaByShape(a!, x!), ([a, x]) => gammaDensity(a!, x!)]),
  elementwiseRule(s.gammaQPrimitive, [
    ([a, x]) => negative(gammaByShape(a!, x!)),
    ([a, x]) => negative(gammaDensity(a!, x!)),
  ]),
  elementwiseRule(s.gammaPInversePrimitive, [
    ([a], x) => negative(divide(gammaByShape(a!, x), gammaDensity(a!, x))),
    ([a], x) => reciprocal(gammaDensity(a!, x)),
  ]),
  elementwiseRule(s.gammaQInversePrimitive, [
    ([a], x) => negative(divide(gammaByShape(a!, x), gammaDensity(a!, x))),
    ([a], x) => negative(reciprocal(gammaDensity(a!, x))),
  ]),
  // Of the derivative by the shape itself, that by x is the shape's derivative of the density.
  elementwiseRule(gammaPByShapePrimitive, [
    none('the incomplete gamma function', 'its shape more than once'),
    ([a, x]) => multiply(gammaDensity(a!, x!), subtract(log(x!), s.digamma(a!))),
  ]),
  elementwiseRule(s.betaIPrimitive, [
    ([a, b, x]) => betaByA(a!, b!, x!),
    ([a, b, x]) => betaByB(a!, b!, x!),
    ([a, b, x]) => betaDensity(a!, b!, x!),
  ]),
  elementwiseRule(s.betaIInversePrimitive, [
    ([a, b], x) => negative(divide(betaByA(a!, b!, x), betaDensity(a!, b!, x))),
    ([a, b], x) => negative(divide(betaByB(a!, b!, x), betaDensity(a!, b!, x))),
    ([a, b], x) => reciprocal(betaDensity(a!, b!, x)),
  ]),
  elementwiseRule(betaIByAPrimitive, [
    none('the incomplete beta function', 'its parameters more than once'),
    none('the incomplete beta function', 'its parameters more than once'),
    ([a, b, x]) => multiply(betaDensity(a!, b!, x!), add(subtract(log(x!), s.digamma(a!)), s.digamma(add(a!, b!)))),
  ]),
  elementwiseRule(betaIByBPrimitive, [
    none('the incomplete beta function', 'its parameters more than once'),
    none('the incomplete beta function', 'its parameters more than once'),
    ([a, b, x]) =>
      multiply(betaDensity(a!, b!, x!), add(subtract(log1p(negative(x!)), s.digamma(b!)), s.digamma(add(a!, b!)))),
  ]),
  elementwiseRule(s.besselJPrimitive, [none('besselJ', 'its order'), ([order, x]) => besselJ(order!, x!)]),
  elementwiseRule(s.besselYPrimitive, [none('besselY', 'its order'), ([order, x]) => besselY(order!, x!)]),
  elementwiseRule(s.besselIPrimitive, [none('besselI', 'its order'), ([order, x]) => besselI(order!, x!)]),
  elementwiseRule(s.besselKPrimitive, [none('besselK', 'its order'), ([order, x]) => negative(besselK(order!, x!))]),
  elementwiseRule(s.besselIScaledPrimitive, [
    none('besselIScaled', 'its order'),
    ([order, x], y) => subtract(besselIScaled(order!, x!), multiply(sign(x!), y)),
  ]),
  elementwiseRule(s.besselKScaledPrimitive, [
    none('besselKScaled', 'its order'),
    ([order, x], y) => subtract(y, besselKScaled(order!, x!)),
  ]),
  elementwiseRule(s.airyAiPrimitive, [([x]) => s.airyAiPrime(x!)]),
  elementwiseRule(s.airyAiPrimePrimitive, [([x]) => multiply(x!, s.airyAi(x!))]),
  elementwiseRule(s.airyBiPrimitive, [([x]) => s.airyBiPrime(x!)]),
  elementwiseRule(s.airyBiPrimePrimitive, [([x]) => multiply(x!, s.airyBi(x!))]),
  elementwiseRule(s.hypergeometric1F1Primitive, [
    none('hypergeometric1F1', 'a'),
    none('hypergeometric1F1', 'b'),
    ([a, b, x]) => multiply(divide(a!, b!), s.hypergeometric1F1(add(a!, 1), add(b!, 1), x!)),
  ]),
  elementwiseRule(s.hypergeometric2F1Primitive, [
    none('hypergeometric2F1', 'a'),
    none('hypergeometric2F1', 'b'),
    none('hypergeometric2F1', 'c'),
    ([a, b, c, x]) =>
      multiply(divide(multiply(a!, b!), c!), s.hypergeometric2F1(add(a!, 1), add(b!, 1), add(c!, 1), x!)),
  ]),
  elementwiseRule(s.expIntegralE1Primitive, [([x]) => negative(divide(exp(negative(x!)), x!))]),
  elementwiseRule(s.expIntegralEiPrimitive, [([x]) => divide(exp(x!), x!)]),
  // K = π/2 2F1(1/2, 1/2; 1; m) and E = π/2 2F1(−1/2, 1/2; 1; m) have derivatives that are regular at m = 0.
  elementwiseRule(s.ellipticKPrimitive, [([m]) => multiply(s.hypergeometric2F1(1.5, 1.5, 2, m!), Math.PI / 8)]),
  elementwiseRule(s.ellipticEPrimitive, [([m]) => multiply(s.hypergeometric2F1(0.5, 1.5, 2, m!), -Math.PI / 8)]),
  elementwiseRule(s.ellipticFPrimitive, [
    ([angle, m]) => pow(modulus(angle!, m!), -0.5),
    none('ellipticF', 'its parameter'),
  ]),
  elementwiseRule(s.ellipticEIncompletePrimitive, [
    ([angle, m]) => sqrt(modulus(angle!, m!)),
    none('ellipticEIncomplete', 'its parameter'),
  ]),
  elementwiseRule(s.zetaPrimitive, [none('zeta', 'its argument')]),
  elementwiseRule(s.hurwitzZetaPrimitive, [
    none('hurwitzZeta', 's'),
    ([order, a]) => negative(multiply(order!, s.hurwitzZeta(add(order!, 1), a!))),
  ]),
  ...Object.values(s.lambertWPrimitives).map((primitive) =>
    elementwiseRule(primitive, [(_, w) => divide(exp(negative(w)), add(w, 1))]),
  ),
];

/** 1 − m sin²φ */
function modulus(angle: NDArray, m: NDArray): NDArray {
  return subtract(1, multiply(m, square(sin(angle))));
}
