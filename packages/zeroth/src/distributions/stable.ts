import { ZerothError } from '../errors.js';
import { gamma } from '../special/gamma.js';
import type { Tails } from '../special/incomplete-gamma.js';
import { invertIncreasing } from '../special/invert.js';
import { checkFinite, checkPositive, checkRange } from './checks.js';
import { integrate } from './double-exponential.js';
import { continuousLaw, shifted } from './laws.js';
import { normal } from './normal.js';
import type { ContinuousDistribution } from './types.js';

/** What Zolotarev's integral for x > 0 needs: ln g(θ), where θ has these distances from the ends of its interval. */
interface Integral {
  readonly length: number;
  readonly logG: (fromLow: number, fromHigh: number) => number;
  /** whether g grows with θ */
  readonly rising: boolean;
}

/**
 * The stable law of characteristic function exp(−|t|^α (1 − i β sign(t) tan(πα/2))), for α = 1
 * exp(−|t| (1 + i β (2/π) sign(t) ln |t|)), scaled and shifted: the law that `random().stable(alpha, beta)` draws from.
 * Densities and tails are integrals, accurate to about 1e-10 of themselves; near α = 1 with β ≠ 0 less so. For α = 1 the
 * scale multiplies the standard variable, which with β ≠ 0 is not what scaling the exponent would do.
 *
 * @param alpha stability, above 0 and at most 2; from 0.1 the integrals are reliable
 * @param beta skewness from −1 to 1, default 0
 * @param location default 0
 * @param scale positive, default 1
 * @throws ZerothError `distribution-parameter`
 * @source Zolotarev: One-dimensional stable distributions (1986); Nolan: Numerical calculation of stable densities and
 *   distribution functions (1997)
 */
export function stable(alpha: number, beta = 0, location = 0, scale = 1): ContinuousDistribution {
  if (!(alpha > 0 && alpha <= 2))
    throw new ZerothError('distribution-parameter', 'The stability alpha must be above 0 and at most 2.', alpha);
  checkRange('skewness beta', beta, -1, 1);
  checkFinite('location', location);
  checkPositive('scale', scale);
  if (alpha === 2) return normal(location, Math.SQRT2 * scale);
  const standard = alpha === 1 && beta === 0 ? cauchy() : standardStable(alpha, beta);
  return shifted(standard, location, scale);
}

function cauchy(): ContinuousDistribution {
  const tail = (x: number) => (x > 0 ? Math.atan(1 / x) / Math.PI : 0.5 + Math.atan(-x) / Math.PI);
  const quantileOfTail = (p: number) => 1 / Math.tan(Math.PI * p);
  return continuousLaw({
    logDensity: (x) => -Math.log(Math.PI) - (Math.abs(x) > 1e150 ? 2 * Math.log(Math.abs(x)) : Math.log1p(x * x)),
    tails: (x) => ({ lower: tail(-x), upper: tail(x) }),
    inverse: (lower, upper) => (lower < upper ? -quantileOfTail(lower) : lower === upper ? 0 : quantileOfTail(upper)),
    sample: (random) => random.stable(1),
    mean: Number.NaN,
    variance: Number.NaN,
  });
}

function standardStable(alpha: number, beta: number): ContinuousDistribution {
  const tails = (x: number): Tails => {
    if (Number.isNaN(x)) return { lower: x, upper: x };
    if (alpha === 1 ? beta < 0 : x < 0) {
      const { lower, upper } = tailsOf(alpha, -beta, -x);
      return { lower: upper, upper: lower };
    }
    return tailsOf(alpha, beta, x);
  };
  const density = (x: number) =>
    (alpha === 1 ? beta < 0 : x < 0) ? densityOf(alpha, -beta, -x) : densityOf(alpha, beta, x);
  const oneSided = alpha < 1 && Math.abs(beta) === 1;
  return continuousLaw({
    density,
    logDensity: (x) => Math.log(density(x)),
    tails,
    inverse: (lower, upper) => {
      if (lower === 0) return oneSided && beta > 0 ? 0 : -Infinity;
      if (upper === 0) return oneSided && beta < 0 ? 0 : Infinity;
      // In arsinh x tails of any order of magnitude are near.
      const u = invertIncreasing({
        lower,
        upper,
        tails: (at) => tails(Math.sinh(at)),
        density: (at) => density(Math.sinh(at)) * Math.cosh(at),
        start: oneSided ? beta : 0,
      });
      return Math.sinh(u);
    },
    sample: (random) => random.stable(alpha, beta),
    mean: alpha > 1 ? 0 : Number.NaN,
    variance: alpha > 1 ? Infinity : Number.NaN,
  });
}

/** θ0 of Nolan: arctan(β tan(πα/2)) / α. */
function angleOf(alpha: number, beta: number): number {
  // Exact at the ends, where the interval of one-sided laws begins.
  if (Math.abs(beta) === 1) return Math.sign(beta) * (alpha < 1 ? Math.PI / 2 : Math.PI / 2 - Math.PI / alpha);
  return Math.atan(beta * Math.tan((Math.PI * alpha) / 2)) / alpha;
}

