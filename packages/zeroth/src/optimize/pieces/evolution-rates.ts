import type { Vector } from '../../query/index.js';
import { log } from '../../random/index.js';

/** Weights and learning rates of evolution by covariance adaptation. */
export interface EvolutionRates {
  /** By rank, best first: the positive ones sum to 1. */
  readonly weights: Vector;
  /** μ_eff of the positive weights. */
  readonly effective: number;
  readonly sigmaRate: number;
  readonly sigmaDamping: number;
  readonly pathRate: number;
  readonly rankOne: number;
  readonly rankMu: number;
}

/**
 * The default parameters for n variables and λ points a generation.
 *
 * @param active whether the worse half weighs, negatively
 * @source Hansen: The CMA evolution strategy, a tutorial (2016), table 1 and equations 49 to 58
 */
export function evolutionRates(n: number, population: number, active: boolean): EvolutionRates {
  const raw = Float64Array.from({ length: population }, (_, k) => log((population + 1) / 2) - log(k + 1));
  const parents = Math.max(1, Math.floor(population / 2));
  const [positive, negative] = [raw.subarray(0, parents), raw.subarray(parents)];
  const effective = sum(positive) ** 2 / sumOfSquares(positive);
  const effectiveNegative = negative.length > 0 ? sum(negative) ** 2 / Math.max(sumOfSquares(negative), 1e-300) : 0;
  const sigmaRate = (effective + 2) / (n + effective + 5);
  const rankOne = 2 / ((n + 1.3) ** 2 + effective);
  const rankMu = Math.min(1 - rankOne, (2 * (0.25 + effective + 1 / effective - 2)) / ((n + 2) ** 2 + effective));
  const share = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * effectiveNegative) / (effective + 2),
    (1 - rankOne - rankMu) / (n * rankMu),
  );
  const positiveTotal = sum(positive);
  const negativeTotal = -sum(negative);
  return {
    weights: raw.map((w, k) =>
      k < parents ? w / positiveTotal : active && negativeTotal > 0 ? (share * w) / negativeTotal : 0,
    ),
    effective,
    sigmaRate,
    sigmaDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + sigmaRate,
    pathRate: (4 + effective / n) / (n + 4 + (2 * effective) / n),
    rankOne,
    rankMu,
  };
}

function sum(values: Vector): number {
  return values.reduce((total, v) => total + v, 0);
}

function sumOfSquares(values: Vector): number {
  return values.reduce((total, v) => total + v * v, 0);
}
