import { symmetricEigen } from '../../linalg/index.js';
import type { Vector } from '../../query/index.js';

/** Rates at which a covariance learns. */
export interface CovarianceRates {
  /** c₁, of the path. */
  readonly rankOne: number;
  /** cμ, of the draws. */
  readonly rankMu: number;
}

/** The draws of one generation, best first. */
export interface Generation {
  /** What was drawn from the unit normal, λ vectors. */
  readonly z: readonly Vector[];
  /** The same, shaped by the covariance. */
  readonly y: readonly Vector[];
  /** λ weights by rank; negative ones for what is to become rarer. */
  readonly weights: Vector;
  /** Σ w z over the positive weights. */
  readonly zMean: Vector;
  /** Number of draws of equal weight that would vary as the positive ones. */
  readonly effective: number;
  /** The path of the mean, in the coordinates of y. */
  readonly path: Vector;
  /** c₁ times what a path that was held back lacks in variance. */
  readonly heldBack: number;
}

/** The shape of a normal distribution that learns from what was selected. */
export interface Covariance {
  /** y ← A z, A A' being the covariance. */
  shape(z: Vector, y: Vector): void;
  /** out ← C^(−1/2) A z, which is distributed as z is. */
  turn(z: Vector, out: Vector): void;
  learn(generation: Generation): void;
  /** √C ᵢᵢ */
  deviation(i: number): number;
  /** Multiplies coordinate i by a factor. */
  stretch(i: number, factor: number): void;
  /** Largest over smallest eigenvalue. */
  condition(): number;
}

/** n² numbers, rotated with the function: C = B D² B'. */
export function fullCovariance(n: number, { rankOne, rankMu }: CovarianceRates): Covariance {
  const c = identity(n);
  // Rows of `vectors` are the eigenvectors, roots the square roots of the eigenvalues.
  let vectors: Vector = identity(n);
  const roots = new Float64Array(n).fill(1);
  const scratch = new Float64Array(n);
  // The decomposition may lag by a tenth of the time in which C changes.
  const every = Math.max(1, Math.floor(1 / ((rankOne + rankMu) * n * 10)));
  let age = 0;
  const combine = (coefficients: Vector, out: Vector): void => {
    out.fill(0);
    for (let k = 0; k < n; k++) {
      const t = coefficients[k]!;
      for (let i = 0, at = k * n; i < n; i++, at++) out[i] = out[i]! + t * vectors[at]!;
    }
  };
  const decompose = (): void => {
    age = 0;
    const eigen = symmetricEigen(c, n);
    // What rounding made negative, or the negative weights, must not be drawn from as NaN.
    const least = 1e-20 * eigen.values[n - 1]!;
    vectors = eigen.vectors;
    for (let k = 0; k < n; k++) roots[k] = Math.sqrt(Math.max(least, eigen.values[k]!));
  };
  return {
    shape: (z, y) => {
      for (let k = 0; k < n; k++) scratch[k] = roots[k]! * z[k]!;
      combine(scratch, y);
    },
    turn: combine,
    learn: ({ z, y, weights, path, heldBack }) => {
      let total = 0;
      for (const w of weights) total += w;
      const kept = 1 + heldBack - rankOne - rankMu * total;
      for (let i = 0; i < n; i++) {
        const p = rankOne * path[i]!;
        for (let j = 0, at = i * n; j <= i; j++, at++) c[at] = kept * c[at]! + p * path[j]!;
      }
      for (let k = 0; k < weights.length; k++) {
        const rate = rankMu * scaledWeight(weights[k]!, z[k]!);
        if (rate === 0) continue;
        const yk = y[k]!;
        for (let i = 0; i < n; i++) {
          const t = rate * yk[i]!;
          for (let j = 0, at = i * n; j <= i; j++, at++) c[at] = c[at]! + t * yk[j]!;
        }
      }
      if (++age >= every) decompose();
    },
    deviation: (i) => Math.sqrt(c[i * n + i]!),
    stretch: (i, factor) => {
      for (let j = 0; j <= i; j++) c[i * n + j] = factor * c[i * n + j]!;
      for (let j = i; j < n; j++) c[j * n + i] = factor * c[j * n + i]!;
      decompose();
    },
    condition: () => {
      let least = Infinity;
      let most = 0;
      for (const root of roots) {
        least = Math.min(least, root);
        most = Math.max(most, root);
      }
      return (most / least) ** 2;
    },
  };
}