function integralOf(alpha: number, beta: number, x: number): Integral {
  if (alpha === 1) {
    const shift = (-Math.PI * x) / (2 * beta) + Math.log(2 / Math.PI);
    return {
      length: Math.PI,
      rising: beta > 0,
      logG: (fromLow, fromHigh) => {
        const small = Math.min(fromLow, fromHigh);
        const cosine = Math.sin(small);
        const tangent = (fromLow < fromHigh ? -1 : 1) * (Math.cos(small) / cosine);
        // π/2 + βθ, which for |β| = 1 vanishes at an end.
        const tilted =
          fromLow < fromHigh
            ? (1 - beta) * (Math.PI / 2) + beta * fromLow
            : (1 + beta) * (Math.PI / 2) - beta * fromHigh;
        return shift + Math.log(tilted / cosine) + (tilted * tangent) / beta;
      },
    };
  }
  const theta = angleOf(alpha, beta);
  const power = alpha / (alpha - 1);
  const constant = Math.log(Math.cos(alpha * theta)) / (alpha - 1) + power * Math.log(x);
  const rest = Math.max(0, Math.PI - alpha * theta - (alpha * Math.PI) / 2);
  const gap = Math.max(0, Math.PI / 2 - theta);
  const length = Math.PI / 2 + theta;
  return {
    length,
    rising: alpha < 1,
    logG: (fromLow, fromHigh) => {
      const near = fromLow < fromHigh;
      const cosine = Math.sin(near ? gap + fromLow : fromHigh);
      const sine = near ? Math.sin(alpha * fromLow) : Math.sin(alpha * (length - fromHigh));
      // cos(αθ0 + (α − 1)θ), which for |β| = 1 vanishes at an end.
      const last = Math.sin(near ? gap + (1 - alpha) * fromLow : rest + (alpha - 1) * fromHigh);
      return constant + power * (Math.log(cosine) - Math.log(sine)) + Math.log(Math.abs(last)) - Math.log(cosine);
    },
  };
}

/** ∫ f(ln g) over the interval, split where g is 1: on either side the integrand is smooth and monotone. */
function integrateOver({ length, logG, rising }: Integral, f: (logG: number) => number): number {
  let low = 0;
  let high = length;
  // By bisection in the distance from the nearer end.
  const small = logG(length / 2, length / 2) > 0 === rising;
  let fromNear = length / 2;
  let other = 1e-300;
  for (let k = 0; k < 100; k++) {
    const middle = other < fromNear / 4 ? Math.sqrt(other * fromNear) : (other + fromNear) / 2;
    const value = small ? logG(middle, length - middle) : logG(length - middle, middle);
    const beyond = value > 0 === rising;
    if (beyond === small) fromNear = middle;
    else other = middle;
    if (fromNear - other < 1e-9 * fromNear) break;
  }
  low = small ? fromNear : length - fromNear;
  high = small ? length - fromNear : fromNear;
  const value = (fromLow: number, fromHigh: number) => {
    const log = logG(fromLow, fromHigh);
    return Number.isNaN(log) ? 0 : f(log);
  };
  return integrate((a, b) => value(a, high + b), low) + integrate((a, b) => value(low + a, b), high);
}

/** Both tails for x ≥ 0, or for α = 1 and β > 0. */
function tailsOf(alpha: number, beta: number, x: number): Tails {
  if (x === Infinity) return { lower: 1, upper: 0 };
  if (alpha === 1) {
    const integral = integralOf(1, beta, x);
    return {
      lower: integrateOver(integral, (log) => Math.exp(-Math.exp(log))) / Math.PI,
      upper: integrateOver(integral, (log) => -Math.expm1(-Math.exp(log))) / Math.PI,
    };
  }
  const theta = angleOf(alpha, beta);
  const below = (Math.PI / 2 - theta) / Math.PI;
  if (x === 0) return { lower: below, upper: 1 - below };
  const integral = integralOf(alpha, beta, x);
  const part = integrateOver(integral, (log) => Math.exp(-Math.exp(log))) / Math.PI;
  if (alpha > 1) return { lower: 1 - part, upper: part };
  const upper = integrateOver(integral, (log) => -Math.expm1(-Math.exp(log))) / Math.PI;
  return { lower: below + part, upper };
}

/** The density for x ≥ 0, or for α = 1 and β > 0. */
function densityOf(alpha: number, beta: number, x: number): number {
  if (!(x < Infinity)) return x === Infinity ? 0 : x;
  if (alpha === 1) {
    const integral = integralOf(1, beta, x);
    return integrateOver(integral, (log) => Math.exp(log - Math.exp(log))) / (2 * beta);
  }
  const theta = angleOf(alpha, beta);
  if (x === 0) {
    if (alpha < 1 && Math.abs(beta) === 1) return 0;
    return (gamma(1 + 1 / alpha) * Math.cos(theta) * Math.cos(alpha * theta) ** (1 / alpha)) / Math.PI;
  }
  const integral = integralOf(alpha, beta, x);
  const sum = integrateOver(integral, (log) => Math.exp(log - Math.exp(log)));
  return (alpha * sum) / (Math.PI * Math.abs(alpha - 1) * x);
}
