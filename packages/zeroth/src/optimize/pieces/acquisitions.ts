import { exp, log } from '../../random/index.js';
import { erfcx, normalCdf } from '../../special/erf.js';

/** How much a point is worth asking about, and its derivatives by mean and standard deviation. */
export interface Worth {
  readonly value: number;
  readonly byMean: number;
  readonly byDeviation: number;
}

/** The worth of a point where the value is normal with this mean and standard deviation > 0; `best` is to be beaten. */
export type Acquisition = (mean: number, deviation: number, best: number) => Worth;

const logRootTwoPi = 0.5 * log(2 * Math.PI);
const rootHalfPi = Math.sqrt(Math.PI / 2);
/** From here down 1 + z Φ/φ = 1/z² (1 + O(1/z²)) to more digits than the difference keeps. */
const farBelow = -1e4;

/** E max(0, best − y): (best − μ) Φ(z) + σ φ(z) with z = (best − μ) / σ. It underflows far from what is promising. */
export function expectedImprovement(mean: number, deviation: number, best: number): Worth {
  const z = (best - mean) / deviation;
  const density = exp(-0.5 * z * z - logRootTwoPi);
  const below = normalCdf(z);
  return { value: Math.max(0, (best - mean) * below + deviation * density), byMean: -below, byDeviation: density };
}

/**
 * ln E max(0, best − y), accurate where the expectation itself underflows, so that its gradient leads there too.
 *
 * @source Ament, Daulton, Eriksson, Balandat, Bakshy: Unexpected improvements to expected improvement (2023)
 */
export function logExpectedImprovement(mean: number, deviation: number, best: number): Worth {
  const z = (best - mean) / deviation;
  let logarithm: number;
  let slope: number;
  if (z > -1) {
    const below = normalCdf(z);
    const sum = exp(-0.5 * z * z - logRootTwoPi) + z * below;
    logarithm = log(sum);
    slope = below / sum;
  } else {
    // Φ/φ, which does not underflow.
    const ratio = rootHalfPi * erfcx(-z * Math.SQRT1_2);
    const rest = z > farBelow ? 1 + z * ratio : 1 / (z * z);
    logarithm = -0.5 * z * z - logRootTwoPi + log(rest);
    slope = ratio / rest;
  }
  return {
    value: log(deviation) + logarithm,
    byMean: -slope / deviation,
    byDeviation: (1 - z * slope) / deviation,
  };
}

/** −(μ − β σ): the bound that the value is expected to stay above, with its sign turned. */
export function lowerConfidenceBound(beta: number): Acquisition {
  return (mean, deviation) => ({ value: beta * deviation - mean, byMean: -1, byDeviation: beta });
}