/** n numbers: a variance for each coordinate, learned (n + 2) / 3 times as fast. */
export function diagonalCovariance(n: number, rates: CovarianceRates): Covariance {
  const faster = (n + 2) / 3;
  const rankOne = Math.min(1, rates.rankOne * faster);
  const rankMu = Math.min(1 - rankOne, rates.rankMu * faster);
  const c = new Float64Array(n).fill(1);
  return {
    shape: (z, y) => {
      for (let i = 0; i < n; i++) y[i] = Math.sqrt(c[i]!) * z[i]!;
    },
    turn: (z, out) => out.set(z),
    learn: ({ z, y, weights, path, heldBack }) => {
      let total = 0;
      for (const w of weights) total += w;
      const kept = 1 + (heldBack / rates.rankOne) * rankOne - rankOne - rankMu * total;
      for (let i = 0; i < n; i++) {
        let next = kept * c[i]! + rankOne * path[i]! * path[i]!;
        for (let k = 0; k < weights.length; k++)
          next += rankMu * scaledWeight(weights[k]!, z[k]!) * y[k]![i]! * y[k]![i]!;
        // Faster rates can take more than there is.
        c[i] = Math.max(next, 1e-3 * c[i]!);
      }
    },
    deviation: (i) => Math.sqrt(c[i]!),
    stretch: (i, factor) => {
      c[i] = c[i]! * factor * factor;
    },
    condition: () => {
      let least = Infinity;
      let most = 0;
      for (const variance of c) {
        least = Math.min(least, variance);
        most = Math.max(most, variance);
      }
      return most / least;
    },
  };
}

/**
 * m n numbers: the draws are stretched along m paths of the mean that fade at rates a factor 4 apart.
 *
 * @source Loshchilov, Glasmachers, Beyer: Large scale black-box optimization by limited-memory matrix adaptation (2019)
 */
export function limitedCovariance(n: number, memory: number, population: number): Covariance {
  const paths = Array.from({ length: memory }, () => new Float64Array(n));
  const fading = Array.from({ length: memory }, (_, k) => Math.min(1, population / (4 ** k * n)));
  const stretching = Array.from({ length: memory }, (_, k) => 1 / (1.5 ** k * n));
  let known = 0;
  return {
    shape: (z, y) => {
      y.set(z);
      for (let k = 0; k < known; k++) {
        const path = paths[k]!;
        let along = 0;
        for (let i = 0; i < n; i++) along += path[i]! * y[i]!;
        const d = stretching[k]!;
        for (let i = 0; i < n; i++) y[i] = (1 - d) * y[i]! + d * along * path[i]!;
      }
    },
    turn: (z, out) => out.set(z),
    learn: ({ zMean, effective }) => {
      known = Math.min(memory, known + 1);
      for (let k = 0; k < memory; k++) {
        const c = fading[k]!;
        const path = paths[k]!;
        const factor = Math.sqrt(effective * c * (2 - c));
        for (let i = 0; i < n; i++) path[i] = (1 - c) * path[i]! + factor * zMean[i]!;
      }
    },
    deviation: () => 1,
    stretch: () => {},
    condition: () => 1,
  };
}

/** A negative weight is scaled so that one long draw cannot take more variance than there is. */
function scaledWeight(weight: number, z: Vector): number {
  if (weight >= 0) return weight;
  let length = 0;
  for (let i = 0; i < z.length; i++) length += z[i]! * z[i]!;
  return (weight * z.length) / Math.max(length, 1e-8);
}

function identity(n: number): Vector {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}
